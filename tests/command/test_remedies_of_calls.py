"""What people type in place of a command, an option or a value: the remedy is run as it stands, and works."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lossctl.command import other_values
from lossctl.command.call import commands
from lossctl.command.command_names import OTHER_NAMES
from lossctl.command.described import described
from lossctl.command.other_options import MEANT
from lossctl.losses import LOSSES
from lossctl.option import flag_of

CE, BCE, LOGITS, KL = "ce x.npy t.npy", "bce p.npy y.npy", "bce-logits x.npy y.npy", "kl x.npy p.npy"
CALLS = {
    # Another name for a command.
    "help nll": "lossctl ce --help",
    "nll -h": "lossctl ce --help",
    "help kl_div": "lossctl kl --help",
    "nll x.npy t.npy": "lossctl ce x.npy t.npy --from log-probs",
    "cross-entropy x.npy t.npy": f"lossctl {CE}",
    "crossentropy x.npy t.npy": f"lossctl {CE}",
    "cross_entropy x.npy t.npy -q": f"lossctl {CE} -q",
    "CrossEntropyLoss x.npy t.npy": f"lossctl {CE}",
    "nn.CrossEntropyLoss() x.npy t.npy": f"lossctl {CE}",
    "binary_cross_entropy p.npy y.npy": f"lossctl {BCE}",
    "BCEWithLogitsLoss x.npy y.npy": f"lossctl {LOGITS}",
    "kl_div logp.npy p.npy": "lossctl kl logp.npy p.npy --from log-probs",
    "kldiv logp.npy p.npy": "lossctl kl logp.npy p.npy --from log-probs",
    "F.kl_div logp.npy p.npy": "lossctl kl logp.npy p.npy --from log-probs",
    "sparse_categorical_crossentropy p.npy t.npy": "lossctl ce p.npy t.npy --from probs",
    "explain ce x.npy t.npy": f"lossctl {CE} --explain",
    "explain x.npy t.npy --rows 1": f"lossctl {CE} --rows 1 --explain",
    "run CE x.npy t.npy": f"lossctl {CE}",
    "x.npy t.npy": f"lossctl {CE}",
    "[[1,2]] 0 -q": "lossctl ce '[[1,2]]' 0 -q",
    "--explain ce x.npy t.npy": f"lossctl {CE} --explain",
    "--rows 3 ce x.npy t.npy": f"lossctl {CE} --rows 3",
    # An option for an argument, and one that another command stands for.
    "ce --input x.npy --target t.npy": f"lossctl {CE}",
    "ce --target t.npy --logits x.npy --explain": f"lossctl {CE} --explain",
    "ce --probs p.npy --labels t.npy": "lossctl ce p.npy t.npy --from probs",
    "ce x.npy --labels=t.npy": f"lossctl {CE}",
    "ce x.npy --labels -1": "lossctl ce x.npy -1",
    "ce --input both.npz": "lossctl ce both.npz",
    "ce --input x.npy -- t.npy": f"lossctl {CE}",
    "bce --file p.npy -t y.npy": f"lossctl {BCE}",
    "bce --target-file y.npy --predict-file p.npy": f"lossctl {BCE}",
    "bce x.npy y.npy --from-logits -q": f"lossctl {LOGITS} -q",
    "bce x.npy y.npy --logits": f"lossctl {LOGITS}",
    "bce-logits p.npy y.npy --probs": f"lossctl {BCE}",
}
WORDS = {
    # In place of some words: those that do it.
    f"{CE} --dim 1": ("--dim 1", "--class-axis 1"),
    f"{CE} --axis=-1": ("--axis=-1", "--class-axis -1"),
    f"{CE} --from-logits": ("--from-logits", "--from logits"),
    f"{CE} --logits": ("--logits", "--from logits"),
    "ce p.npy t.npy --probs": ("--probs", "--from probs"),
    "ce logp.npy t.npy --log-probs": ("--log-probs", "--from log-probs"),
    f"{CE} --csv": ("--csv", "--format csv"),
    f"{CE} --jsonl": ("--jsonl", "--format jsonl"),
    f"{CE} --smooth 0.1": ("--smooth 0.1", "--label-smoothing 0.1"),
    f"{CE} --smoothing=0.1": ("--smoothing=0.1", "--label-smoothing 0.1"),
    f"{CE} --weights 1,2,3": ("--weights 1,2,3", "--weight 1,2,3"),
    f"{CE} --class-weight 1,2,3": ("--class-weight 1,2,3", "--weight 1,2,3"),
    f"{CE} -w 1,2,3": ("-w 1,2,3", "--weight 1,2,3"),
    f"{CE} --expect 9 --tol 100": ("--tol 100", "--atol 100"),
    f"{CE} --expect 9 --tolerance 100": ("--tolerance 100", "--atol 100"),
    f"{CE} --verbose": ("--verbose", "--explain"),
    f"{CE} -v": ("-v", "--explain"),
    f"{CE} -n 1": ("-n 1", "--rows 1"),
    f"{CE} --limit 1": ("--limit 1", "--rows 1"),
    f"{CE} --head 1": ("--head 1", "--rows 1"),
    f"{CE} --top 1": ("--top 1", "--rows 1 --sort loss"),
    f"{CE} --out a.json": ("--out a.json", "--output a.json"),
    f"{CE} --workers 1": ("--workers 1", "--threads 1"),
    f"{CE} --json=true": ("--json=true", "--json"),
    f"{CE} --fp32": ("--fp32", "--dtype float32"),
    f"{CE} --sum": ("--sum", "--reduction sum"),
    f"{KL} --batchmean": ("--batchmean", "--reduction batchmean"),
    f"{CE} --red sum": ("--red", "--reduction"),
    f"{CE} --sam 1,2": ("--sam", "--sample-weight"),
    f"{CE} --q": ("--q", "--quiet"),
    f"{CE} --T 2": ("--T 2", "--temperature 2"),
    f"{CE} -r sum": ("-r sum", "--reduction sum"),
    f"{CE} -r 1": ("-r 1", "--rows 1"),
    f"{CE} --normalize false": ("--normalize false", "--reduction sum"),
    f"{CE} --normalize=True": ("--normalize=True", "--reduction mean"),
    f"{CE} --output-format json": ("--output-format json", "--format json"),
    f"{CE} --reduce sum": ("--reduce sum", "--reduction sum"),
    f"{CE} --reduce false": ("--reduce false", "--reduction none"),
    f"{CE} --size-average false": ("--size-average false", "--reduction sum"),
    "ce both.npz --size-average True": ("--size-average True", "--reduction mean"),
    f"{CE} --reducton sum": ("--reducton", "--reduction"),
    f"{CE} --reduction=batch_mean": ("--reduction=batch_mean", "--reduction mean"),
    f"{KL} --reduction=batch_mean": ("--reduction=batch_mean", "--reduction batchmean"),
    f"{CE} --reduction average": ("--reduction average", "--reduction mean"),
    f"{CE} --reduction MEAN": ("--reduction MEAN", "--reduction mean"),
    f"{CE} --dtype half": ("--dtype half", "--dtype float32"),
    f"{CE} --dtype double": ("--dtype double", "--dtype float64"),
    "ce p.npy t.npy --from softmax": ("--from softmax", "--from probs"),
    "ce logp.npy t.npy --from log_probs": ("--from log_probs", "--from log-probs"),
    f"{CE} --format ndjson": ("--format ndjson", "--format jsonl"),
}
LEAVE_OUT = {
    f"{CE} --gpu": "--gpu",
    f"{CE} --device cuda": "--device cuda",
    f"{CE} --json=false": "--json=false",
    f"{LOGITS} --logits": "--logits",
    f"{BCE} --probs": "--probs",
    f"{CE} --file z.npy": "--file z.npy",
    f"{CE} --explain true": "true",
    f"{CE} --explain no": "--explain no",
}
NOT_THERE = {
    # What lossctl does not do: why, behind what to leave out.
    f"{CE} --eps 1e-7": "--eps 1e-7",
    f"{BCE} --epsilon=1e-7": "--epsilon=1e-7",
    f"{CE} --gamma 2": "--gamma 2",
}
ELSEWHERE = {
    # The command that has it, and the option's name there if it is another.
    "bce x.npy y.npy --pos-weight 2": ("bce-logits has it", "bce-logits", "--pos-weight"),
    "bce p.npy y.npy --dim 1": ("ce and kl have --class-axis", "kl", "--class-axis"),
    "kl x.npy t.npy --weight 1,2,3": ("ce, bce and bce-logits have it", "ce", "--weight"),
    "ce x.npy p.npy --target-from probs": ("kl has it", "kl", "--target-from"),
    "bce x.npy t.npy --smooth 0.1": ("ce has --label-smoothing", "ce", "--label-smoothing"),
    "ce x.npy p.npy --reduction batchmean": ("kl has it", "kl", "--reduction"),
}


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    x = np.array([[2, 0.5, 0.3], [0.2, 2, 0.5]])
    p = np.exp(x) / np.exp(x).sum(1, keepdims=True)
    arrays = {"x": x, "t": np.array([0, 1]), "p": p, "logp": np.log(p), "y": np.array([[1, 0, 0], [0, 1, 1]])}
    for name, array in arrays.items():
        np.save(f"{name}.npy", array)
    np.savez("both.npz", input=x, target=arrays["t"])


def remedy_of(run: Callable, call: str) -> str:
    ran = run(*shlex.split(call))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.count("\n") == 2, ran.err
    return ran.err.split("\n")[1].strip()


def works(run: Callable, call: str) -> bool:
    ran = run(*shlex.split(call))
    return ran.status == 0 and bool(ran.out or "--output" in call)


@pytest.mark.parametrize(("call", "meant"), CALLS.items())
def test_a_whole_call_is_offered_and_runs(run: Callable, call: str, meant: str) -> None:
    assert remedy_of(run, call) == f"did you mean {meant}?"
    if "-1" not in call:  # a class that is not there
        assert works(run, meant.removeprefix("lossctl "))


@pytest.mark.parametrize(("call", "words"), WORDS.items())
def test_words_are_offered_that_run_in_place_of_the_typed_ones(
    run: Callable, call: str, words: tuple[str, str]
) -> None:
    assert remedy_of(run, call) == f"did you mean {words[1]}?"
    assert works(run, call.replace(*words))


@pytest.mark.parametrize(("call", "words"), LEAVE_OUT.items())
def test_what_is_so_anyway_is_left_out(run: Callable, call: str, words: str) -> None:
    assert remedy_of(run, call) == f"leave out {words}"
    assert works(run, call.replace(f" {words}", ""))


@pytest.mark.parametrize(("call", "words"), NOT_THERE.items())
def test_what_lossctl_does_not_do_is_left_out_with_the_reason(run: Callable, call: str, words: str) -> None:
    assert remedy_of(run, call).startswith(f"leave out {words}: ")
    assert works(run, call.replace(f" {words}", ""))


@pytest.mark.parametrize(("call", "found"), ELSEWHERE.items())
def test_the_command_that_has_the_option_is_named(run: Callable, call: str, found: tuple[str, str, str]) -> None:
    remedy, command, option = found
    assert remedy_of(run, call) == remedy
    _, *words, _, value = call.split()
    assert works(run, " ".join((command, *words, option, value)))


@pytest.mark.parametrize(
    ("call", "other"),
    [("CE x.npy t.npy", CE), ("BCE p.npy y.npy", BCE), ("bce_logits x.npy y.npy", LOGITS), ("help ce", "ce --help")],
)
def test_some_words_are_taken_as_they_are(run: Callable, call: str, other: str) -> None:
    assert run(*call.split()) == run(*other.split())
    assert run(*call.split()).status == 0


def test_the_version_is_a_word_too(run: Callable) -> None:
    assert run("version") == run("--version")
    assert remedy_of(run, f"{CE} -V") == "did you mean lossctl --version?"


@pytest.mark.parametrize("call", ["mse x.npy y.npy", "foo"])
def test_what_is_not_there_is_answered_with_what_is(run: Callable, call: str) -> None:
    assert run(*call.split()).err == (
        f"lossctl: no command {call.split()[0]}: there are {', '.join(commands())}\n  lossctl -h says what each is\n"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--reduction", "--reduction needs a value\n  --reduction mean|sum|none"),
        ("--weight --explain", "--weight needs a value before --explain\n  --weight ARRAY"),
        ("-o --json", "--output needs a value before --json\n  --output FILE"),
        ("--reduction -q", "--reduction needs a value before -q\n  --reduction mean|sum|none"),
        ("--format npy", "--format npy is none of table, json, csv, jsonl\n  -o FILE.npy writes it"),
        ("--input", "no option --input\n  leave out --input"),
        ("--precision -q", "--precision needs a value before -q\n  --precision N"),
    ],
)
def test_a_value_left_out_is_asked_for(run: Callable, words: str, message: str) -> None:
    ran = run(*CE.split(), *words.split())
    assert (ran.status, ran.err) == (2, f"lossctl ce: {message}\n")
    assert list(Path().glob("--*")) == []


def test_merge_says_what_it_has_itself(run: Callable) -> None:
    ran = run("merge", "a.json", "--format", "npy")
    assert ran.err == "lossctl merge: --format npy is none of table, json, csv, jsonl\n"
    assert remedy_of(run, "merge a.json --reduction average") == "did you mean --reduction mean?"
    assert remedy_of(run, "merge a.json --format md") == "-o FILE.md writes it"


def test_every_name_of_another_loss_is_of_one_that_is_there() -> None:
    assert {words.split()[0] for words in OTHER_NAMES.values()} == set(LOSSES)
    assert all(name == re.sub("[^a-z0-9]", "", name) and name not in commands() for name in OTHER_NAMES)


def test_every_other_name_of_an_option_is_of_one_that_some_command_has() -> None:
    flags = {flag for name in commands() for flag in described(name).flags()}
    for name, words in MEANT.items():
        assert f"--{name}" not in flags
        assert all(word.split()[0] in flags for word in words if word.startswith("-"))


@pytest.mark.parametrize("option", other_values.MEANT)
def test_every_other_name_of_a_value_is_of_one_that_the_option_has(run: Callable, option: str) -> None:
    name = option + "_" * (option == "from")
    for choice, others in other_values.MEANT[option].items():
        command = next(each for each in LOSSES if name in described(each).options)
        command = "kl" if choice == "batchmean" else command
        assert choice in described(command).choices_of(described(command).options[name])
        for other in others.split():
            remedy = remedy_of(run, f"{command} x.npy t.npy {flag_of(name)} {other.upper()}")
            assert remedy == f"did you mean {flag_of(name)} {choice}?"


@pytest.mark.parametrize("name", LOSSES)
def test_every_other_name_has_a_remedy_that_is_one_line(run: Callable, name: str) -> None:
    for other in MEANT:
        dashes = "-" if len(other) == 1 else "--"
        ran = run(name, "x.npy", "t.npy", f"{dashes}{other}")
        assert ran.status == 2
        assert ran.err.startswith(f"lossctl {name}: no option {dashes}{other}\n  ")
        assert ran.err.count("\n") == 2
