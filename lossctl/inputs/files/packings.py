"""The ways to pack a stream that are known, by its first bytes."""

import re
from collections.abc import Callable, Iterator
from typing import IO, NamedTuple

from lossctl.errors import InputError
from lossctl.inputs.files import origins, streams
from lossctl.inputs.files.origins import Origin

LONGEST = 14  # bytes by which a packing is known


class Packing(NamedTuple):
    """A regular expression for the first bytes, the name, the shell's command, and what unpacks a stream in pieces."""

    begins: bytes
    name: str
    command: str
    unpack: Callable[[IO[bytes]], Iterator[bytes]]


PACKINGS = (
    Packing(rb"\x1f\x8b", "gzip", "gzip -dc", streams.gunzip),
    Packing(rb"BZh[1-9](1AY&SY|\x17rE8P\x90)", "bzip2", "bzip2 -dc", streams.unpack_bzip2),
    Packing(rb"\xfd7zXZ\x00", "xz", "xz -dc", streams.unpack_xz),
    Packing(rb"\x5d\x00\x00.{2}(\xff{8}|.{5}\x00{3})", "lzma", "xz --format=lzma -dc", streams.unpack_lzma),
    Packing(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18", "Zstandard", "zstd -dc", streams.unpack_zstandard),
)


def packing_of(head: bytes) -> Packing | None:
    """How the bytes are packed, which their first ones tell; a zip file is none of these."""
    return next((each for each in PACKINGS if re.match(each.begins, head, re.DOTALL)), None)


def refuse_second(head: bytes, origin: Origin) -> None:
    """Raise where what has been unpacked is packed again."""
    if origin.command and (again := packing_of(head)):
        out = origins.without_packing(origins.plain_name(origin) or "FILE")
        line = f"{origins.unpacking(origin)} | {again.command} > {origins.shell_word(origins.new_name(out, ''))}"
        raise InputError(f"is packed twice, with {again.name} inside", remedy=f"unpack it: {line}")
