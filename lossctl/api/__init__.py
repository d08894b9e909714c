"""The losses in Python: functions, their results, and messages in the words of Python."""
