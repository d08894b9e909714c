"""How a loss tells of its own calculation: the numbers it notes, its steps, and arithmetic that comes out."""
