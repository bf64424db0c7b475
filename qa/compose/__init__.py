"""Composing: what was found or written, made into an answer whose quotes are exact, or into an abstention.

Pure functions of plain values; what a quote is held to is asked of the quoter.
"""
