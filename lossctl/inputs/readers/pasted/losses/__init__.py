"""The losses of a paste: their calls, and how each that is printed is to be judged."""
