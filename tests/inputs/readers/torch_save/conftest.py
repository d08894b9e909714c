"""Files of torch.save, written by PyTorch or, where it would never write such, by hand."""

import io
import pickle
import zipfile
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from lossctl.inputs.document import Document
from lossctl.inputs.files.source_bytes import SourceBytes
from lossctl.inputs.readers import read_document


def read(data: bytes) -> Document:
    return read_document(SourceBytes(data, ".pt"))


def text(value: str) -> bytes:
    data = value.encode()
    return b"X" + len(data).to_bytes(4, "little") + data


def number(value: Any) -> bytes:
    return pickle.dumps(value, 2)[2:-1]


def name(module: str, qualified: str) -> bytes:
    return f"c{module}\n{qualified}\n".encode()


def several(values: tuple[int, ...]) -> bytes:
    return b"(" + b"".join(map(number, values)) + b"t"


def storage(numbers: int, key: str = "0", kind: str = "FloatStorage") -> bytes:
    return b"(" + text("storage") + name("torch", kind) + text(key) + text("cpu") + number(numbers) + b"tQ"


def tensor(stored: bytes, shape: tuple[int, ...], strides: tuple[int, ...], offset: int = 0) -> bytes:
    arguments = stored + number(offset) + several(shape) + several(strides)
    hooks = b"\x89" + name("collections", "OrderedDict") + b")R"
    return name("torch._utils", "_rebuild_tensor_v2") + b"(" + arguments + hooks + b"tR"


def archive(pickled: bytes, **members: bytes) -> bytes:
    """A zip file with this pickle; `storage_0` is the member `data/0`, another word the member of that name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("x/data.pkl", b"\x80\x02" + pickled + b".")
        for member, data in members.items():
            packed.writestr("x/" + member.replace("storage_", "data/"), data)
    return file.getvalue()


@pytest.fixture
def by_hand() -> SimpleNamespace:
    """The functions that write the parts of a pickle."""
    return SimpleNamespace(**{each.__name__: each for each in (text, number, name, several, storage, tensor, archive)})


@pytest.fixture
def reading() -> Callable[[bytes], Document]:
    return read


@pytest.fixture
def saved() -> Callable[..., bytes]:
    """What torch.save writes."""
    torch = pytest.importorskip("torch")

    def save(value: Any, **options: Any) -> bytes:
        file = io.BytesIO()
        torch.save(value, file, **options)
        return file.getvalue()

    return save
