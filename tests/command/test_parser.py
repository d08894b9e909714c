import re
import shlex
import subprocess
import sys
from collections.abc import Callable

import pytest

from lossctl import __version__
from lossctl.command import typed_words
from lossctl.command.aliases import ALIASES
from lossctl.command.call import Call, commands
from lossctl.command.examples import examples_of
from lossctl.command.parser import parse
from lossctl.losses import LOSSES
from lossctl.option import flag_of, options
from lossctl.settings import Aliases, Arrays, Check, Files, Settings, View

GROUPS = (Arrays, Settings, Aliases, Files, Check, View)


@pytest.mark.parametrize("name", LOSSES)
def test_a_command_has_the_options_of_its_loss_and_no_others(run: Callable, name: str) -> None:
    shown = set(re.findall(r"^  (?:-\w, )?(--[\w-]+)", run(name, "-h").out, re.MULTILINE)) - {"--help"}
    own = {*LOSSES[name].options, *options(Files), *options(Check), *options(View)}
    aliases = {each for each in options(Aliases) if ALIASES[each] in own}
    hidden = {each for group in GROUPS for each, field in options(group).items() if field.hidden}
    assert shown == {flag_of(each) for each in (own | aliases) - hidden}


@pytest.mark.parametrize("name", LOSSES)
def test_the_reductions_are_those_of_the_loss(run: Callable, name: str) -> None:
    assert f"--reduction {'|'.join(LOSSES[name].reductions)}" in run(name, "-h").out


@pytest.mark.parametrize("example", [each for name in ("", *commands()) for each in examples_of(name)])
def test_every_example_is_a_call(example: str) -> None:
    for command in re.split(r" \| ", re.split(r"  #| [<>] ", example)[0]):
        program, *typed = shlex.split(command)
        call = parse(typed_words.for_parser(typed)) if program == "lossctl" else None
        assert getattr(call, "criterion", typed[0]) == typed[0]


def test_lossctl_alone_shows_the_help(run: Callable) -> None:
    assert run() == run("--help")


@pytest.mark.parametrize("flag", ["-V", "--version"])
def test_the_version(run: Callable, flag: str) -> None:
    assert run(flag).out == f"lossctl {__version__}\n"


def test_negative_literals_and_options_may_stand_anywhere() -> None:
    typed = ["ce", "--class_axis", "-1", "-0.5,1.2", "--weight", "-1,2", "-q", "-1", "--ignore_index=-5"]
    call = parse(typed_words.for_parser(typed))
    assert isinstance(call, Call)
    assert (call.input, call.target, call.arrays) == ("-0.5,1.2", "-1", {"weight": "-1,2"})
    assert (call.settings.class_axis, call.settings.ignore_index, call.view.quiet) == (-1, -5, True)


def test_after_two_dashes_there_are_no_options() -> None:
    call = parse(typed_words.for_parser(["ce", "--", "-file.npy", "--q"]))
    assert isinstance(call, Call)
    assert (call.input, call.target) == ("-file.npy", "--q")


IMPORTS = """
import sys
from lossctl.command import cli
cli.main(sys.argv[1:])
sys.exit("numpy" in sys.modules or "rich" in sys.modules)
"""


USAGE = [
    "ce",
    "merge",
    "batch",
    "merge -h",
    "batch -h",
    "cee",
    "ce a --reducton",
    "ce a --reduction avg",
    "ce a --temperature 0",
    "ce a -o x.y",
]


@pytest.mark.parametrize("line", ["--help", "ce -h", "-V", *USAGE])
def test_help_and_usage_errors_need_neither_numpy_nor_rich(line: str) -> None:
    command = [sys.executable, "-c", IMPORTS, *line.split()]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_shell_completes_options_and_choices(program: Callable) -> None:
    def completed(line: str) -> list[str]:
        env = {"_LOSSCTL_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
        return program(env=env).out.split()

    assert completed("lossctl kl --reduction b") == ["batchmean"]
    assert completed("lossctl ce --sample") == ["--sample-weight"]
    assert completed("lossctl b") == ["bce", "bce-logits", "batch"]
    assert completed("lossctl m") == ["merge"]
    assert completed("lossctl batch --s") == ["--schema"]
    assert completed("lossctl merge --reduction b") == ["batchmean"]
    assert completed("lossctl merge --format ") == ["table", "json"]
