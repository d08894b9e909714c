"""The lines of a paste, freed of what frames them."""
