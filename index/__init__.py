"""Articles, passages, their vectors, and the store that is searched."""
