"""What other languages write in another way than Python: a module for each, with the rules that are its own."""
