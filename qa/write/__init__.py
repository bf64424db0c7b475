"""Writing: a language model, from passages to sentences that are held to the text."""
