"""The checks: what holds the sentences of a language model to the text."""
