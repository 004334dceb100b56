"""One page for each kind of screen."""
