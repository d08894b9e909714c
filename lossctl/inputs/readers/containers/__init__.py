"""Binary formats of arrays."""
