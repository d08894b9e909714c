"""What the code of a function that a paste defines says about a loss; nothing of it is executed."""

import ast
import re
from collections.abc import Iterator, Sequence

from lossctl.inputs.readers.pasted.code.code_lines import constant, dotted, parse_line
from lossctl.inputs.readers.pasted.losses.loss_functions import LossFunction, loss_function

_LONGEST = 20  # lines of a statement
_LOGS = frozenset(("log", "log2", "log1p", "xlogy", "ln"))
_EXPONENTIALS = re.compile(r"softmax|logsumexp|exp$|expit|sigmoid|softplus", re.IGNORECASE)
_MEANS = frozenset(("mean", "average", "reduce_mean", "nanmean"))
_SUMS = frozenset(("sum", "reduce_sum", "nansum", "dot", "vdot", "inner"))
_MODULES = frozenset(
    ("np", "numpy", "torch", "tf", "jnp", "jax", "math", "F", "nn", "K", "paddle", "mx", "ops", "self", "cp")
)
_HEADER = re.compile(r"(?:async\s+)?def\b", re.DOTALL)


class FunctionBody:
    """The statements of a function, its parameters, and what its names stand for."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.parameters: list[str] = []
        self.defaults: dict[str, object] = {}
        self.assigned: dict[str, list[ast.expr]] = {}
        self.added: set[str] = set()  # names that a loop adds to
        self.returned: list[ast.expr] = []
        self.nodes: list[ast.AST] = []
        for statement in _statements(lines):
            self._see(statement)
        calls = [each for each in self.nodes if isinstance(each, ast.Call)]
        self.logs = [operands[0] for each in calls if _last(each) in _LOGS and (operands := _operands(each))]
        self.exponentials = [name for each in calls if _EXPONENTIALS.search(name := _last(each))]

    def _see(self, statement: ast.stmt) -> None:
        match statement:
            case ast.FunctionDef(name=name, args=arguments, body=body):
                self._see_parameters(arguments, is_loss=name != "__init__")
                for each in body:
                    self._see(each)
                return
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda(args=arguments, body=value)):
                self._see_parameters(arguments)
                self.returned.append(value)
            case ast.Assign(targets=[target], value=value):
                self.assigned.setdefault(dotted(target), []).append(value)
            case ast.AugAssign(target=ast.Name(id=name), value=value):
                self.assigned.setdefault(name, []).append(value)
                self.added.add(name) if isinstance(statement.op, ast.Add | ast.Sub) else None
            case ast.Return(value=ast.expr() as value):
                self.returned.append(value)
        self.nodes += ast.walk(statement)

    def _see_parameters(self, arguments: ast.arguments, *, is_loss: bool = True) -> None:
        names = [each.arg for each in arguments.args if each.arg not in ("self", "cls")]
        if not self.parameters and is_loss and len(names) > 1:
            self.parameters = names
        for each, default in zip(reversed(arguments.args), reversed(arguments.defaults), strict=False):
            self.defaults[each.arg] = constant(default)

    def library_loss(self) -> LossFunction | None:
        """The loss of a library that it calls."""
        for each in self.nodes:
            name = dotted(each.func) if isinstance(each, ast.Call) else ""
            function = loss_function(name) if "." in name and not name.startswith("self.") else None
            if function and function.criteria and isinstance(each, ast.Call):
                said = next((constant(keyword.value) for keyword in each.keywords if keyword.arg == "reduction"), None)
                return function._replace(reduction=str(said)) if said else function
        return None

    @property
    def quotient(self) -> str:
        """The order of the Kullback-Leibler divergence, `p * log(p / q)`, by its parameters; '' of another loss."""
        for log in self.logs:
            match log:
                case ast.BinOp(left=above, op=ast.Div(), right=below):
                    sides = [self._names(each) & {*self.parameters[:2]} for each in (above, below)]
                    if all(len(each) == 1 for each in sides) and sides[0] != sides[1]:
                        return "ti" if sides[0] == {self.parameters[0]} else "it"
        return ""

    @property
    def takes_log(self) -> bool:
        return bool(self.logs) or any("log" in name.lower() for name in self.exponentials)

    @property
    def default_reduction(self) -> str | None:
        said = self.defaults.get("reduction")
        return str(said) if said in ("mean", "sum", "none") else None

    @property
    def has_complement(self) -> bool:
        """Whether it takes the logarithm of 1 − p, too."""
        return any(
            isinstance(each, ast.BinOp) and isinstance(each.op, ast.Sub) and constant(each.left) in (1, 1.0)
            for log in self.logs
            for each in ast.walk(log)
        )

    def order(self) -> str:
        """Which of its first two parameters goes into the logarithm, or into a softmax."""
        calls = [each for each in self.nodes if isinstance(each, ast.Call) and _last(each) in self.exponentials]
        within = self.logs or [operand for call in calls for operand in _operands(call)[:1]]
        names = {name for each in within for name in self._names(each)}
        inside = [name in names for name in self.parameters[:2]]
        return "it" if inside == [True, False] else "ti" if inside == [False, True] else ""

    def reduction(self, node: ast.expr) -> str | None:
        """How the returned expression makes one number of the losses; None where nothing tells."""
        reached = list(self._reached(node, set()))
        if any(isinstance(each, ast.Call) and _last(each) in _MEANS and not _has_axis(each) for each in reached):
            return "mean"
        if any(isinstance(each, ast.BinOp) and self._divides_losses(each) for each in reached):
            return "mean"
        sums = [each for each in reached if isinstance(each, ast.Call) and _last(each) in _SUMS and not _has_axis(each)]
        if any(self._has_log(each) for each in sums):
            return "sum"
        return "sum" if any(isinstance(each, ast.Name) and each.id in self.added for each in reached) else None

    def _divides_losses(self, node: ast.BinOp) -> bool:
        """Whether it is `losses / n`, or `1 / n * losses`."""
        if isinstance(node.op, ast.Div):
            return self._has_log(node.left) and not self._has_log(node.right) and constant(node.right) is None
        sides = (node.left, node.right)
        parts = [each.operand if isinstance(each, ast.UnaryOp) else each for each in sides]
        parts = [each for each in parts if isinstance(each, ast.BinOp) and isinstance(each.op, ast.Div)]
        shares = [
            each
            for each in parts
            if isinstance(each, ast.BinOp)
            and constant(each.left) in (1, 1.0, -1, -1.0)
            and constant(each.right) is None
        ]
        return isinstance(node.op, ast.Mult) and bool(shares) and any(map(self._has_log, sides))

    def _has_log(self, node: ast.expr) -> bool:
        names = {*_LOGS, *(name for name in self.exponentials if "log" in name.lower())}
        return any(isinstance(each, ast.Call) and _last(each) in names for each in self._reached(node, set()))

    def _reached(self, node: ast.expr, seen: set[str]) -> Iterator[ast.AST]:
        """The expression, and those that its names stand for."""
        for each in ast.walk(node):
            yield each
            if isinstance(each, ast.Name) and each.id in self.assigned and each.id not in seen:
                seen.add(each.id)
                for value in self.assigned[each.id]:
                    yield from self._reached(value, seen)

    def _names(self, node: ast.expr, seen: frozenset[str] = frozenset()) -> set[str]:
        """The names that it is calculated from: not those of an index."""
        if isinstance(node, ast.Subscript):
            return self._names(node.value, seen)
        if isinstance(node, ast.Name):
            within = self.assigned.get(node.id, []) if node.id not in seen else []
            return {node.id}.union(*(self._names(each, seen | {node.id}) for each in within))
        return set().union(
            *(self._names(each, seen) for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr))
        )


def _last(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else dotted(call.func)


def _operands(call: ast.Call) -> list[ast.expr]:
    """What it is called with: `p` and 1 of `p.sum(1)` and of `np.sum(p, 1)`."""
    if isinstance(call.func, ast.Attribute) and dotted(call.func.value).partition(".")[0] not in _MODULES:
        return [call.func.value, *call.args]
    return call.args


def _has_axis(call: ast.Call) -> bool:
    """Whether it goes along one axis: `p.sum(1)`, `np.sum(p, axis=1)`."""
    given = [*_operands(call)[1:], *(each.value for each in call.keywords if each.arg in ("axis", "dim"))]
    return _last(call) not in ("dot", "vdot", "inner") and any(constant(each) is not None for each in given)


def _statements(lines: Sequence[str]) -> Iterator[ast.stmt]:
    """The statements of the lines: what is no code, as the prose of its docstring, is left out."""
    held: list[str] = []
    for line in lines:
        held.append(line)
        source = "\n".join(held)
        if _HEADER.match(source):
            source = source + " pass" if source.endswith(":") else source
        found = parse_line(source)
        yield from found
        is_open = sum(map(source.count, "([{")) > sum(map(source.count, ")]}"))
        if found or not is_open or len(held) > _LONGEST:
            held = []
