"""The identity card reader and the code scanner, real and simulated."""
