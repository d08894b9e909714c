"""The calculation: a pass over blocks of samples, by any map: in this process, in forked ones or on a Dask cluster."""
