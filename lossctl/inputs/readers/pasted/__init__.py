"""What Python prints of arrays, and posts that hold such prints."""
