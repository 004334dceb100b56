"""The screen: window, theme and one page per kind of screen."""
