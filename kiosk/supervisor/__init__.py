"""Keeps the terminal running, tries new releases, and goes back by itself."""
