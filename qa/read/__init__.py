"""Reading: the embedded reader, from passages to values with their confidence."""
