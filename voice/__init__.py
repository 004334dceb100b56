"""Speaking, listening, and the understanding of what was said."""
