"""What is said about a number: the explanation, the notes."""
