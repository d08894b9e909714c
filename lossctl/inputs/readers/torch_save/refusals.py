"""The errors for files of PyTorch that hold more than arrays, each with a way out that works."""

from lossctl.errors import InputError
from lossctl.inputs.contents import NoNumbersError
from lossctl.inputs.files import ways_out_of_python as ways_out
from lossctl.inputs.files.origins import Origin
from lossctl.inputs.readers.torch_save.records import Unread

# Modules of Python whose functions run commands, or change the system, when a hostile file is loaded.
_RUNNING = frozenset(
    {
        *("builtins", "__builtin__", "os", "posix", "nt", "sys", "subprocess", "commands", "shutil", "socket", "pty"),
        *("runpy", "importlib", "webbrowser", "code", "codeop", "ctypes", "operator", "functools", "pickle", "_pickle"),
    }
)
_ARRAYS = (
    "save the arrays alone, in the program that has the class: "
    "torch.save({'logits': logits.detach().cpu(), 'labels': labels}, 'y.pt')"
)


def unknown_name(name: str, beginning: bytes, within_dict: bool, origin: Origin) -> InputError:
    """The error for a name that is not on the list. Nothing has been imported or called."""
    shown = name if len(name) <= 100 else name[:97] + "..."
    module = name.partition(".")[0]
    if module in _RUNNING:
        return InputError(
            f"is a pickle that calls {shown} when Python loads it; lossctl calls nothing",
            remedy="do not load it with torch.load(weights_only=False), unless you know who wrote it",
        )
    if not within_dict and (name.startswith("torch.nn.modules.") or b"_parameters" in beginning):
        remedy = _MODEL_OF_PROGRAM if module == "__main__" else ways_out.TORCH_MODEL.remedy(origin)
        return InputError(f"is a whole model ({shown}), which is never loaded", remedy=remedy)
    loaded = "only tensors, NumPy arrays, numbers, texts, dicts and lists are"
    return InputError(f"holds {shown}, an object that is never loaded: {loaded}", remedy=_objects(module, origin))


_MODEL_OF_PROGRAM = "save what the model gives: torch.save(model(x).detach().cpu(), 'y.pt')"


def _objects(module: str, origin: Origin) -> str:
    """A class of the program that wrote the file is nowhere else, so no line can load it."""
    if module == "__main__":
        return _ARRAYS
    return (ways_out.TORCH_TABLE if module == "pandas" else ways_out.TORCH_OBJECTS).remedy(origin)


def no_numbers(value: Unread, alone: bool, origin: Origin) -> NoNumbersError:
    """The error where an object that is known, but is no array of real numbers, is wanted; `alone` it is the file."""
    error = NoNumbersError(f"is {value.what}")
    if value.kind:
        way = ways_out.TORCH_OBJECTS if value.kind == "object" else ways_out.of_tensor(value.kind, alone)
        error.remedy = way.remedy(origin)
    return error


def long_pickle(size: int, most: int, origin: Origin) -> InputError:
    problem = f"holds {size >> 20} MiB outside of tensors, as NumPy arrays are saved; lossctl reads {most >> 20} MiB"
    return InputError(problem, remedy=ways_out.TORCH_NUMPY.remedy(origin))


def torchscript(origin: Origin) -> InputError:
    problem = "is a TorchScript archive: a model, or what torch::save of C++ wrote"
    return InputError(problem, remedy=ways_out.TORCHSCRIPT.remedy(origin))


def no_fit_for_checksum(origin: Origin) -> InputError:
    """For a member that is read whole."""
    problem = "its bytes do not fit its checksum: it is damaged, or was saved under "
    return InputError(
        f"{problem}torch.serialization.set_crc32_options(False)",
        remedy=ways_out.TORCH_WITHOUT_CHECKSUMS.remedy(origin),
    )
