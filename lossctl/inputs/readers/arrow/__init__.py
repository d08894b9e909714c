"""Parquet, Feather and Arrow, by pyarrow: columns with types, in groups or batches of rows."""
