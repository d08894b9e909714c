"""From a word to bytes: which files it names, files read in ranges, pipes and archives kept in temporary files."""
