"""What a loss tells of its own calculation: noted numbers, steps, and arithmetic that comes out."""
