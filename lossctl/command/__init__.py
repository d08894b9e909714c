"""The command line: words in, a status out."""
