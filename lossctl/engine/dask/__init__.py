"""The workers of a Dask cluster: another `map` for the engine, and the way of whole jobs to them."""
