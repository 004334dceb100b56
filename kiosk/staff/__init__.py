"""Unlocking for staff, and the trail of what they did."""
