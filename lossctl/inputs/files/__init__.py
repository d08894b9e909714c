"""From a word to bytes: what it names, files in ranges, pipes and archives through a temporary file."""
