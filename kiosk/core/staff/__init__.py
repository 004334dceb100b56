"""The assisted mode: how staff get in, what they may do, and how it ends."""
