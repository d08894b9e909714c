"""Where bytes come from, as a line for the shell says it."""

from typing import NamedTuple

from lossctl.inputs.files import base_dir

PACKED = (".gz", ".gzip", ".bz2", ".bz", ".xz", ".lzma", ".zst", ".zstd", ".zip")  # suffixes around another one


class Origin(NamedTuple):
    """The name of a plain file, or '' for a pipe; the command that unpacks it; the name of what is in a zip file."""

    name: str = ""
    command: str = ""
    member: str = ""


UNKNOWN = Origin()
UNPACKED = ".unpacked"  # the suffix of what is unpacked from a file without a suffix of its packing


def shell_word(name: str) -> str:
    """The name quoted for a shell; one that looks like an option is given with its folder."""
    import shlex

    return shlex.quote(f"./{name}" if name.startswith("-") else name)


def unpacking(origin: Origin) -> str:
    """The command that unpacks it to standard output."""
    words = [origin.command, shell_word(origin.name or "FILE")]
    return " ".join([*words, shell_word(origin.member)] if origin.member else words)


def unpacking_beside(origin: Origin) -> str:
    """What unpacks it into a file beside it."""
    return f"{unpacking(origin)} > {shell_word(new_name(plain_name(origin) or 'unpacked', ''))}"


def new_name(name: str, ending: str) -> str:
    """A name for what a line writes beside the file: its own with another ending, unless a file has that name already.

    Without an ending it is the name itself.
    """
    stem, dot, last = name.rpartition(".")
    bare = stem if stem and dot and "/" not in last else name
    names = (bare + ending, name + ending, f"{bare}.new{ending}") if ending and bare + ending != name else (name,)
    return next((new for new in names if not base_dir.path(new).exists()), f"{bare}.new{ending or name[len(bare) :]}")


def plain_name(origin: Origin) -> str:
    """The name that the file would have unpacked, beside it."""
    if not origin.command or not origin.name:
        return origin.name
    if origin.member:
        folder, slash, _ = origin.name.rpartition("/")
        return folder + slash + origin.member.rpartition("/")[2]
    plain = without_packing(origin.name)
    return plain + UNPACKED if plain == origin.name else plain


def without_packing(name: str) -> str:
    """The name without the last suffix if that is one of a packing."""
    ending = next((each for each in PACKED if name.lower().endswith(each)), "")
    return name[: len(name) - len(ending)]
