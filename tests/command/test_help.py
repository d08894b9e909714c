"""The help: true for its command, in groups, as wide as the paper, and each of its texts in one place."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from lossctl.command.call import commands
from lossctl.command.described import described
from lossctl.command.examples import examples_of
from lossctl.command.help_page import GROUPS, HOME, WIDEST, help_of
from lossctl.losses import LOSSES
from lossctl.option import options
from lossctl.report.streams import Paper
from lossctl.settings import Aliases, Arrays, Batching, Check, Files, Merging, Settings, View

NAMES = ["", *commands()]
COLOUR = re.compile("\x1b\\[[0-9;]*m")


@pytest.mark.parametrize("name", NAMES)
def test_examples_come_first_and_statuses_and_a_link_last(run: Callable, name: str) -> None:
    ran = run(*filter(None, [name]), "--help")
    assert (ran.status, ran.err) == (0, "")
    headings = re.findall(r"^(\S[^:\n]*):", ran.out, re.MULTILINE)
    assert headings[:2] == ["Usage", "Examples"]
    assert headings[-2:] == ["Exit status", "Documentation"]
    assert all(f"  {example}\n" in ran.out for example in examples_of(name))
    assert ran.out.endswith(f"{HOME}\n")
    assert run(*filter(None, [name]), "-h").out == run("help", *filter(None, [name])).out == ran.out


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [60, 80, 100, 160, None])
def test_it_is_as_wide_as_the_paper_up_to_100(name: str, width: int | None) -> None:
    lines = help_of(name, Paper(width)).split("\n")
    limit = min(width or 80, WIDEST)
    own = [line for line in lines if not re.match(r"  lossctl |Usage|Documentation", line)]
    assert max(map(len, own)) <= limit
    assert not [line for line in lines if line != line.rstrip()]
    if width != 60:
        assert max(map(len, lines)) <= limit


def test_a_narrow_paper_has_what_is_said_below_the_option() -> None:
    lines = help_of("ce", Paper(40)).split("\n")
    assert lines[lines.index("  --weight ARRAY") + 1] == "      One weight per class"
    assert max(len(line) for line in lines if line.startswith("      ")) <= 40


@pytest.mark.parametrize("name", NAMES)
def test_colour_changes_no_letter(name: str) -> None:
    plain, coloured = help_of(name, Paper(80)), help_of(name, Paper(80, colour=True))
    assert "\x1b" not in plain
    assert "\x1b[1mExamples:\x1b[0m" in coloured
    assert COLOUR.sub("", coloured) == plain


@pytest.mark.parametrize("name", commands())
def test_every_option_that_is_not_hidden_stands_under_one_heading(name: str) -> None:
    command = described(name)
    shown = [option for names in GROUPS.values() for option in names if option in command.options]
    assert sorted(shown) == sorted(each for each, option in command.options.items() if not option.hidden)


def test_the_headings_hold_no_option_that_is_not_there() -> None:
    groups = (Arrays, Settings, Aliases, Files, Check, View, Merging, Batching)
    assert {each for names in GROUPS.values() for each in names} <= {
        name for group in groups for name in options(group)
    }


@pytest.mark.parametrize("name", commands())
def test_its_texts_are_true_for_its_command(name: str) -> None:
    text = help_of(name, Paper(100))
    assert not re.search(r"\b(ce|bce|bce-logits|kl): ", text.partition("Documentation")[0])
    if name not in LOSSES:
        assert "none" not in text
    if name == "merge":
        assert "csv" not in text
        assert "--format table|json " in text
    if name in LOSSES:
        assert f"--reduction {'|'.join(LOSSES[name].reductions)}\n" in help_of(name, Paper(100))


def test_defaults_are_those_of_the_loss() -> None:
    texts = {name: described(name).help_of(described(name).options["ignore_index"]) for name in ("ce", "bce")}
    assert [text.partition("[")[2] for text in texts.values()] == ["default: -100]", "default: off]"]
    ce = described("ce")
    told = {each: ce.help_of(ce.options[each]).partition("[default: ")[2].rstrip("]") for each in ce.options}
    assert (told["temperature"], told["label_smoothing"], told["from_"], told["explain"]) == ("1", "0", "logits", "")


def test_own_texts_are_of_options_that_the_command_has() -> None:
    for name in commands():
        command = described(name)
        assert set(command.own_help) <= {*command.options, *command.arguments}


def test_the_link_is_the_projects() -> None:
    project = tomllib.loads(Path(__file__).parents[2].joinpath("pyproject.toml").read_text())["project"]
    urls = {url.removesuffix("#readme") for url in project.get("urls", {}).values()}
    assert not urls or HOME.removesuffix("#readme") in urls


def test_lossctl_lists_its_commands_with_what_they_take(run: Callable) -> None:
    out = run("-h").out
    for words in ("ce INPUT [TARGET]", "bce-logits INPUT [TARGET]", "merge RESULTS...", "batch JOBS"):
        assert f"  {words} " in out
    assert len(examples_of("")) == 3
