"""Language models: what is asked of one, which one answers, and the servers that run them."""
