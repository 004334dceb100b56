"""Self-test and the state of the devices."""
