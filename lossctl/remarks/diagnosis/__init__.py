"""Why a number differs: the readings of the same data that people confuse, and the search for those that give it."""
