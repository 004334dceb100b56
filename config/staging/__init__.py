"""Releases on a terminal: fetched and staged, tried, kept or given back."""
