"""NumPy's .npz: a zip file of .npy members, each unpacked when it is asked for."""

import io
from functools import partial
from typing import TYPE_CHECKING

from lossctl.errors import InputError, located
from lossctl.inputs import foreign
from lossctl.inputs.blob import Blob
from lossctl.inputs.document import Array, Members
from lossctl.inputs.readers import npy

if TYPE_CHECKING:
    from zipfile import ZipFile

_MAGIC = b"PK\x03\x04"
_SUFFIX = ".npy"


def recognises(blob: Blob) -> bool:
    return blob.data[:4] == _MAGIC


def read(blob: Blob) -> Members:
    """Raises where the zip file is damaged, or is another program's."""
    with _archive(blob) as archive:
        names = archive.namelist()
    arrays = [name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)]
    if not arrays:
        foreign.refuse_zip(names)
    return Members({name: partial(_member, blob, name) for name in arrays})


def _archive(blob: Blob) -> "ZipFile":
    from zipfile import BadZipFile, ZipFile

    try:
        return ZipFile(blob.path or io.BytesIO(blob.data))
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        raise InputError("is a zip file that is damaged or cut off") from None


def _member(blob: Blob, name: str) -> Array:
    with located(name), _archive(blob) as archive:
        return npy.array(_unpacked(archive, name + _SUFFIX))


def _unpacked(archive: "ZipFile", name: str) -> bytes:
    import zlib
    from zipfile import BadZipFile

    try:
        return archive.read(name)
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError):
        raise InputError("is damaged: its bytes do not fit its checksum") from None
    except RuntimeError:
        raise InputError("is encrypted, or packed in a way that Python cannot unpack") from None
