"""What a paste shows that was printed: arrays, numbers, and which line of code printed each."""
