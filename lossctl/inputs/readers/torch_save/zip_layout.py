"""A .pt file as PyTorch has written it since 1.6: a zip file with a pickle and a member for each storage."""

from functools import partial
from typing import TYPE_CHECKING

from lossctl.errors import InputError
from lossctl.inputs.document import Document
from lossctl.inputs.files.source_bytes import Bytes, SourceBytes

if TYPE_CHECKING:
    from lossctl.inputs.readers.torch_save.records import Storage
    from lossctl.inputs.readers.torch_save.zip_members import ZipMembers

_MAGIC = b"PK\x03\x04"
_LOCAL_HEADER = 30  # bytes before the first member's name
_PICKLE = "/data.pkl"
_SCRIPT = ("/code/", "/constants.pkl")  # what only TorchScript writes
_OF_MACOS = "__MACOSX/"
_LONGEST_PICKLE = 1 << 28  # 256 MiB; it is read into memory
_BEGINNING = 1 << 20  # bytes in which the classes of a model are looked for
_LONGEST_ORDER = 100


def recognises(source: SourceBytes) -> bool:
    """By the name of the first member, as a rule: torch.save writes the pickle first, and numpy.savez an array."""
    head = source.data[:1024]
    if head[:4] != _MAGIC:
        return False
    name = head[_LOCAL_HEADER : _LOCAL_HEADER + int.from_bytes(head[26:28], "little")]
    if name.endswith((b".npy", _PICKLE.encode())):
        return not name.endswith(b".npy")
    from lossctl.inputs.files.zipped import open_archive

    try:
        with open_archive(source.data) as archive:
            return bool(_folders(archive.namelist()))
    except InputError:
        return False


def read(source: SourceBytes) -> Document:
    """InputError where the zip file is damaged, or its pickle holds more than arrays and containers of them."""
    import io

    from lossctl.inputs.readers.torch_save.load_pickle import load
    from lossctl.inputs.readers.torch_save.named_members import document_of
    from lossctl.inputs.readers.torch_save.tensor_contents import TensorContents
    from lossctl.inputs.readers.torch_save.zip_members import ZipMembers

    members = ZipMembers(source)
    folder = _folder(members, source)
    pickle = members.read(folder + _PICKLE)
    tensors = TensorContents(partial(_read_storage, members, folder), _is_big_endian(members, folder))
    return document_of(load(io.BytesIO(pickle), pickle[:_BEGINNING], source.origin), tensors, source.origin)


def _folder(members: "ZipMembers", source: SourceBytes) -> str:
    """The folder of the only pickle, which is not too long; raises for TorchScript."""
    folders = _folders(members.names)
    if len(folders) != 1:
        raise InputError(f"is a zip file with {len(folders)} PyTorch files in it", remedy="unpack it")
    folder = folders[0]
    size = members.size(folder + _PICKLE) or 0
    if size > _LONGEST_PICKLE or any(name.startswith(tuple(folder + end for end in _SCRIPT)) for name in members.names):
        from lossctl.inputs.readers.torch_save import refusals

        if size > _LONGEST_PICKLE:
            raise refusals.long_pickle(size, _LONGEST_PICKLE, source.origin)
        raise refusals.torchscript(source.origin)
    return folder


def _folders(names: list[str]) -> list[str]:
    """The folders that hold a pickle: the one of the file, which has its name."""
    ends = [name.removesuffix(_PICKLE) for name in names if name.endswith(_PICKLE) and not name.startswith(_OF_MACOS)]
    return [folder for folder in ends if folder and "/" not in folder]


def _read_storage(members: "ZipMembers", folder: str, storage: "Storage") -> Bytes:
    name = f"{folder}/data/{storage.key}"
    size = members.size(name)
    if size is None:
        raise InputError(f"has no member {name[:80]}, which a tensor needs", remedy="the file is damaged or cut off")
    if size != storage.total:
        raise InputError(f"its member {name[:80]} has {size} bytes where the tensor says {storage.total}")
    return members.bytes_of(name)


def _is_big_endian(members: "ZipMembers", folder: str) -> bool:
    """Files before PyTorch 2.1 do not say it, and are little-endian but for some old mainframes."""
    name = f"{folder}/byteorder"
    size = members.size(name)
    order = b"little" if size is None else members.read(name) if size < _LONGEST_ORDER else b"..."
    if order not in (b"little", b"big"):
        raise InputError(f"its byteorder is {order!r}, neither little nor big")
    return order == b"big"
