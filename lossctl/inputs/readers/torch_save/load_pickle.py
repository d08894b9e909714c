"""A pickle read as data: no name in it is imported, and nothing in it is called.

Python's own unpickler is not used, since a damaged or hostile pickle of a few bytes can make it take gigabytes (a large
number in the memo), minutes or a crash (a tuple of tuples as a key).
"""

import pickletools
import warnings
from typing import IO, Any, NamedTuple

from lossctl.errors import InputError
from lossctl.inputs.files.origins import UNKNOWN, Origin
from lossctl.inputs.readers.torch_save.pickle_operations import OPERATIONS
from lossctl.inputs.readers.torch_save.pickle_stack import PickleStack
from lossctl.inputs.readers.torch_save.records import OddArgumentsError, Storage


class Loaded(NamedTuple):
    """The object that a pickle describes, in records; how many opcodes describe it; and the storages that it names."""

    value: Any
    opcodes: int
    storages: dict[str, Storage]


def load(stream: IO[bytes], beginning: bytes = b"", origin: Origin = UNKNOWN) -> Loaded:
    """What the pickle from here on describes; InputError for all that torch.save never writes.

    `beginning` is some of the pickle, and `origin` the name of the file, for what an error says of a class in it.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pickletools, on a backslash in a name
            return _run(stream, PickleStack(beginning, origin))
    except (ValueError, LookupError, TypeError, OverflowError, MemoryError):
        raise InputError("its pickle is damaged or cut off") from None
    except OddArgumentsError:
        raise InputError("its pickle is damaged, or made by hand: a NumPy array has an odd state") from None


def _run(stream: IO[bytes], stack: PickleStack) -> Loaded:
    for count, (opcode, argument, _) in enumerate(pickletools.genops(stream)):
        if opcode.name == "STOP":
            return Loaded(stack.pop(), count, stack.storages)
        operation = OPERATIONS.get(opcode.name)
        if operation is None:
            raise InputError(f"its pickle has the opcode {opcode.name}, which torch.save does not write")
        operation(stack, argument)
    raise ValueError  # genops itself raises where there is no STOP
