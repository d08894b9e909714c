"""A quoted pattern that names several files: their arrays, joined along the first axis."""
