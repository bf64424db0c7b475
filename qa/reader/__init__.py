"""The embedded reader: an extractive model that finds the span of a passage which answers a question."""
