"""The completion is that of the shell that is named."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

MARKS = {
    "bash": "complete -o default -F _lossctl_completion lossctl",
    "zsh": "#compdef lossctl",
    "fish": "complete --command lossctl",
    "powershell": "Register-ArgumentCompleter",
    "pwsh": "Register-ArgumentCompleter",
}


@pytest.mark.parametrize("shell", MARKS)
def test_each_shell_has_its_script(run: Callable, shell: str) -> None:
    ran = run("--show-completion", shell)
    assert (ran.status, ran.err) == (0, "")
    for name, mark in MARKS.items():
        assert (mark in ran.out) is (mark == MARKS[shell]), name
    assert run(f"--show-completion={shell}") == run("--show_completion", shell.upper()) == ran


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_can_read_it(run: Callable, shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    script = run("--show-completion", shell).out
    done = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_bash_completes_with_it(program: Callable, tmp_path: Path) -> None:
    script = program("--show-completion", "bash").out
    file = tmp_path / "lossctl"
    file.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lossctl "$@"\n')
    file.chmod(0o755)
    line = f'COMP_WORDS=(lossctl kl --reduction b); COMP_CWORD=3; _lossctl_completion {file}; echo "${{COMPREPLY[*]}}"'
    done = subprocess.run(["bash", "-c", f"{script}{line}"], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("batchmean\n", "")


def test_without_a_name_it_is_that_of_the_shell_that_runs_it(program: Callable) -> None:
    pytest.importorskip("shellingham")
    line = f'"{sys.executable}" -m lossctl --show-completion; true'
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert done.stdout == program("--show-completion", "bash").out


def test_it_is_installed_at_home(program: Callable, tmp_path: Path) -> None:
    ran = program("--install-completion", "fish", env={"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)})
    file = tmp_path / ".config" / "fish" / "completions" / "lossctl.fish"
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == f"fish completion installed in {file}\nIt takes effect in the next terminal\n"
    assert file.read_text() == program("--show-completion", "fish").out


def test_a_home_that_cannot_be_written_is_an_error(program: Callable, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("no folder")
    ran = program("--install-completion", "fish", env={"HOME": str(home), "USERPROFILE": str(home)})
    assert (ran.status, ran.out) == (2, "")
    problem = "lossctl: the completion for fish: cannot be installed: Not a directory\n"
    assert ran.err == f"{problem}  lossctl --show-completion fish\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            "--show-completion tcsh",
            "no completion for tcsh: there are bash, zsh, fish, powershell, pwsh\n  lossctl --show-completion bash",
        ),
        (
            "--install-completion zs",
            "no completion for zs: there are bash, zsh, fish, powershell, pwsh\n  did you mean zsh?",
        ),
        ("--show-completion zsh fish", "more than a shell: fish\n  lossctl --show-completion zsh"),
    ],
)
def test_a_shell_that_is_not_known(run: Callable, words: str, message: str) -> None:
    ran = run(*words.split())
    assert (ran.status, ran.out, ran.err) == (2, "", f"lossctl: {message}\n")
