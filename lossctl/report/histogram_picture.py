"""A histogram of losses as a drawing, for the pages that are pictures: a bar for each step of its scale."""

from xml.sax.saxutils import escape

from lossctl.report.histogram import histogram
from lossctl.sums.distribution import Distribution

BARS = 60
WIDTH, HEIGHT = 620.0, 150.0  # of the whole drawing, in units of the picture
TOP, FOOT = 24.0, 24.0  # room for the title, and for the labels of the scale
GAP = 1.0  # between two bars
BLUE = "#5b8def"  # is readable on dark and on light


def drawn(found: Distribution, ink: str) -> str:
    """The drawing as a group of SVG of this width and height, with letters in this colour; empty where no bars are."""
    bars = histogram(found, BARS)
    if bars is None:
        return ""
    step, tallest = WIDTH / BARS, HEIGHT - TOP - FOOT
    highest, base = bars.counts.max(), HEIGHT - FOOT
    rects = "".join(
        f'<rect x="{number * step:.1f}" y="{base - height:.1f}" width="{step - GAP:.1f}" height="{height:.1f}"/>'
        for number, height in enumerate((bars.counts / highest * tallest).tolist())
        if height
    )
    labels = (
        _label(0, TOP - 9, "start", f"{found.count - found.nan} losses, {bars.scale}; the tallest bar has {highest:g}"),
        _label(0, HEIGHT - 7, "start", bars.left),
        _label(WIDTH, HEIGHT - 7, "end", bars.right),
    )
    axis = f'<path d="M0 {base + 0.5:.1f}H{WIDTH:.0f}" stroke="{ink}" stroke-width="1"/>'
    return f'<g fill="{BLUE}">{rects}</g>\n{axis}\n<g fill="{ink}" font-size="12">{"".join(labels)}</g>\n'


def _label(x: float, y: float, anchor: str, text: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{escape(text)}</text>'
