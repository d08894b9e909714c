"""Objects of Python as arrays, by the protocols that they have: no library is imported that the caller has not."""
