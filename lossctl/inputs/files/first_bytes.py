"""What the first bytes tell: whether a text can follow, or numbers in a format that lossctl reads.

A large source is judged by them before the rest is unpacked or read: the rest of a bomb is never seen.
"""

import re

from lossctl.errors import InputError
from lossctl.inputs.files import origins, unsupported, ways_out_of_others, ways_out_of_python
from lossctl.inputs.files.file import VERY_LONG
from lossctl.inputs.files.origins import Origin

HEAD = 1 << 20  # bytes that are enough to judge
LONGEST = 1 << 30  # bytes from which no text is read whole
_DENSEST = 100  # numbers that differ pack to a half or a tenth of their text; a bomb packs to a thousandth
_JSON = (".json", ".jsonl", ".ndjson")  # files that may be one line
_TABLES = (".csv", ".tsv", *_JSON)  # files that may hold nothing but words
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Formats that readers know, in which a zero byte is in order: .npy and .npz, Parquet, Arrow, safetensors, and PyTorch's
# old files. A test asks this of every valid sample.
_BINARY = re.compile(
    rb"\x93NUMPY|PK\x03\x04|PAR1|ARROW1\0\0|\xff{4}.{4}|.{5}\0{3}\{|\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19\.",
    re.DOTALL,
)
_COLOUR = re.compile(r"\x1b\[[0-9;:?]*[A-Za-z]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)")  # or a link, of a terminal
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # bytes that are in no text; \x1b begins a colour
_DIGIT = re.compile(rb"\d")
_NUMBERS_AND_BLANKS = re.compile(rb"\s*(#.*\n\s*)*[-+.\dnif][-+.\deEinfa]*( +[-+.\deEinfa]+)+ *\r?\n")


def check(head: bytes, origin: Origin) -> None:
    """Raise if these first bytes of a long source are of no format that is read."""
    if head.startswith(b"\x93NUMPY"):
        from lossctl.inputs.files import npy_header

        npy_header.check_head(head, len(head))
    if _BINARY.match(head):
        return
    unsupported.refuse(head, origin)
    if head[:2] in _UTF16:
        return
    if b"\0" in head:
        raise _binary(head, origin)
    if not head.strip():
        raise InputError(f"begins with {_amount(len(head))} of blank space")


def is_text(head: bytes) -> bool:
    """Whether the first bytes of a long source, which `check` accepts, are text."""
    return not _BINARY.match(head)


def check_long_text(head: bytes, size: int, suffix: str) -> None:
    """Raise if a text of `size` bytes or more would be read whole, and its beginning is not what people write."""
    if size < VERY_LONG or _BINARY.match(head) or head[:2] in _UTF16:
        return
    if suffix not in _TABLES and not _DIGIT.search(head):
        remedy = "if it holds the names of classes, give it as a file whose name ends with .csv"
        raise InputError(f"has no number in its first {_amount(len(head))}", remedy=remedy)
    if suffix not in _JSON and head.lstrip()[:1] != b"{" and not re.search(rb"[\r\n]", head):
        remedy = "if it is a list, give it as a file whose name ends with .json"
        raise InputError(f"has no line end in its first {_amount(len(head))}", remedy=remedy)


def check_whole_text(head: bytes, size: int, suffix: str, origin: Origin) -> None:
    """Raise if a text of this size, which is about to be read whole, is too large for that."""
    check(head, origin)
    check_long_text(head, size, suffix)
    if size >= VERY_LONG and _NUMBERS_AND_BLANKS.match(head):
        remedy = ways_out_of_others.WITH_COMMAS.remedy(origin)
        raise InputError(f"{_amount(size)} of numbers between blanks would take 20 times as much memory", remedy=remedy)
    if size >= LONGEST:
        remedy = "save it as a CSV file without line ends in quotes, or the numbers with numpy.save('x.npy', x)"
        raise InputError(f"{_amount(size)} of text that is no table cannot be read whole", remedy=remedy)


def check_unpacked_text(size: int, packed: int, origin: Origin) -> None:
    """Raise if so much text, which is about to be read whole, came out of so few bytes that nobody wrote it."""
    if packed and size >= max(VERY_LONG, _DENSEST * packed):
        problem = f"{_amount(size)} of text that is no table, {size // packed} times as much as its file"
        raise InputError(problem, remedy=f"if it is data, unpack it: {origins.unpacking_beside(origin)}")


def decoded(data: bytes, origin: Origin) -> str:
    """The text without a terminal's colours; raises for another format, binary, or another encoding."""
    unsupported.refuse(data[:HEAD], origin)
    encoding = "utf-16" if data[:2] in _UTF16 else "utf-8-sig"
    if encoding != "utf-16" and b"\0" in data:
        raise _binary(data, origin)
    try:
        text = str(data, encoding)
    except UnicodeDecodeError as fault:
        if encoding != "utf-16" and _CONTROL.search(data):
            raise _binary(data, origin) from None
        name = encoding.removesuffix("-sig").upper()
        raise InputError(f"byte {fault.start} is not {name} text", remedy="save it as UTF-8") from None
    if "\0" in text:
        raise InputError("is binary, and in no format that lossctl reads", remedy=ways_out_of_python.SAVE)
    return _COLOUR.sub("", text) if "\x1b" in text else text


def _binary(data: bytes, origin: Origin) -> InputError:
    found = _CONTROL.search(data)
    assert found
    at, what = found.start(), "a zero" if found[0] == b"\0" else "a control character"
    remedy = ways_out_of_python.of_raw_numbers(data, origin)
    return InputError(f"is binary ({what} at byte {at}), and in no format that lossctl reads", remedy=remedy)


def _amount(size: int) -> str:
    return f"{size >> 20} MiB" if size >> 20 else f"{size} bytes"
