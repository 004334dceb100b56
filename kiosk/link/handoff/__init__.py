"""Handing a half-finished case over: with a network as a token, without one inside the code itself."""
