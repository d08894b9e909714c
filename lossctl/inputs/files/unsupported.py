"""Formats that lossctl does not read: by their first bytes, and what to do about each."""

import re
from collections.abc import Callable, Collection
from typing import NamedTuple, NoReturn

from lossctl.errors import InputError
from lossctl.inputs.files import packings
from lossctl.inputs.files import ways_out_of_others as of_others
from lossctl.inputs.files import ways_out_of_python as of_python
from lossctl.inputs.files.origins import Origin
from lossctl.inputs.files.way_out import WayOut

_UNPACK = "unpack it, and name one of its files"
_NETWORK = "it holds a network: run it, and save its outputs with numpy.save('x.npy', outputs)"
_PICKLED = "is a pickle, which is never loaded: that could run any code"
_MODULES = rb"(numpy|pandas|torch|copy_reg|copyreg|collections|__builtin__|builtins)"


def _anything(_: bytes) -> bool:
    return True


def _names_joblib(head: bytes) -> bool:
    return b"joblib.numpy_pickle" in head


def _unpacks_to_pickle(head: bytes) -> bool:
    import zlib

    try:
        return zlib.decompressobj().decompress(head[:256], 16)[:1] == b"\x80"
    except zlib.error:
        return False


def _is_of_pandas(head: bytes) -> bool:
    return b"pandas_type" in head


def _has_second_record(head: bytes) -> bool:
    """A record of TensorFlow: its length, 4 bytes of checksum, a protocol buffer, 4 bytes of checksum, the next."""
    end = int.from_bytes(head[:8], "little") + 16
    return end == len(head) or (end > len(head) or head[end + 4 : end + 8] == b"\0\0\0\0")


class Format(NamedTuple):
    """A regular expression for the first bytes of a format, what else must hold, what it is, and what to do instead."""

    begins: bytes
    problem: str
    way: WayOut | str
    holds: Callable[[bytes], bool] = _anything


