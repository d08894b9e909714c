"""What comes in: INPUT, TARGET and every ARRAY option, from words of the command line to NumPy arrays."""

from lossctl.inputs.arguments import Given, read, read_array

__all__ = ["Given", "read", "read_array"]
