"""Out loud: what is written becomes what is said, from clips where there are any, else from an engine."""