UNSUPPORTED = (
    Format(rb"MATLAB 7\.3 MAT-file", "is a MATLAB 7.3 file", of_others.MATLAB_73),
    Format(rb"MATLAB 5\.0 MAT-file", "is a MATLAB file", of_others.MATLAB),
    Format(
        rb"(.{512}|.{1024}|.{2048})?\x89HDF\r\n\x1a\n",
        "is an HDF5 file of pandas",
        of_others.PANDAS_HDF5,
        _is_of_pandas,
    ),
    Format(rb"(.{512}|.{1024}|.{2048})?\x89HDF\r\n\x1a\n", "is an HDF5 file", of_others.HDF5),
    Format(
        rb"\x80[\x02-\x05]",
        _PICKLED.replace("a pickle", "a pickle of joblib"),
        of_python.JOBLIB,
        _names_joblib,
    ),
    Format(rb"\x80[\x02-\x05]", _PICKLED, of_python.PICKLE),
    Format(rb"\(*(c" + _MODULES + rb"[\w.]*\n\w+\n|[ld]?p[01]\n)", _PICKLED, of_python.PICKLE),
    Format(rb"\(*(c" + _MODULES + rb"[\w.]*\n\w+\n|[]})]?q\x00)", _PICKLED, of_python.PICKLE),
    Format(
        rb"x[\x01\x5e\x9c\xda]",
        "is packed by zlib, as joblib packs pickles",
        of_python.JOBLIB,
        _unpacks_to_pickle,
    ),
    Format(rb"X\n\x00{3}[\x02\x03]\x00|A\n[23]\n\d{6}\n\d{5,6}\n", "is an .rds file of R", of_others.RDS),
    Format(rb"RD[AX][23]\n", "is an .RData file of R", of_others.RDATA),
    Format(rb".{257}ustar", "is a tar archive", of_others.TAR),
    Format(rb"\x04\x22\x4d\x18", "is packed with LZ4", of_others.LZ4),
    Format(rb"\x1f\x9d", "is packed with compress", of_others.COMPRESS),
    Format(rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07", "is an archive of 7-Zip or RAR", _UNPACK),
    Format(rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|II\*\x00|MM\x00\*", "is an image", of_others.IMAGE),
    Format(rb"%PDF-\d", "is a PDF file", of_python.SAVE),
    Format(rb"SQLite format 3\x00", "is a SQLite database", of_others.SQLITE),
    Format(rb"\xd0\xcf\x11\xe0", "is an old Excel or Word file", of_others.EXCEL._replace(example="x.xls")),
    Format(rb"PK\x05\x06", "is an empty zip file", of_python.SAVE),
    Format(rb"\x7fELF|MZ\x90\x00", "is a program", of_python.SAVE),
    # MATLAB 4: five numbers of four bytes (the type, rows, columns, complex or not, the name's length), then the name.
    Format(
        rb"[\x00-\x34]\x00{3}.{8}[\x00\x01]\x00{3}[\x02-\x40]\x00{3}[A-Za-z]\w*\x00",
        "is a MATLAB 4 file",
        of_others.MATLAB,
    ),
    Format(
        rb"\x00\x00[\x03\x04].{9}\x00{3}[\x00\x01]\x00{3}[\x02-\x40][A-Za-z]\w*\x00",
        "is a MATLAB 4 file",
        of_others.MATLAB,
    ),
    Format(rb"\x08\x01\x12.{1,5}\x0a", "is a SavedModel of TensorFlow", _NETWORK),
    Format(rb"\x08[\x02-\x14][\x12\x1a\x22\x3a\x42]", "is an ONNX model", _NETWORK),
    Format(
        rb"((\x08[\x80-\xff]*[\x00-\x7f])*|\x0a[\x01-\x20].{1,32})\x10[\x01-\x17][\x22\x2a\x32\x3a\x42\x4a\x52\x5a]",
        "is a tensor of ONNX",
        of_others.ONNX_TENSOR,
    ),
    Format(rb".{5}\x00{3}.{4}\x0a", "is a TFRecord file", of_others.TFRECORD, _has_second_record),
    Format(
        rb'\s*\{\s*("metadata"\s*:\s*\{[^{}]*\}\s*,\s*)?"weight_map"\s*:\s*\{\s*"',
        "is an index: it says which tensor is in which file",
        "name one of the files that it lists, and the tensor: model-00001-of-00002.safetensors:NAME",
    ),
)

# Zip files that are no npz: the end of a name in it that tells which program wrote it, what that is called, what to do.
ZIPS: tuple[tuple[str, str, WayOut | str], ...] = (
    ("xl/workbook.xml", "is an Excel file", of_others.EXCEL),
    ("xl/workbook.bin", "is an Excel file", of_others.EXCEL._replace(example="x.xlsb")),
    ("word/document.xml", "is a Word file", "save the numbers as text"),
    ("content.xml", "is an OpenDocument file", of_others.EXCEL._replace(example="x.ods")),
)
_SHOWN = 5  # names in a zip file that an error lists


def refuse(head: bytes, origin: Origin) -> None:
    """Raise if the first bytes are those of a format that lossctl knows but does not read."""
    packings.refuse_second(head, origin)
    for form in UNSUPPORTED:
        if re.match(form.begins, head, re.DOTALL) and form.holds(head):
            raise InputError(form.problem, remedy=_remedy(form.way, origin))


def refuse_zip(names: Collection[str], origin: Origin) -> NoReturn:
    """Raise for a zip file without arrays; the names in it tell which program wrote it."""
    for inside, problem, way in ZIPS:
        if any(name.endswith(inside) for name in names):
            raise InputError(problem, remedy=_remedy(way, origin))
    if not names:
        raise InputError("is a zip file with nothing in it", remedy=of_python.SAVE)
    if len(names) == 1:
        raise InputError("is packed twice, with a zip file inside", remedy=_remedy(_UNZIP, origin))
    shown = ", ".join([*names][:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    raise InputError(f"is a zip file of {len(names)} files: {shown}", remedy=_remedy(_UNZIP, origin))


_UNZIP = WayOut(
    "unpack it into the folder OUT, and name one of its files", "python -m zipfile -e FILE OUT", "x.zip", ".files"
)


def _remedy(way: WayOut | str, origin: Origin) -> str:
    return way if isinstance(way, str) else way.remedy(origin)
