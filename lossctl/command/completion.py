"""`--show-completion` and `--install-completion`: the script by which a shell completes the words of lossctl."""

from collections.abc import Sequence
from subprocess import CalledProcessError

from lossctl.command.other_options import nearest
from lossctl.errors import InputError
from lossctl.report import streams

SHOW, INSTALL = "--show-completion", "--install-completion"
SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


def run_completion(typed: Sequence[str], variable: str) -> None:
    """Print the completion for a shell, or install it: for the one that is named, or the one that runs lossctl.

    `variable` is the one by which the script asks lossctl. InputError for an unknown shell.
    """
    from typer.completion import get_completion_script, install  # type: ignore[attr-defined]

    asked, equals, shell = typed[0].partition("=")
    words = [*([shell] if equals else []), *typed[1:]]
    if len(words) > 1:
        raise InputError(f"more than a shell: {' '.join(words[1:])}", remedy=f"lossctl {asked} {words[0]}")
    name = words[0].lower() if words else _current_shell(asked)
    if name not in SHELLS:
        way = nearest(name, SHELLS) or f"lossctl {asked} bash"
        raise InputError(f"no completion for {name}: there are {', '.join(SHELLS)}", remedy=way)
    if asked == SHOW:
        script = get_completion_script(prog_name="lossctl", complete_var=variable, shell=name)
        with streams.output_stream(None) as (stream, _):
            streams.put(stream, f"{script}\n")
        return
    try:
        _, path = install(shell=name, prog_name="lossctl", complete_var=variable)
    except (OSError, CalledProcessError) as fault:  # a home that cannot be written, a shell that is not there
        problem = f"cannot be installed: {getattr(fault, 'strerror', None) or fault}"
        raise InputError(problem, f"the completion for {name}", remedy=f"lossctl {SHOW} {name}") from None
    with streams.output_stream(None) as (stream, _):
        streams.put(stream, f"{name} completion installed in {path}\nIt takes effect in the next terminal\n")


def _current_shell(asked: str) -> str:
    """The shell that runs lossctl; InputError where that cannot be seen."""
    try:
        import shellingham  # type: ignore[import-untyped]

        name: str = shellingham.detect_shell()[0]
    except (ImportError, OSError):  # its ShellDetectionFailure is one
        raise InputError("the shell that runs lossctl cannot be seen", remedy=f"lossctl {asked} bash") from None
    return name
