"""Results of separate runs, put together."""
