"""Understanding: what a question asks for, standing alone."""
