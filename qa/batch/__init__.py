"""The batch: a sheet of questions in, the same sheet with an answer to each row out."""
