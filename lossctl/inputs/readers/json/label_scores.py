"""Classes with their scores in a list, as the pipelines of Hugging Face give them: one object by class in its place."""

from typing import Any

from lossctl.errors import InputError
from lossctl.inputs.array_names import repeated
from lossctl.inputs.document import Place
from lossctl.inputs.tables.columns import Kind, kind_of_words

CLASS = frozenset({"label", "class", "class_name", "category", "name", "labelName", "className"})
SCORE = frozenset({"score", "prob", "probability", "confidence", "logit"})
FIELD = "scores"  # what a list without a name is called

_ALONE = "only the best class of each text is here, and the loss needs the scores of all classes"
_ALL = "write all of them: pipeline(…, top_k=None)"


def by_class(row: dict[str, Any]) -> dict[str, Any]:
    """The record with an object in place of each list of classes and scores: `{"scores": {"cat": 0.7, …}}`.

    A zero-shot pipeline has the classes and the scores in two lists, `labels` and `scores`, the best class first.
    """
    if not ({"labels", FIELD} <= row.keys() or any(map(_opens_with_object, row.values()))):
        return row
    if _is_zero_shot(row):
        row = {**row, FIELD: _object(list(zip(row["labels"], row[FIELD], strict=True)))}
        del row["labels"]
    return {key: scores_of(value) if is_scores(value) else value for key, value in row.items()}


def has_scores(row: dict[str, Any]) -> bool:
    """Whether an object has such lists beside other things; alone, a list of records may be anything."""
    return _is_zero_shot(row) or (len(row) > 1 and any(map(is_scores, row.values())))


def is_scores(value: Any) -> bool:
    """Whether this is a list of classes with their scores, `[{"label": "cat", "score": 0.7}, …]`."""
    return isinstance(value, list) and bool(value) and all(map(_is_pair, value))


def is_rows_of_scores(rows: list[Any]) -> bool:
    """Whether each row is such a list."""
    return bool(rows) and all(map(is_scores, rows))


def scores_of(pairs: list[dict[str, Any]]) -> dict[str, Any]:
    """The scores by class."""
    return _object([_pair(pair) for pair in pairs])


def one_row(rows: list[dict[str, Any]], place: Place) -> dict[str, Any]:
    """The scores of one text, whose records are its classes; raises where they are the best classes of many texts."""
    pairs = [_pair(row) for row in rows]
    total = sum(score for _, score in pairs)
    if len({name for name, _ in pairs}) < len(pairs) or abs(total - 1) > 0.01 or len(pairs) == 1:
        raise InputError(_ALONE, *place(0), remedy=_ALL)
    return {FIELD: _object(pairs)}


def _opens_with_object(value: Any) -> bool:
    return type(value) is list and value != [] and type(value[0]) is dict


def _is_zero_shot(row: dict[str, Any]) -> bool:
    labels, scores = row.get("labels"), row.get(FIELD)
    if not (isinstance(labels, list) and isinstance(scores, list) and 0 < len(labels) == len(scores)):
        return False
    words = all(isinstance(entry, str) for entry in labels)
    return words and all(type(entry) in (int, float) for entry in scores)


def are_truths(pairs: list[dict[str, Any]]) -> bool:
    """Whether the words are yes and no: targets of bce beside scores."""
    return kind_of_words(_pair(pair)[0] for pair in pairs) == Kind.TRUTH


def _is_pair(value: Any) -> bool:
    if not (isinstance(value, dict) and len(value) == 2):
        return False
    names, scores = CLASS & value.keys(), SCORE & value.keys()
    if not (names and scores):
        return False
    name, score = _pair(value)
    return isinstance(name, str) and type(score) in (int, float)


def _pair(value: dict[str, Any]) -> tuple[str, float]:
    (name,), (score,) = CLASS & value.keys(), SCORE & value.keys()
    return value[name], value[score]


def _object(pairs: list[tuple[str, float]]) -> dict[str, float]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise InputError(f"the class {repeated(name for name, _ in pairs)[0]!r} has two scores")
    return found
