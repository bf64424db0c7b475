"""What trains, fits, calibrates and measures; it does not go into the wheel, and nothing of the product imports it."""
