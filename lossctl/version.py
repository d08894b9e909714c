"""The version of this lossctl."""

__version__ = "0.1.0"
