"""What comes in: the words INPUT, TARGET and every ARRAY option, turned into NumPy arrays."""

from lossctl.inputs.arguments import Given, read, read_array

__all__ = ["Given", "read", "read_array"]
