"""lossctl: classification losses, exact, instant, and able to explain themselves.

    >>> import lossctl
    >>> lossctl.ce([[2.0, 0.5, 0.3], [0.2, 2.0, 0.5]], [0, 1]).loss
    0.33439459...

Each loss of the command line is a function that takes arrays and the options of its command: `ce`, `bce`,
`bce_logits` and `kl`. They return a `Result`; `merge_results` makes one of several. Bad input raises `InputError`.
"""

# Nothing is imported until it is asked for: the program begins here, and takes over the signals a little later.
# The types are in __init__.pyi, which tests/test_stub.py writes.


def __getattr__(name: str) -> object:
    """A public name, made when it is first asked for: the function of a loss, `Result` …."""
    value = globals()[name] = _value_of(name)
    return value


def _value_of(name: str) -> object:
    if name == "InputError":
        from lossctl.errors import InputError

        return InputError
    if name == "__version__":
        from lossctl.version import __version__

        return __version__
    if name == "Result":
        from lossctl.api.result import Result

        return Result
    if name == "merge_results":
        from lossctl.api.merging import merge_results

        return merge_results
    if name == "__all__":
        return __dir__()
    from lossctl.losses import LOSSES

    if (loss := name.replace("_", "-")) not in LOSSES:
        raise AttributeError(f"module 'lossctl' has no attribute {name!r}")
    from lossctl.api.calls import function

    return function(loss)


def __dir__() -> list[str]:
    from lossctl.losses import LOSSES

    return [*(loss.replace("-", "_") for loss in LOSSES), "merge_results", "Result", "InputError", "__version__"]
