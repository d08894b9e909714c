"""The only names that a pickle of torch.save may hold, and what takes the place of a call of each.

Nothing of PyTorch, and nothing of the file, is called: these functions make records of what they are given.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.readers.torch_save import numpy_calls, tensor_calls
from lossctl.inputs.readers.torch_save.element_types import ELEMENT_TYPES, STORAGES, UNREAD_SIZES
from lossctl.inputs.readers.torch_save.records import SET, Global, Latin1, OddArgumentsError, Pairs, Unread

Call = Callable[[tuple[Any, ...]], Any]


_RENAMED = (
    *(("numpy._core.", "numpy.core."), ("__builtin__.", "builtins."), ("copy_reg.", "copyreg.")),
    ("pathlib._local.", "pathlib."),
)


def normalised(name: str) -> str:
    """The name as Python 3 and NumPy 1 have it."""
    for new, old in _RENAMED:
        if name.startswith(new):
            return old + name.removeprefix(new)
    return name


def is_known(name: str) -> bool:
    return name in VALUES or _call_of(name) is not None


def _call_of(name: str) -> Call | None:
    by_module = (made for module, made in _MODULES.items() if name.startswith(module))
    return CALLS.get(name) or next(by_module, None)


def call(function: Any, args: Any) -> Any:
    """The record for what Python's unpickler would get from a call."""
    name = function.name if isinstance(function, Global) else type(function).__name__
    made = _call_of(name)
    try:
        if made is None or type(args) is not tuple:
            raise OddArgumentsError
        return made(args)
    except OddArgumentsError:
        raise InputError(f"is damaged, or made by hand: {name} is given arguments that it does not take") from None


def _dict(args: tuple[Any, ...]) -> Pairs:
    """A dict whose entries follow; those of an OrderedDict of Python 2 are its argument."""
    return Pairs(args[0]) if len(args) == 1 and type(args[0]) is list else Pairs()


def _counter(args: tuple[Any, ...]) -> Pairs:
    if len(args) != 1 or not isinstance(args[0], Pairs):
        raise OddArgumentsError
    return args[0]


def _prediction_output(args: tuple[Any, ...]) -> Pairs:
    """What a Trainer's predict returns, or its evaluation_loop."""
    if len(args) not in (3, 4):
        raise OddArgumentsError
    return Pairs(list(zip(("predictions", "label_ids", "metrics", "num_samples"), args, strict=False)))


