"""Tables within a paste, and what the code calls their columns."""
