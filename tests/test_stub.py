"""The stub of the package, from the table of losses and the settings: what type checkers and editors read.

After a change that is meant, `python tests/test_stub.py` writes the stub anew.
"""

import ast
import inspect
import os
import subprocess
import sys
import textwrap
from inspect import Parameter
from pathlib import Path

import pytest

import lossctl
from lossctl.api.signature import documented, parameters_of
from lossctl.criterion import Criterion
from lossctl.losses import LOSSES

STUB = Path(lossctl.__file__).with_suffix(".pyi")
HEAD = '''"""The types of lossctl, written by tests/test_stub.py."""

from typing import Any, Literal

from lossctl.api.merging import merge_results as merge_results
from lossctl.api.result import Result as Result
from lossctl.errors import InputError as InputError
from lossctl.version import __version__ as __version__

__all__ = [  # noqa: RUF022 - the losses come first
{names}
]
'''
FUNCTION = '''
def {name}(
{parameters}
) -> Result:
    """{documented}
    """
'''


def stub() -> str:
    """The whole stub, as `ruff format` leaves it."""
    names = ",\n".join(f'    "{name}"' for name in lossctl.__all__) + ","
    return HEAD.format(names=names) + "".join(map(function, LOSSES.values()))


def function(entry: Criterion) -> str:
    lines = ["    input: Any,", "    target: Any = None,", "    *,"]
    lines += [f"    {typed(each)}," for each in parameters_of(entry) if each.kind is Parameter.KEYWORD_ONLY]
    docstring = "\n".join(map(wrapped, documented(entry).splitlines())).strip()
    name = entry.name.replace("-", "_")
    return FUNCTION.format(name=name, parameters="\n".join(lines), documented=docstring)


def wrapped(line: str) -> str:
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    return "\n".join(textwrap.wrap(line.strip(), 116, initial_indent=indent, subsequent_indent=f"{indent}    "))


def typed(parameter: Parameter) -> str:
    """`reduction: Literal["mean", "sum", "none"] = "mean"`."""
    annotation = inspect.formatannotation(parameter.annotation).replace("'", '"')
    default = repr(parameter.default).replace("'", '"')
    return f"{parameter.name}: {annotation} = {default}"


def test_the_stub_is_that_of_the_settings() -> None:
    assert STUB.read_text() == stub()


def test_the_signatures_are_those_of_the_stub() -> None:
    found = {node.name: node.args for node in ast.parse(STUB.read_text()).body if isinstance(node, ast.FunctionDef)}
    assert len(found) == len(LOSSES)
    for name, arguments in found.items():
        signature = inspect.signature(getattr(lossctl, name))
        typed = [*arguments.args, *arguments.kwonlyargs]
        assert [each.arg for each in typed] == list(signature.parameters)
        defaults = [each.default for each in signature.parameters.values()]
        written = [ast.literal_eval(each) for each in (*arguments.defaults, *arguments.kw_defaults) if each]
        assert [Parameter.empty, *written] == defaults
        kinds = [each.arg for each in arguments.kwonlyargs]
        assert kinds == [each.name for each in signature.parameters.values() if each.kind is Parameter.KEYWORD_ONLY]


def test_all_names_can_be_imported_at_once() -> None:
    names: dict[str, object] = {}
    exec("from lossctl import *", names)
    assert set(lossctl.__all__) <= set(names)


def test_the_package_is_typed() -> None:
    assert (STUB.parent / "py.typed").exists()


GOOD = """
import lossctl

result: lossctl.Result = lossctl.ce([[2.0, 1.0]], [0], weight=[1.0, 3.0], reduction="sum", class_axis=-1)
print(float(result), result.loss, result.sum / result.denominator, result.verdict, result.explain())
lossctl.kl("student.npy", "teacher.npy", from_="log-probs", target_from="logits", reduction="batchmean", temperature=2)
assert lossctl.bce([0.5], [1], expect="tensor(0.6931)")
assert result < 2 and round(result, 4) == 0.3133 and result - result == 0 and 1 - result / 2 > abs(-result) - 9
lossctl.merge_results([result, "part-*.json"]).save("whole.json")
try:
    lossctl.bce_logits([0.5], [1], pos_weight=2.0, ignore_index=-1)
except lossctl.InputError as error:
    print(error.problem, error.where, error.remedy, lossctl.__version__)
"""
WRONG = {
    "lossctl.ce([[2.0, 1.0]], [0], wieght=3)": 'Unexpected keyword argument "wieght" for "ce"; did you mean "weight"?',
    'lossctl.ce([[2.0, 1.0]], [0], reduction="batchmean")': 'Argument "reduction" to "ce" has incompatible type',
    "lossctl.bce([0.5], [1], pos_weight=2.0)": 'Unexpected keyword argument "pos_weight" for "bce"',
    'lossctl.kl([0.5], [1], from_="log_probs")': 'Argument "from_" to "kl" has incompatible type',
    'lossctl.ce([[2.0, 1.0]], [0], class_axis="last")': 'Argument "class_axis" to "ce" has incompatible type',
    "lossctl.ce()": 'Missing positional argument "input" in call to "ce"',
    "lossctl.ce([[2.0, 1.0]], [0]).lost": '"Result" has no attribute "lost"',
    "lossctl.nll": 'Module has no attribute "nll"',
}


def test_a_type_checker_knows_every_argument(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    (tmp_path / "good.py").write_text(GOOD)
    (tmp_path / "wrong.py").write_text("import lossctl\n\n" + "\n".join(WRONG) + "\n")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        "--follow-imports=silent",
        "good.py",
        "wrong.py",
    ]
    folder = STUB.parent.parent  # mypy finds what is installed by itself, and refuses to be told of it
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # tests/other_system stops mypy
    env |= {} if folder.name == "site-packages" else {"MYPYPATH": str(folder)}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    found = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert len(found) == len(WRONG), done.stdout
    for number, (line, wanted) in enumerate(zip(found, WRONG.values(), strict=True), 3):
        assert line.startswith(f"wrong.py:{number}: error: {wanted}")


if __name__ == "__main__":
    STUB.write_text(stub())
