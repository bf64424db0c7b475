"""Answers that were kept: to be listed, checked again and cited."""
