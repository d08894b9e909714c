"""The floor plan holds: a room imports only from rooms below its own."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "lossctl"

# From the door down to what knows of nothing else; a name ending in a dot is a whole wing, a later line wins over it.
RANKS = (
    ("lossctl.__main__",),
    ("lossctl.command.",),
    ("lossctl.cluster.",),
    ("lossctl.report.", "lossctl"),
    ("lossctl.api",),
    ("lossctl.remarks.explain",),
    ("lossctl.solve",),
    ("lossctl.merge.",),
    ("lossctl.result",),
    ("lossctl.remarks.notes", "lossctl.remarks.verdict"),
    ("lossctl.remarks.",),  # the diagnosis, and the hints that notes give of its readings
    ("lossctl.remarks.looks", "lossctl.losses.", "lossctl.sums.worst"),
    ("lossctl.sums.processes",),
    ("lossctl.sums.engine",),
    ("lossctl.problem",),
    ("lossctl.sums.tally", "lossctl.losses.numerics"),
    ("lossctl.losses.exponential",),
    ("lossctl.sums.digest",),
    (
        "lossctl.sums.block",
        "lossctl.sums.layout",
        "lossctl.sums.exact",
        "lossctl.remarks.arithmetic",
        "lossctl.remarks.expect",
    ),
    (
        "lossctl.remarks.sheet",
        "lossctl.sums.scratch",
        "lossctl.sums.arrays",
        "lossctl.settings",
        "lossctl.inputs.",
    ),
    ("lossctl.losses",),
    ("lossctl.errors",),
)
MODULES = {
    ".".join(("lossctl", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


def rank(module: str) -> int:
    ranks = {name: number for number, names in enumerate(RANKS) for name in names}
    wing = module.split(".")[:2]
    return ranks.get(module, ranks.get(".".join(wing) + ".", -1))


def imports(path: Path) -> set[str]:
    """The modules of lossctl that a file imports to run; what it names for the type checker alone is left out."""
    found = set()
    tree = ast.parse(path.read_text())
    typing = {id(each) for node in ast.walk(tree) if _is_for_types(node) for each in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lossctl") and id(node) not in typing:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (names & MODULES.keys()) or {str(node.module)}
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("lossctl")}
    return found


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def wing(module: str) -> str:
    return ".".join(module.split(".")[:2])


@pytest.mark.parametrize("module", MODULES)
def test_a_room_imports_only_from_rooms_below_its_own(module: str) -> None:
    for imported in imports(MODULES[module]):
        assert rank(imported) >= 0, f"{imported} has no rank"
        assert rank(imported) > rank(module) or wing(imported) == wing(module), f"{module} imports {imported}"


def test_no_room_imports_itself_by_a_detour() -> None:
    graph = {module: imports(path) - {module} for module, path in MODULES.items()}
    while free := [module for module, needed in graph.items() if not needed & graph.keys()]:
        for module in free:
            del graph[module]
    assert not graph, f"these import each other in a circle: {', '.join(graph)}"


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("lossctl.inputs")])
def test_what_comes_in_knows_of_nothing_but_errors(module: str) -> None:
    assert all(name.startswith(("lossctl.inputs", "lossctl.errors")) for name in imports(MODULES[module]))


def test_the_engine_knows_no_loss_by_name() -> None:
    for module in ("lossctl.sums.engine", "lossctl.sums.tally", "lossctl.sums.block", "lossctl.solve"):
        assert not any(name.startswith("lossctl.losses") for name in imports(MODULES[module]))


@pytest.mark.parametrize("module", [name for name in MODULES if not name.startswith("lossctl.command")])
def test_only_the_door_knows_typer(module: str) -> None:
    assert "typer" not in MODULES[module].read_text()


@pytest.mark.parametrize("module", [name for name in MODULES if "streams" not in name])
def test_only_streams_print(module: str) -> None:
    calls = [node for node in ast.walk(ast.parse(MODULES[module].read_text())) if isinstance(node, ast.Call)]
    assert not [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"]


@pytest.mark.parametrize("module", MODULES)
def test_rooms_are_small(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            length = (node.end_lineno or 0) - first.lineno + 1
            assert length <= 35, f"{module}.{node.name} has {length} lines"
    assert len(MODULES[module].read_text().splitlines()) <= 230, module


def test_the_top_level_is_the_given_frame() -> None:
    names = {path.name for path in PACKAGE.parent.iterdir() if not path.name.startswith(".")}
    assert names - {"dist", "build"} <= {"pyproject.toml", "README.md", "lossctl", "tests", "samples"}
