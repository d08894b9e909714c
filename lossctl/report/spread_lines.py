"""What a table says of the losses that it does not show: their quantiles, a histogram, the worst samples."""

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement, measure_renderables
from rich.text import Text

from lossctl.lesson.arithmetic import fixed
from lossctl.report.apart import Apart
from lossctl.report.histogram import histogram
from lossctl.result import Result
from lossctl.sums.distribution import Distribution, Worst

NAMES = {0.5: "median", 0.9: "90%", 0.99: "99%", 0.999: "99.9%"}
FEW = 10  # samples, which a table shows by default
INDENT = 8
BARS, FEW_BARS = 40, 12  # the latter on a narrow page
WIDE = 72


class SpreadLines:
    """At most three lines as a rich renderable; on a narrow page they are broken between their parts."""

    def __init__(self, found: Distribution, digits: int) -> None:
        self.found, self.digits = found, digits

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from self._lines(BARS if options.max_width >= WIDE else FEW_BARS)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return measure_renderables(console, options, list(self._lines(BARS)))

    def _lines(self, count: int) -> Iterator[Apart]:
        yield _line("losses", *_quantiles(self.found))
        if bars := histogram(self.found, count):
            yield _line("", f"{bars.left} {bars.line} {bars.right}", bars.scale)
        yield _line("worst", *(_worst(each, self.digits) for each in self.found.worst))


def spread_lines(result: Result, digits: int) -> Iterator[SpreadLines]:
    """What a table says that does not show all samples; nothing for a few, which tell as much by themselves."""
    if found := _of_many(result):
        yield SpreadLines(found, digits)


def shares(result: Result) -> Iterator[str]:
    """`accuracy 71.23%`: the share of samples whose largest class is the right one; nothing for a few either."""
    if not _of_many(result):
        return
    for name, share in (("accuracy", result.accuracy), ("same top", result.same_top)):
        if share is not None:
            yield f"{name} {100 * share:.2f}%"


def _of_many(result: Result) -> Distribution | None:
    found = result.distribution
    return found if found and found.count > FEW else None


def _line(name: str, *parts: str) -> Apart:
    first, *others = map(Text, parts)
    head = Text.assemble((f"{name:{INDENT}}", "dim"), first)
    return Apart(head, *others, gap=2, indent=INDENT)


def _quantiles(found: Distribution) -> Iterator[str]:
    """The least and the greatest loss exactly, and those between to three digits, as they are known to 0.8 %."""
    yield f"min {found.min:.4g}"
    yield from (f"{name} {found.quantiles[q]:.3g}" for q, name in NAMES.items())
    yield f"max {found.max:.4g}"
    if found.nan:
        yield f"NaN {found.nan}"


def _worst(sample: Worst, digits: int) -> str:
    address = f"[{','.join(map(str, sample.index))}]"
    return f"{fixed(sample.loss, digits)} at {f'{sample.result} {address}' if sample.result else address}"
