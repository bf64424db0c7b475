"""The forms of values in a text: dates, numbers, sums of money and names, and whether one gives another."""
