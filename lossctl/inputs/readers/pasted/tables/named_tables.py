"""The tables of a paste, and what the code calls their columns."""

import ast
from collections.abc import Iterable, Iterator

import numpy as np

from lossctl.errors import InputError
from lossctl.inputs.readers.pasted.code.code_lines import constant, dotted, last_name
from lossctl.inputs.readers.pasted.code.evaluated import Computed, evaluated
from lossctl.inputs.readers.pasted.prints.pairing import NEAR
from lossctl.inputs.readers.pasted.prints.prints import Shown
from lossctl.inputs.readers.pasted.prints.values import Value
from lossctl.inputs.readers.pasted.tables import frames
from lossctl.inputs.readers.pasted.tables.frames import column_key
from lossctl.inputs.readers.pasted.tables.pasted_table import PastedTable, table_of_columns

_FRAMES = ("DataFrame", "LazyFrame", "frame")


class NamedTables:
    """Tables in order; what the code calls their columns goes into the arrays of the paste."""

    def __init__(self, arrays: dict[str, Computed]) -> None:
        self._arrays = arrays
        self.all: list[PastedTable] = []
        self.parts: list[InputError] = []
        self._pending: dict[str, ast.expr] = {}

    def show(self, shown: Shown | None, value: Value, table: PastedTable) -> None:
        """A table that has been printed, by this expression if one is known."""
        frame = frames.shown_frame(shown.node) if shown else frames.ShownFrame()
        rows = value.array.shape[0]
        if frame.most is not None and rows >= frame.most:
            source = shown.source if shown else ""
            self.parts.append(InputError(f"only some rows of a table ({source})", value.where, remedy=_WHOLE))
            return
        self._add(table._replace(frame=frame.name), {name: each for name, each in table.columns.items() if name})

    def assign(self, name: str, node: ast.expr) -> bool:
        """`name = pd.DataFrame({…})` or `name = {…}`: whether it was one whose columns the paste shows."""
        columns = self._constructed(node)
        if not columns:
            self._pending[name] = node
            return False
        table = table_of_columns(columns, name) if isinstance(node, ast.Call) else None
        if table:
            self._add(table, columns)
        else:
            self._name(name, columns)
        return True

    def forget(self, name: str) -> None:
        """The columns of a frame that the code has changed or replaced; a column counts as a change of its frame."""
        self._pending.pop(name, None)
        frame = name.partition("[")[0]
        for key in [key for key in self._arrays if key == name or key.startswith(f"{name}[")]:
            self._arrays.pop(key)
        column = name.removeprefix(frame)
        self.all = [
            each
            for each in self.all
            if not frame or each.frame != frame or (column and ast.literal_eval(column)[0] not in each.columns)
        ]

    def name_columns(self) -> None:
        """Names that the code gave to columns of a frame before it printed the frame: `y = df["y"].values`."""
        for name, node in self._pending.items():
            roots = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
            if name not in self._arrays and any(frames.columns_of(root, self._arrays) for root in roots):
                found = evaluated(node, self._arrays)
                if found:
                    self._arrays[name] = found

    def name_by(self, nodes: Iterable[ast.expr]) -> None:
        """Where the code prints no table and one is shown: what its calls take columns of is that table."""
        nameless = [each for each in self.all if not each.frame]
        if len(nameless) != 1:
            return
        table, inner = nameless[0], [each for node in nodes for each in ast.walk(node)]
        roots = {root for each in inner if (root := _root_of_column(each, table)) and self._is_unknown(root)}
        if len(roots) == 1:
            named = table._replace(frame=roots.pop())
            self.all = [named if each is table else each for each in self.all]
            self._name(named.frame, {name: each for name, each in table.columns.items() if name})
            return
        for each in inner:
            if isinstance(each, ast.Name) and each.id in table.columns and self._is_unknown(each.id):
                self._arrays[each.id] = table.columns[each.id]

    def _is_unknown(self, name: str) -> bool:
        return name not in self._arrays and not frames.columns_of(name, self._arrays)

    def _add(self, table: PastedTable, columns: dict[str, Computed]) -> None:
        if table.frame:
            self.all = [each for each in self.all if each.frame != table.frame or not set(each.columns) <= set(columns)]
            self._name(table.frame, columns)
        self.all.append(table)

    def _name(self, frame: str, columns: dict[str, Computed]) -> None:
        """Columns that the code wrote with more digits than a print shows stay as they are."""
        for name, column in columns.items():
            key = column_key(frame, name)
            known = self._arrays.get(key)
            if known and known.array.shape == column.array.shape and np.allclose(known.array, column.array, atol=NEAR):
                continue
            self._arrays[key] = column._replace(name=key)

    def _constructed(self, node: ast.expr) -> dict[str, Computed]:
        if isinstance(node, ast.Dict):
            return dict(self._of_dict(node))
        if not isinstance(node, ast.Call) or last_name(node.func) not in _FRAMES:
            return {}
        keywords = {each.arg: each.value for each in node.keywords if each.arg}
        first = node.args[0] if node.args else keywords.get("data")
        if first is None:
            return {name: found for name, each in keywords.items() if (found := evaluated(each, self._arrays))}
        if isinstance(first, ast.Dict):
            columns = dict(self._of_dict(first))
            return columns if len(columns) == len(first.keys) else {}
        if known := frames.columns_of(dotted(first), self._arrays):
            return known
        return self._of_rows(first, constant(keywords.get("columns", keywords.get("schema"))))

    def _of_dict(self, node: ast.Dict) -> Iterator[tuple[str, Computed]]:
        for key, each in zip(node.keys, node.values, strict=True):
            name, found = constant(key), evaluated(each, self._arrays)
            if isinstance(name, str | int) and found and found.array.ndim:
                yield str(name), found

    def _of_rows(self, node: ast.expr, names: object) -> dict[str, Computed]:
        """`pd.DataFrame([[1, 0.9], [0, 0.2]], columns=["y", "p"])`."""
        rows = evaluated(node, self._arrays)
        if not isinstance(names, list | tuple) or rows is None or rows.array.ndim != 2 or rows.words:
            return {}
        if rows.array.shape[1] != len(names):
            return {}
        return {str(name): Computed(rows.array[:, i], str(name)) for i, name in enumerate(names)}


def target_name(node: ast.expr) -> str:
    """What an assignment names: `x`, `m.x`, or a column, `df['p']`."""
    if isinstance(node, ast.Subscript) and isinstance(key := constant(node.slice), str) and dotted(node.value):
        return column_key(dotted(node.value), key)
    return dotted(node)


def _root_of_column(node: ast.expr | ast.AST, table: PastedTable) -> str:
    """The name whose column this is: `df` of `df.label` and `df[["a", "b"]]`."""
    if isinstance(node, ast.Attribute):
        return dotted(node.value) if node.attr in table.columns else ""
    if isinstance(node, ast.Subscript):
        key = constant(node.slice)
        wanted = key if isinstance(key, list) else [key]
        return dotted(node.value) if all(each in table.columns for each in wanted) else ""
    return ""


_WHOLE = "print the whole table: print(df.to_string())"
