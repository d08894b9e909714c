"""The errors for files of PyTorch that hold more than arrays, each with a way out that works."""

from lossctl.errors import InputError

# Modules of Python whose functions run commands, or change the system, when a hostile file is loaded.
_RUNNING = frozenset(
    {
        *("builtins", "__builtin__", "os", "posix", "nt", "sys", "subprocess", "commands", "shutil", "socket", "pty"),
        *("runpy", "importlib", "webbrowser", "code", "codeop", "ctypes", "operator", "functools", "pickle", "_pickle"),
    }
)
_ARRAYS_OF_DICT = (
    "if you trust it, save its arrays alone: python -c \"import numpy, torch; d = torch.load('x.pt', "
    "weights_only=False); torch.save({k: v for k, v in d.items() if isinstance(v, (torch.Tensor, numpy.ndarray, "
    "list))}, 'y.pt')\""
)
_OUTPUT = "save what the model gives: torch.save(model(x).detach().cpu(), 'y.pt')"
_ARRAYS = "save the arrays alone: torch.save({'logits': logits.detach().cpu(), 'labels': labels}, 'y.pt')"
_OF_SCRIPT = (
    "its tensors by name: python -c \"import torch; torch.save(dict(torch.jit.load('x.pt').state_dict()), 'y.pt')\""
)
_AGAIN = "python -c \"import torch; torch.save(torch.load('x.pt'), 'y.pt')\" saves it with checksums"


def unknown_name(name: str, beginning: bytes, within_dict: bool) -> InputError:
    """The error for a name that is not on the list. Nothing has been imported or called."""
    shown = name if len(name) <= 100 else name[:97] + "..."
    module = name.partition(".")[0]
    if module in _RUNNING:
        return InputError(
            f"is a pickle that calls {shown} when Python loads it; lossctl calls nothing",
            remedy="do not load it with torch.load(weights_only=False), unless you know who wrote it",
        )
    if not within_dict and (name.startswith("torch.nn.modules.") or b"_parameters" in beginning):
        return InputError(f"is a whole model ({shown}), which is never loaded", remedy=_OUTPUT)
    loaded = "only tensors, NumPy arrays, numbers, texts, dicts and lists are"
    problem = f"holds {shown}, an object that is never loaded: {loaded}"
    return InputError(problem, remedy=_ARRAYS_OF_DICT if within_dict else _ARRAYS)


def torchscript() -> InputError:
    return InputError("is a TorchScript archive: a model, or what torch::save of C++ wrote", remedy=_OF_SCRIPT)


def no_fit_for_checksum() -> InputError:
    """For a member that is read whole."""
    problem = "its bytes do not fit its checksum: it is damaged, or was saved under "
    return InputError(f"{problem}torch.serialization.set_crc32_options(False)", remedy=f"if so: {_AGAIN}")