def _results(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """What torch.max, torch.topk and others return: (tuple of tensors, attributes)."""
    if len(args) != 2 or type(args[0]) is not tuple:
        raise OddArgumentsError
    return args[0]


def _queue(args: tuple[Any, ...]) -> list[Any]:
    """A deque, whose entries follow: nothing, or (entries, the most that it may hold)."""
    if len(args) not in (0, 2) or (args and type(args[0]) not in (tuple, list)):
        raise OddArgumentsError
    return [*args[0]] if args else []


def _nothing(_: tuple[Any, ...]) -> None:  # what a device is does not matter
    return None


def _unread(record: Unread, _: tuple[Any, ...]) -> Unread:  # whatever it is called with
    return record


def _object(name: str) -> Unread:
    return Unread(f"an object of the class {name}, which is never loaded", "object")


def _reconstructed(args: tuple[Any, ...]) -> Unread:
    """(class, object, None): an object as protocols 0 and 1 have it."""
    if len(args) != 3 or not isinstance(args[0], Global) or args[0].name not in _OBJECTS:
        raise OddArgumentsError
    return _object(args[0].name)


def _bytes(args: tuple[Any, ...]) -> bytes | Latin1:
    if len(args) > 1 or not all(isinstance(each, bytes | Latin1) for each in args):
        raise OddArgumentsError
    return args[0] if args else b""


def _from_type(args: tuple[Any, ...]) -> Any:
    """A tensor with attributes of its own, which are left out: (function, type, arguments, attributes)."""
    if len(args) != 4 or not isinstance(args[0], Global) or args[0].name not in TENSORS:
        raise OddArgumentsError
    return call(args[0], args[2])


# The classes of Hugging Face's models for what they return are dicts, whose entries follow under their names.
_MODULES: dict[str, Call] = {"transformers.modeling_outputs.": _dict, "torch.return_types.": _results}

# Objects that stand in checkpoints beside arrays: options, names of files, times. Their contents are left out.
_OBJECTS = (
    *("argparse.Namespace", "types.SimpleNamespace", "decimal.Decimal", "fractions.Fraction"),
    *(f"datetime.{name}" for name in ("date", "datetime", "time", "timedelta", "timezone")),
    *(f"pathlib.{name}Path" for name in ("Posix", "PurePosix", "Windows", "PureWindows")),
)

_SPARSE = Unread("a sparse tensor", "sparse")
TENSORS: dict[str, Call] = {
    "torch._utils._rebuild_tensor": tensor_calls.tensor,
    "torch._utils._rebuild_tensor_v2": tensor_calls.tensor,
    "torch._utils._rebuild_tensor_v3": tensor_calls.tensor_of_type,
    "torch._utils._rebuild_parameter": tensor_calls.parameter,
    "torch._utils._rebuild_parameter_with_state": tensor_calls.parameter,
    "torch._utils._rebuild_device_tensor_from_cpu_tensor": tensor_calls.from_cpu,
    "torch._utils._rebuild_device_tensor_from_numpy": numpy_calls.from_device,
    "torch._utils._rebuild_xla_tensor": numpy_calls.from_device,
    "torch._utils._rebuild_sparse_tensor": partial(_unread, _SPARSE),
    "torch._utils._rebuild_sparse_csr_tensor": partial(_unread, _SPARSE),
    "torch._utils._rebuild_qtensor": partial(_unread, Unread("a quantized tensor", "quantized")),
    "torch._utils._rebuild_nested_tensor": partial(
        _unread, Unread("a nested tensor, whose parts differ in shape", "nested")
    ),
    "torch._utils._rebuild_meta_tensor_no_storage": partial(
        _unread, Unread("a tensor of the device meta, which has a shape but no numbers")
    ),
}
CALLS: dict[str, Call] = TENSORS | {
    "torch._tensor._rebuild_from_type_v2": _from_type,
    "torch._tensor._rebuild_from_type": _from_type,
    "torch.tensor._rebuild_from_type": _from_type,
    "torch.Size": tensor_calls.size,
    "torch.device": _nothing,
    "torch.serialization._get_layout": _nothing,
    "collections.OrderedDict": _dict,
    "collections.defaultdict": _dict,
    "collections.Counter": _counter,
    "builtins.dict": _dict,
    **{name: partial(_unread, _object(name)) for name in _OBJECTS},
    "copyreg._reconstructor": _reconstructed,
    "collections.deque": _queue,
    **dict.fromkeys(("builtins.range", "builtins.xrange"), partial(_unread, Unread("a range of Python"))),
    **dict.fromkeys(("builtins.set", "builtins.frozenset"), partial(_unread, SET)),
    "builtins.complex": partial(_unread, Unread("a complex number")),
    **dict.fromkeys(("builtins.bytearray", "builtins.bytes"), _bytes),
    "_codecs.encode": numpy_calls.encode,
    "numpy.dtype": numpy_calls.dtype,
    "numpy.core.multiarray._reconstruct": numpy_calls.array,
    "numpy.core.multiarray.scalar": numpy_calls.scalar,
    "numpy.core.numeric._frombuffer": numpy_calls.from_buffer,
    "transformers.trainer_utils.PredictionOutput": _prediction_output,
    "transformers.trainer_utils.EvalLoopOutput": _prediction_output,
}
VALUES = frozenset(
    {
        *(f"torch.{name}" for name in (*STORAGES, *ELEMENT_TYPES, *UNREAD_SIZES)),
        *("torch.storage.UntypedStorage", "torch.storage.TypedStorage", "torch.Tensor"),
        *("torch.nn.parameter.Parameter", "torch.nn.parameter.Buffer"),
        *("torch.per_tensor_affine", "torch.per_channel_affine", "torch.per_channel_affine_float_qparams"),
        *("numpy.ndarray", "numpy.memmap"),
        *(f"builtins.{name}" for name in ("list", "tuple", "int", "float", "bool", "str", "object")),
    }
)
