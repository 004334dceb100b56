"""The self-service terminal itself."""
