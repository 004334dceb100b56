"""Simulated villagers: they look, think, press beside the mark, and a judge watches what the terminal does."""
