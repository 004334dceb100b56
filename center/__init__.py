"""The service center's server: what terminals ask, and where their cases arrive."""
