"""Question sets, measures, runs and their reports."""
