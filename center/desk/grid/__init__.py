"""Grid workers: orders to go to somebody's home, and the rules that make such orders."""
