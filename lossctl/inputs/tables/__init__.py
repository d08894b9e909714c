"""What a table's columns are: the classes, the target, ids, and what is left out."""
