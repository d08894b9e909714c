"""What comes in: INPUT, TARGET and every ARRAY option, from words of the command line to NumPy arrays."""

from lossctl.inputs.arguments import Given, read, read_array
from lossctl.inputs.hints import Hints
from lossctl.inputs.reading import Reading

__all__ = ["Given", "Hints", "Reading", "read", "read_array"]
