"""Formats that lossctl does not read: by their first bytes, and what to do about each."""

import re
from collections.abc import Collection
from typing import NamedTuple, NoReturn

from lossctl.errors import InputError

SAVE = "save the numbers with numpy.save('x.npy', x)"
_TORCH = "python -c \"import numpy, torch; numpy.save('x.npy', torch.load('{}').float().numpy())\""
_UNPACK = "unpack it first: <({} -dc FILE)"


class Format(NamedTuple):
    """A regular expression for the first bytes of a format, what it is called, and what to do instead."""

    begins: bytes
    what: str
    remedy: str


UNSUPPORTED = (
    Format(rb"\x28\xb5\x2f\xfd", "a Zstandard file", _UNPACK.format("zstd")),
    Format(rb"BZh[1-9]1AY&SY", "a bzip2 file", _UNPACK.format("bzip2")),
    Format(rb"\xfd7zXZ\x00", "an xz file", _UNPACK.format("xz")),
    Format(rb"\x1f\x8b", "a gzip file inside a gzip file", _UNPACK.format("gzip")),
    Format(
        rb"\x89HDF\r\n\x1a\n",
        "an HDF5 file",
        "python -c \"import h5py, numpy; numpy.save('x.npy', h5py.File('x.h5')['NAME'][:])\"",
    ),
    Format(
        rb"MATLAB 5\.0 MAT-file",
        "a MATLAB file",
        "python -c \"import numpy, scipy.io; numpy.save('x.npy', scipy.io.loadmat('x.mat')['NAME'])\"",
    ),
    Format(
        rb".{5}\x00{3}\{",
        "a safetensors file",
        "python -c \"import numpy, safetensors.numpy as s; numpy.savez('x.npz', **s.load_file('x.safetensors'))\"",
    ),
    Format(rb"\x80[\x02-\x05]", "a pickle, which is never loaded", SAVE),
    Format(rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a", "an image", SAVE),
    Format(rb"%PDF-\d", "a PDF file", SAVE),
    Format(rb"SQLite format 3\x00", "a SQLite database", "export the table as CSV"),
    Format(rb"\xd0\xcf\x11\xe0", "an old Excel or Word file", "export the sheet as CSV"),
    Format(rb"PK\x05\x06", "an empty zip file", SAVE),
    Format(rb"\x7fELF|MZ\x90\x00", "a program", SAVE),
)

# Zip files that are no npz: the end of a name in it that tells which kind it is, what that is called, what to do.
ZIPS = (
    ("data.pkl", "a PyTorch file", _TORCH.format("x.pt")),
    ("xl/workbook.xml", "an Excel file", "export the sheet as CSV"),
    ("word/document.xml", "a Word file", "save the numbers as text"),
    ("", "a zip file without a .npy file in it", "save the arrays with numpy.savez('x.npz', logits=x, labels=y)"),
)


def refuse(head: bytes) -> None:
    """Raise if the first bytes are those of a format that lossctl knows but does not read."""
    for form in UNSUPPORTED:
        if re.match(form.begins, head, re.DOTALL):
            raise InputError(f"is {form.what}", remedy=form.remedy)


def refuse_zip(names: Collection[str]) -> NoReturn:
    """Raise for a zip file without arrays; the names in it tell which program wrote it."""
    what, remedy = next(
        (what, remedy) for inside, what, remedy in ZIPS if not inside or any(n.endswith(inside) for n in names)
    )
    raise InputError(f"is {what}", remedy=remedy)
