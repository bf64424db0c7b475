"""The screen: what a person sees in the terminal."""
