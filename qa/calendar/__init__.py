"""Times: what the words of a quote or of a question mean on the calendar."""
