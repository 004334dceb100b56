"""The staff's desk: pages on which people go on with what a terminal began."""
