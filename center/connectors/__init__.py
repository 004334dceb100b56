"""The county's systems, each behind the same port."""
