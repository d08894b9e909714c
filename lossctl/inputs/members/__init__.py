"""Which of the arrays of a container is the input and which the target: by their names, shapes and values."""
