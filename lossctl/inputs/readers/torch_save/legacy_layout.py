"""A .pt file as PyTorch wrote it before 1.6: pickles one behind the other, then the numbers of each storage.

The pickles are a magic number, the version of the protocol, facts about the machine, the object, and the list of the
storages' keys. Before its numbers, which are little-endian on any machine, each storage has their count in eight bytes.
"""

from functools import partial
from typing import TYPE_CHECKING, Any

from lossctl.errors import InputError
from lossctl.inputs.document import Document
from lossctl.inputs.files import spooled
from lossctl.inputs.files.file import File
from lossctl.inputs.files.source_bytes import Bytes, SourceBytes

if TYPE_CHECKING:
    from lossctl.inputs.readers.torch_save.records import Storage

_MAGIC = (b"\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.", b"L119547037146038801333356L\n.")  # from protocol 2 on, and before
_VERSION = 1001
_COUNT = 8  # bytes of the count before the numbers of a storage
_BEGINNING = 1 << 20  # bytes in which the classes of a model are looked for


def recognises(source: SourceBytes) -> bool:
    head = source.data[:48]
    return any(magic in head for magic in _MAGIC)


def read(source: SourceBytes) -> Document:
    """InputError where the file is damaged, or its pickle holds more than arrays and containers of them."""
    from lossctl.inputs.readers.torch_save.load_pickle import load
    from lossctl.inputs.readers.torch_save.named_members import document_of
    from lossctl.inputs.readers.torch_save.tensor_contents import TensorContents

    stream = spooled.as_stream(source.data)
    _, version, _ = (load(stream).value for _ in range(3))
    if version != _VERSION:
        raise InputError("is a PyTorch file of a version that lossctl does not know")
    loaded = load(stream, source.data[:_BEGINNING], source.origin)
    begins = _find_storages(source.data, loaded.storages, load(stream).value, stream.tell())
    tensors = TensorContents(partial(_read_storage, source.data, begins))
    return document_of(loaded, tensors, source.origin)


def _find_storages(data: Bytes, storages: "dict[str, Storage]", keys: Any, at: int) -> dict[str, int]:
    """Where the numbers of each storage begin; they stand in the order of the keys, and fill the rest of the file."""
    from lossctl.inputs.readers.torch_save.element_types import item_size

    begins: dict[str, int] = {}
    for key in keys if type(keys) is list else [None]:
        if type(key) is not str or key not in storages or key in begins:
            raise InputError("its list of storages does not fit its tensors: it is damaged, or made by hand")
        total, count = storages[key].total, int.from_bytes(data[at : at + _COUNT], "little")
        begins[key] = at + _COUNT
        at += _COUNT + total
        if at > len(data):
            raise InputError(f"is cut off: {at - len(data)} bytes of its tensors are missing")
        if count * item_size(storages[key].dtype) != total:
            raise InputError(f"its storage {key[:40]} holds {count} numbers where the tensor says otherwise")
    if at < len(data):
        problem = f"{len(data) - at} bytes after its last tensor: several objects in one file?"
        raise InputError(problem, remedy="save each to a file of its own")
    return begins


def _read_storage(data: Bytes, begins: dict[str, int], storage: "Storage") -> Bytes:
    if storage.key not in begins:
        raise InputError(f"has no storage {storage.key[:40]}, which a tensor needs: it is damaged, or made by hand")
    begin = begins[storage.key]
    return data.part(begin, storage.total) if isinstance(data, File) else data[begin : begin + storage.total]
