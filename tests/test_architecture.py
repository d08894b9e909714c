"""The floor plan holds: a room imports only from rooms below its own."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "lossctl"

# The wings from the door down: a wing, or a file at the top, imports only from those below it.
WINGS = (
    "__main__",
    "command",
    "(package)",  # lossctl/__init__.py: the names that Python users import
    "api",
    "report",
    "merge",
    "solve",
    "pose",
    "remarks",
    "engine",
    "losses",
    "problem",
    "result",
    "lesson",
    "inputs",
    "numerics",
    "sums",
    "settings",
    "option",
    "criterion",
    "errors",
    "signals",
    "version",
)
MODULES = {
    ".".join(("lossctl", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


def wing(module: str) -> str:
    """`lossctl.inputs.files.file` is in the wing inputs."""
    return module.split(".")[1] if "." in module else "(package)"


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


@pytest.mark.parametrize("module", MODULES)
def test_a_wing_imports_only_from_wings_below_it(module: str) -> None:
    for imported in imports(MODULES[module]):
        assert wing(imported) in WINGS, f"{imported} has no rank"
        assert WINGS.index(wing(imported)) >= WINGS.index(wing(module)), f"{module} imports {imported}"


def test_no_room_imports_itself_by_a_detour() -> None:
    graph = {module: imports(path) - {module} for module, path in MODULES.items()}
    while free := [module for module, needed in graph.items() if not needed & graph.keys()]:
        for module in free:
            del graph[module]
    assert not graph, f"these import each other in a circle: {', '.join(graph)}"


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
    assert len(MODULES[module].read_text().splitlines()) <= 200, module


def test_the_top_level_is_the_given_frame() -> None:
    names = {path.name for path in PACKAGE.parent.iterdir() if not path.name.startswith(".")}
    assert names - {"dist", "build", "PKG-INFO"} <= {"pyproject.toml", "README.md", "lossctl", "tests", "samples"}
