"""Valid files with some bytes changed: arrays or an InputError, never another error, never a call."""

import io
import random
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from lossctl.errors import InputError
from lossctl.inputs.document import Document
from lossctl.inputs.files import file, locate_source
from lossctl.inputs.files.source_bytes import unwatched
from lossctl.inputs.lazy_array import LazyArray
from lossctl.inputs.readers import read_document

VALID = sorted((Path(__file__).parents[2] / "valid").glob("*.pt"))
INTERESTING = [
    b".",
    b"R",
    b"b",
    b"(",
    b"t",
    b"0",
    b"q\0",
    b"h\1",
    b"\x81",
    b"\x93",
    b"\xff\xff\xff\x7f",
    b"c\n\n",
    b"}",
    b"]",
]


def changed(data: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(data) + 1)
        new = dice.choice(INTERESTING) if dice.random() < 0.5 else dice.randbytes(dice.randint(0, 3))
        data = data[:at] + new + data[at + dice.randint(0, 3) :]
    return data[: dice.randrange(len(data) + 1)] if dice.random() < 0.1 else data


def exhaust(found: Document) -> None:
    for role in ("input", "target", "weight"):
        for ask in (found.find, found.take):
            with suppress(InputError):
                ask(role)
    for name in found.names:
        with suppress(InputError):
            content = found.part(name).content
            if isinstance(content, LazyArray) and content.size < 1 << 20:
                np.asarray(content)


def inside(data: bytes, dice: random.Random) -> bytes:
    """The same zip file with a changed pickle, whose checksum fits; another file is changed as it is."""
    if data[:2] != b"PK":
        return changed(data, dice)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            new.writestr(member.filename, changed(content, dice) if member.filename.endswith("data.pkl") else content)
    return packed.getvalue()


@pytest.mark.parametrize("path", VALID, ids=[path.name for path in VALID])
def test_mutants(path: Path, reading: Callable[[bytes], Document]) -> None:
    data, dice = path.read_bytes(), random.Random(0)
    for mutate in (changed, inside):
        for _ in range(60):
            with suppress(InputError):
                exhaust(reading(mutate(data, dice)))


@pytest.mark.parametrize("path", VALID, ids=[path.name for path in VALID])
def test_mutants_in_their_files(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "LARGE", 64)
    data, dice = path.read_bytes(), random.Random(1)
    for i in range(30):
        mutant = tmp_path / f"{i}.pt"
        mutant.write_bytes((changed, inside)[i % 2](data, dice))
        with suppress(InputError):
            exhaust(read_document(locate_source.read_source(str(mutant), None, unwatched)))
