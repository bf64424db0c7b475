"""A running `qa serve` of the same data folder, asked in place of an engine here."""
