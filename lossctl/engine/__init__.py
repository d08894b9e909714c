"""The calculation: blocks of samples over any map, here, in processes or on a Dask cluster."""
