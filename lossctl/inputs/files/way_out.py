"""Lines for the shell that turn a file of another format into one that lossctl reads.

Each names the file itself and writes beside it, and is run by a test on a real file of its kind. FILE and OUT stand
for the names, behind the program, so that no name has to be quoted within Python's quotes.
"""

import re
from typing import NamedTuple

from lossctl.inputs.files import origins
from lossctl.inputs.files.origins import Origin

_UNPACKED_BY_PROGRAMS = ("gzip -dc", "bzip2 -dc", "xz -dc")


class WayOut(NamedTuple):
    """What the line is for, the line, a name for a file that came by a pipe, and the ending of what it writes.

    `reads_packed` says that the program itself unpacks gzip, bzip2 and xz.
    """

    what: str
    line: str
    example: str
    ending: str = ""
    reads_packed: bool = False

    def remedy(self, origin: Origin) -> str:
        """What the line is for, a colon, and the line; it unpacks the file first, if its program does not."""
        plain = origins.plain_name(origin) or self.example
        name, first = origin.name or self.example, ""
        if origin.command and not (self.reads_packed and origin.command in _UNPACKED_BY_PROGRAMS):
            name = origins.new_name(plain, "")
            first = f"{origins.unpacking(origin)} > {origins.shell_word(name)} && "
        out = origins.new_name(plain.removesuffix(origins.UNPACKED), self.ending)
        words = {"FILE": origins.shell_word(name), "OUT": origins.shell_word(out)}
        line = re.sub("FILE|OUT", lambda found: words[found[0]], self.line)
        return f"{self.what.replace('OUT', out)}: {first}{line}"


def python(program: str) -> str:
    return f'python -c "{program}" FILE OUT'


# All that holds arrays, lists, tables and tensors, one in another, as JSON.
AS_JSON = (
    "json.dump({}, open(sys.argv[2], 'w'), default=lambda v: v.tolist() if hasattr(v, 'tolist')"
    " else v.to_dict('list') if hasattr(v, 'to_dict') else str(v))"
)
ARRAYS = "this writes its arrays into OUT"
