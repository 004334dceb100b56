"""Alembic's migrations of the center's store."""
