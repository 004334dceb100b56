"""Speech to text, offline: each engine in a process of its own, and who is asked first."""
