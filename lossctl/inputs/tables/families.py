"""Families of columns: one beginning (or ending) and then different names, as `prob_cat, prob_dog`."""

import os
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from lossctl.inputs.array_names import form_of
from lossctl.inputs.tables import column_names

# Behind a separator, or before the digits at the end.
_CUT = re.compile(r"(?<=[_.\-\s:=(\[\x22])(?=[^\s\x22])|(?<=[^\W\d_])(?=\d+$)")
_ENDING = re.compile(
    r"(.+?)[_.\-\s:](logits?|log[_-]?probs?|probs?|proba|probability|score|pred|true|target|label)", re.IGNORECASE
)


class Family(NamedTuple):
    """Columns that belong together: what their names share, and the rest of each, which names a class."""

    shared: str
    columns: tuple[int, ...]
    ends: tuple[str, ...]
    by_ending: bool = False  # whether the names share their ending

    def among(self, columns: Container[int]) -> "Family":
        """The family without other columns than these."""
        left = [(i, end) for i, end in zip(self.columns, self.ends, strict=True) if i in columns]
        return Family(self.shared, tuple(i for i, _ in left), tuple(end for _, end in left), self.by_ending)

    @property
    def is_plain(self) -> bool:
        """Whether what the names share, or numbers behind it, show that they are no names that happen to be alike."""
        return column_names.begins_family(self.shared) or all(end.isdecimal() for end in self.ends)

    @property
    def is_target(self) -> bool:
        """Whether the columns are those of a target."""
        return column_names.begins_targets(self.shared)

    @property
    def form(self) -> str | None:
        """What the shared part of the names says of the numbers, in the words of --from."""
        return form_of(self.shared)


def families(names: Mapping[int, str]) -> tuple[Family, ...]:
    """The families among these columns, in the order of their first columns; one column is in one family at most."""
    found: list[Family] = []
    rest = {column: place for place, column in enumerate(names)}
    groups = [*_by_beginning(names), *_by_ending(names)]
    waiting = [(_rank(group, rest), number) for number, group in enumerate(groups)]
    heapify(waiting)  # each group loses columns to better ones: to rank all again every time would take far too long
    while waiting:
        rank, number = heappop(waiting)
        group = groups[number].among(rest)
        if len(group.columns) < 2:
            continue
        if _rank(group, rest) != rank:
            groups[number] = group
            heappush(waiting, (_rank(group, rest), number))
            continue
        parts = _parts(group, names)
        found += parts
        for column in (column for part in parts for column in part.columns):
            del rest[column]
    return tuple(sorted(found, key=lambda family: family.columns))


def common_beginning(names: Sequence[str]) -> str:
    """What all of several names begin with, up to a separator or the digits at their ends; '' if there is nothing."""
    known = dict(enumerate(names))
    whole = [family for family in _by_beginning(known) if len(family.columns) == len(names) > 1]
    return max((family.shared for family in whole), key=len, default="")


def _rank(family: Family, places: Mapping[int, int]) -> tuple[bool, int, int, bool, int]:
    """The lowest is the family whose beginning says a form, or of most columns, or with the longest beginning."""
    long = len(family.shared)
    return family.form is None, -len(family.columns), -long, family.by_ending, places[family.columns[0]]


def ends_alike(headings: Sequence[str]) -> tuple[str, ...]:
    """The headings without all that they begin with, even in the middle of a word: `pcat, pdog` are cat and dog.

    What all end with is left out from a separator on: ` score`, `)`.
    """
    shared = os.path.commonprefix(headings) if len(headings) > 1 else ""  # noqa: RUF071 - letters, not paths
    return beginnings(tuple(each[len(shared) :] for each in headings))


def beginnings(headings: tuple[str, ...]) -> tuple[str, ...]:
    """The headings without all that they end with, from a separator on: `cat score, dog score` are cat and dog."""
    if len(headings) < 2:
        return headings
    turned = os.path.commonprefix([each[::-1] for each in headings])  # noqa: RUF071 - letters, not paths
    behind = re.search(r"[_.\-\s:)\]\x22'].*", turned[::-1])
    return tuple(each[: len(each) - len(behind[0] if behind else "")] for each in headings)


def _by_beginning(names: Mapping[int, str]) -> Iterator[Family]:
    groups: dict[str, dict[int, str]] = {}
    for i, name in names.items():
        for cut in _CUT.finditer(name):
            beginning, end = name[: cut.start()], name[cut.start() :]
            if re.search(r"[^\W\d_]", beginning):
                groups.setdefault(beginning, {})[i] = end
    for shared, ends in groups.items():
        bare = tuple(end.rstrip(")]'\"") if set(shared) & set("=([\"'") else end for end in ends.values())
        yield Family(shared, tuple(ends), bare)


def _by_ending(names: Mapping[int, str]) -> Iterator[Family]:
    groups: dict[str, dict[int, str]] = {}
    for i, name in names.items():
        if found := _ENDING.fullmatch(name):
            groups.setdefault(found[2], {})[i] = found[1]
    return (Family(shared, tuple(ends), tuple(ends.values()), by_ending=True) for shared, ends in groups.items())


def _parts(family: Family, names: Mapping[int, str]) -> list[Family]:
    """A family as several, if each has the same ends: `model_logit_0, model_prob_0, model_logit_1, model_prob_1`."""
    inside = families(dict(zip(family.columns, family.ends, strict=True))) if family.ends else ()
    covered = sum(len(part.columns) for part in inside)
    if len(inside) < 2 or covered < len(family.columns) or len({frozenset(part.ends) for part in inside}) > 1:
        return [family]
    whole = [names[part.columns[0]] for part in inside]
    return [
        Family(name[: len(name) - len(part.ends[0])], part.columns, part.ends)
        for name, part in zip(whole, inside, strict=True)
    ]
