"""The code of a paste, read and never executed: what its names stand for."""
