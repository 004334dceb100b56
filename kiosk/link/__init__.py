"""Talking to the center: client, durable outbox, sender."""
