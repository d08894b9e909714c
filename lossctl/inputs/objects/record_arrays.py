"""Structured arrays of NumPy: tables whose columns are the fields."""

from functools import partial

from lossctl.inputs.document import Document
from lossctl.inputs.lazy_array import Array
from lossctl.inputs.objects.frame_columns import FrameColumn
from lossctl.inputs.objects.frames import table_of
from lossctl.inputs.objects.numpy_arrays import without_mask
from lossctl.inputs.objects.python_cells import Cells, cells_of


def document_of(records: Array) -> Document:
    """The table as the .npy file would be that holds it; fields of objects, which no file has, are read as well."""
    flat = without_mask(records).reshape(-1)
    if flat.dtype.hasobject:
        names = flat.dtype.names or ()
        return table_of([FrameColumn(name, flat.size, partial(_cells, flat[name]), "leave it out") for name in names])
    from lossctl.inputs.readers.containers import record_columns

    return record_columns.document(flat.dtype, flat.size, lambda start, stop: flat[start:stop], False)


def _cells(field: Array, stop: int) -> Cells:
    return Cells(field[:stop]) if field.dtype.kind in "biuf" else cells_of(field[:stop].tolist())
