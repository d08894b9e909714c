"""Files given as jobs that hold none: arrays, packed files, text of another encoding, JSON over several lines."""

import shlex

from lossctl.errors import InputError

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
JOB = '{"criterion": "ce", "input": "x.npy", "target": "t.npy"}'
_HEAD = 1 << 12  # bytes in which a file of numbers has a zero


def check_first(line: bytes, file: str) -> None:
    """InputError for a first line that no job is on; any other line that cannot be read is an error of its own."""
    if line[:1] != b"{":
        from lossctl.inputs.files.packings import packing_of

        if packing := packing_of(line):
            raise InputError(f"is packed by {packing.name}", remedy=_piped(packing.command, file))
    if line.startswith(UTF_16):
        raise InputError("is UTF-16; JSON Lines are UTF-8", remedy=_piped("iconv -f UTF-16 -t UTF-8", file))
    if b"\0" in line[:_HEAD]:
        raise InputError("holds no text", remedy=f"jobs are lines of JSON, which name the files of arrays: {JOB}")
    if line.strip() in (b"{", b"["):
        program = "jq -c ." if line.strip() == b"{" else "jq -c '.[]'"
        raise InputError("is JSON over several lines", remedy=f"a job is one line: {_piped(program, file)}")


def _piped(program: str, file: str) -> str:
    return f"{program}{f' {shlex.quote(file)}' if file else ''} | lossctl batch -"
