"""Retrieval, the reader, the answer with its quotes, and the command line."""
