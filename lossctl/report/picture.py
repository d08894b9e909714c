"""A page as SVG or HTML: its lines in a fixed-width font that the machine has, and nothing from a network."""

from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from rich.segment import Segment
from rich.style import Style

from lossctl.report.histogram_picture import HEIGHT, WIDTH, drawn
from lossctl.sums.distribution import Distribution

Lines = Iterable[tuple[int, list[Segment]]]

SIZE = 14.0  # of the letters, in units of the picture
ADVANCE = 0.602 * SIZE  # the width of a letter in DejaVu Sans Mono and Menlo; others differ by a few hundredths
LINE = 20.0  # from one line to the next: the lowest parts of letters take a fifth of the size
MARGIN = 20.0
BAR = 30.0  # above the text: the title

FONTS = "'DejaVu Sans Mono','Menlo','Consolas','Liberation Mono','Courier New',monospace"
PAPER, INK, DIM, FRAME = "#1f2430", "#d8dee9", "#8a94a6", "#4a5366"
HTML_STYLE = """:root{color-scheme:light dark}
body{margin:2em;background:#fff;color:#1f2430}
pre,svg{font:14px/20px FONTS}
.dim{color:#6a7383}.green{color:#2f7a1f}.yellow{color:#8a5a00}.cyan{color:#0b6e8a}.red{color:#b3203c}
@media (prefers-color-scheme:dark){body{background:#1f2430;color:#d8dee9}
.dim{color:#8a94a6}.green{color:#9ece6a}.yellow{color:#e0af68}.cyan{color:#7dcfff}.red{color:#f7768e}}
""".replace("FONTS", FONTS)
# In a notebook, whose own style says whether its paper is light or dark: readable on both.
CELL = {
    "dim": "opacity:.65",
    "green": "color:#3a8f2b",
    "yellow": "color:#a97400",
    "cyan": "color:#0f86a8",
    "red": "color:#dd3f5b",
}
COLOURS = {"dim": DIM, "green": "#9ece6a", "yellow": "#e0af68", "cyan": "#7dcfff", "red": "#f7768e"}


def svg_of(title: str, lines: Lines, spread: Distribution | None = None) -> Iterator[str]:
    """The picture of lines, each with its width in columns. The text stays text: it can be selected and searched.

    Below it is a drawing of the distribution of the losses, if one is given.
    """
    lines, drawing = list(lines), drawn(spread, DIM) if spread else ""
    width = 2 * MARGIN + max(max((columns for columns, _ in lines), default=0), len(title) + 4) * ADVANCE
    text_height = BAR + len(lines) * LINE
    height = text_height + (HEIGHT + MARGIN if drawing else 0) + MARGIN
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" aria-label={quoteattr(title)}>\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect x="0.5" y="0.5" width="{width - 1:.0f}" height="{height - 1:.0f}" rx="8" fill="{PAPER}" '
        f'stroke="{FRAME}"/>\n'
        f'<text x="{width / 2:.0f}" y="20" text-anchor="middle" font-family="{FONTS}" font-size="{SIZE - 2:g}" '
        f'fill="{DIM}">{escape(title)}</text>\n'
        f'<g font-family="{FONTS}" font-size="{SIZE:g}" fill="{INK}" style="white-space:pre">\n'
    )
    for number, (columns, segments) in enumerate(lines, 1):
        if columns:
            yield _line(BAR + number * LINE - 6, columns, segments)
    yield "</g>\n"
    if drawing:
        yield f'<g transform="translate({MARGIN:g} {text_height + MARGIN:.0f})" font-family="{FONTS}">\n{drawing}</g>\n'
    yield "</svg>\n"


def _line(y: float, columns: int, segments: list[Segment]) -> str:
    """A line is one text, so that its blanks keep the columns; its length is stated for fonts of another width."""
    spans = "".join(_span(text, style) for text, style, _ in segments)
    length = f'textLength="{columns * ADVANCE:.1f}" lengthAdjust="spacingAndGlyphs"'
    return f'<text xml:space="preserve" x="{MARGIN:g}" y="{y:.0f}" {length}>{spans}</text>\n'


def _span(text: str, style: Style | None) -> str:
    name = _name(style)
    look = f' fill="{COLOURS[name]}"' if name else ""
    if style and style.bold:
        look += ' font-weight="bold"'
    return f"<tspan{look}>{escape(text)}</tspan>" if look else escape(text)


def html_of(title: str, lines: Lines, spread: Distribution | None = None) -> Iterator[str]:
    """The lines as a page for a browser, in the colours that its reader prefers, and a drawing of the distribution."""
    yield (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f"<style>\n{HTML_STYLE}</style>\n</head>\n<body>\n<pre>\n"
    )
    yield from _html_lines(lines, {name: f'class="{name}"' for name in COLOURS})
    yield "</pre>\n"
    yield from _html_drawing(spread)
    yield "</body>\n</html>\n"


def cell_of(lines: Lines, spread: Distribution | None = None) -> Iterator[str]:
    """The same as a part of another page, a notebook: it has no style sheet, as that would hold for all the page."""
    yield f'<div style="font:14px/20px {FONTS}">\n'
    yield '<pre style="font:inherit;color:inherit;background:none;margin:0;white-space:pre;overflow-x:auto">\n'
    yield from _html_lines(lines, {name: f'style="{look}"' for name, look in CELL.items()})
    yield "</pre>\n"
    yield from _html_drawing(spread)
    yield "</div>\n"


def _html_lines(lines: Lines, looks: Mapping[str, str]) -> Iterator[str]:
    for _, segments in lines:
        yield "".join(_html_span(text, style, looks) for text, style, _ in segments).rstrip() + "\n"


def _html_span(text: str, style: Style | None, looks: Mapping[str, str]) -> str:
    name = _name(style)
    words = f"<b>{escape(text)}</b>" if style and style.bold else escape(text)
    return f"<span {looks[name]}>{words}</span>" if name else words


def _html_drawing(spread: Distribution | None) -> Iterator[str]:
    if spread and (drawing := drawn(spread, "currentColor")):
        yield f'<svg viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" width="{WIDTH:.0f}" role="img">\n{drawing}</svg>\n'


def _name(style: Style | None) -> str:
    """What a style is called here: its colour, `dim`, or nothing."""
    if style is None:
        return ""
    return style.color.name if style.color else "dim" if style.dim else ""
