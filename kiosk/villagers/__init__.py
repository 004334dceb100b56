"""Simulated villagers: they look, think, press beside the mark; a judge watches what the terminal does."""
