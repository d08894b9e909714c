"""Where text goes: the standard streams, and files that are written whole or not at all."""

import errno
import io
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple, TextIO

from lossctl.errors import InputError
from lossctl.report import ascii_fallback

STDOUT = "standard output"
TOO_MANY_FILES = (errno.EMFILE, errno.ENFILE)
_UNDECODED = {0xDC00 + byte: f"\\x{byte:02x}" for byte in range(128, 256)}  # how Python keeps bytes that are not UTF-8


class Screen:
    """What the progress line needs to know of the terminal."""

    letters: int = 0  # of the progress line that stands there
    taken: bool = False  # a result is being written there too, so no progress is shown


_screen = Screen()


class Paper(NamedTuple):
    """What the stream can show: its width (None: no limit), whether it has colour, whether all signs are possible."""

    width: int | None = None
    colour: bool = False
    any_sign: bool = True


def open_standard() -> None:
    """Make the standard streams safe: a sign that they cannot encode is no error, and a full disk is always noticed."""
    if isinstance(getattr(sys.stdout, "buffer", None), io.RawIOBase):
        # PYTHONUNBUFFERED: without the buffer, Python takes a short write (a full disk) for a whole one.
        sys.stdout = open(sys.stdout.fileno(), "w", encoding=sys.stdout.encoding, closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def output_stream(output: str | None) -> Iterator[tuple[TextIO, Paper]]:
    """The stream of --output, or standard output for None and `-`, and what it can show.

    A file appears when everything has been written. Until then, and after any error, the old file stays as it was.
    """
    if output is None or output == "-":
        check_open()
        with write_faults(), _in_use(sys.stdout):
            yield sys.stdout, paper_of(sys.stdout)
        return
    from lossctl.report import output_files

    if output_files.is_direct(output):
        with write_faults(output), output_files.appended(output) as stream, _in_use(stream):
            yield stream, Paper()
    else:
        with write_faults(output), output_files.whole_file(output) as stream:
            yield stream, Paper()


def paper_of(stream: TextIO) -> Paper:
    """Colour and a width are for a terminal; FORCE_COLOR gives any stream colour, and NO_COLOR none."""
    terminal = stream.isatty()
    colour = terminal and os.environ.get("TERM") not in ("dumb", "unknown")
    if os.environ.get("FORCE_COLOR"):
        colour = True
    if os.environ.get("NO_COLOR"):
        colour = False
    width = shutil.get_terminal_size().columns if terminal else None
    return Paper(width, colour, ascii_fallback.takes_any_sign(stream))


def is_watched() -> bool:
    """Whether standard error is a terminal that can rewrite a line: whether anyone would see progress there."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


def show(line: str) -> None:
    """Rewrite the progress line on the terminal, in ASCII; '' clears it."""
    if sys.stderr is None or (_screen.taken if line else not _screen.letters):
        return
    # Two columns stay free for the ^C that a terminal writes behind the line: it goes with the line.
    line = line[: max(0, _columns(sys.stderr) - 3)]
    _screen.letters, before = len(line), _screen.letters
    with suppress(OSError):
        blank = " " * (max(before - len(line), 0) + 2)
        print(f"\r{line}{blank}\r{line}", end="", file=sys.stderr, flush=True)


def wipe() -> None:
    """Clear the progress line past the stream's buffer, which may be in use: for a signal that ends the program."""
    if _screen.letters and sys.stderr is not None:
        os.write(sys.stderr.fileno(), b"\r" + b" " * (_screen.letters + 2) + b"\r")


def put(stream: TextIO, piece: str | bytes) -> None:
    """Write a piece of a result. Progress ends once one goes to a terminal, or into a pipe, perhaps to a pager."""
    if not _screen.taken and _is_read(stream):
        show("")
        _screen.taken = True
    stream.write(piece) if isinstance(piece, str) else stream.buffer.write(piece)


def say(line: str) -> None:
    """Write a line for a person to standard error, if there is one."""
    show("")
    if sys.stderr is not None:
        with suppress(OSError):
            line = line.translate(_UNDECODED)
            shown = line if ascii_fallback.takes_any_sign(sys.stderr) else ascii_fallback.to_ascii(line)
            print(shown, file=sys.stderr, flush=True)


def check_open() -> None:
    """InputError where standard output is closed, as by a shell's `>&-`: nobody would see what was asked for."""
    if sys.stdout is None:
        raise InputError("is closed", STDOUT, remedy=f"> {os.devnull} throws away what is written")


def flush() -> None:
    """Flush standard output; InputError where that fails."""
    if sys.stdout is not None:
        with write_faults(), _in_use(sys.stdout):
            sys.stdout.flush()


def hush(stream: TextIO | None = None) -> None:
    """Let all that is still buffered for a stream, standard output by default, go nowhere.

    Python flushes the standard streams at exit, and would complain where the reader has gone.
    """
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, (stream or sys.stdout).fileno())
        os.close(nowhere)


@contextmanager
def _in_use(stream: TextIO) -> Iterator[None]:
    """A stream in use: Control-C waits for no reader of a full pipe, and an error comes after what was written."""
    try:
        yield
    except InputError:
        stream.flush()
        raise
    except KeyboardInterrupt:
        hush(stream)
        raise
    finally:
        _screen.taken = False


def _is_read(stream: TextIO) -> bool:
    with suppress(OSError, ValueError):
        return stream.isatty() or stat.S_ISFIFO(os.fstat(stream.fileno()).st_mode)
    return False


def _columns(stream: TextIO) -> int:
    with suppress(OSError, ValueError):
        return os.get_terminal_size(stream.fileno()).columns or 80
    return 80


@contextmanager
def write_faults(name: str = STDOUT) -> Iterator[None]:
    """A full disk or a missing folder is an InputError that names the stream; a reader that went away is no error."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if name == STDOUT:
            if error.errno in TOO_MANY_FILES:  # an import or an input, as writing opens nothing
                raise
            hush()
        raise InputError(f"cannot be written: {error.strerror or error}", name) from error
