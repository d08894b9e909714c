"""What a reader must be told beside the number, one line each: what happened, then the other readings of the data."""

from lossctl.engine.scan import Map
from lossctl.problem import Prepared
from lossctl.remarks.asked import Asked
from lossctl.remarks.facts import FACTS, FACTS_OF_SUMS
from lossctl.remarks.suggestions import SUGGESTIONS, SUGGESTIONS_OF_SUMS, other_readings
from lossctl.result import Result


def notes_on(result: Result, prepared: Prepared, map: Map) -> tuple[str, ...]:
    """All notes on the result of a problem."""
    asked = Asked(result, prepared.problem.settings.stated, prepared, map)
    return (*(note for find in FACTS for note in find(asked)), *other_readings(asked, SUGGESTIONS))


def notes_on_sums(result: Result, stated: frozenset[str]) -> tuple[str, ...]:
    """The notes that need no more than the sums: those on results that were merged, whose data are elsewhere."""
    asked = Asked(result, stated)
    return (*(note for find in FACTS_OF_SUMS for note in find(asked)), *other_readings(asked, SUGGESTIONS_OF_SUMS))
