"""What a text says by its form alone: words, dates, numbers, names, what it denies, who said it. No model is asked."""
