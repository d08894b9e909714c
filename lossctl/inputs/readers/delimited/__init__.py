"""CSV, TSV and other delimited text."""
