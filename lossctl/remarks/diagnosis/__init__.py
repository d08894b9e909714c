"""Why a number differs: what people do differently from PyTorch, and the search for what gives the number."""
