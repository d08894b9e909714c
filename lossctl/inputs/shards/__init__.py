"""A quoted pattern that names several files: their arrays, concatenated along the first axis."""
