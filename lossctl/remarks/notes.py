"""What a reader must be told beside the number, one line each: what happened, then the other readings of the data."""

from lossctl.engine.scan import Map
from lossctl.losses import LOSSES
from lossctl.problem import Prepared
from lossctl.remarks.asked import Asked, AskedSums
from lossctl.remarks.facts import FACTS, FACTS_OF_SUMS
from lossctl.remarks.suggestions import other_readings, other_readings_of_sums
from lossctl.remarks.table_readings import table_readings
from lossctl.result import Result


def notes_on(result: Result, prepared: Prepared, map: Map) -> tuple[str, ...]:
    """All notes on the result of a problem."""
    problem, samples = prepared
    asked = Asked(result, problem.settings.stated, problem.loss.criterion, problem, samples, map)
    facts = (note for find in FACTS for note in find(asked))
    return (*facts, *table_readings(asked), *other_readings(asked))


def notes_on_sums(result: Result, stated: frozenset[str]) -> tuple[str, ...]:
    """The notes that need no more than the sums: those on results that were merged, whose data are elsewhere."""
    asked = AskedSums(result, stated, LOSSES[result.criterion])
    return (*(note for find in FACTS_OF_SUMS for note in find(asked)), *other_readings_of_sums(asked))
