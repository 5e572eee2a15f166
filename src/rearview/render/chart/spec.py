"""The chart of an answer in Vega-Lite: one definition for files, pages and notebooks."""

from collections.abc import Sequence
from typing import Any

from rearview.analyses.analysis import Column

Spec = dict[str, Any]
"""A chart in Vega-Lite."""


def spec(name: str, question: str, heads: Sequence[Column], rows: Sequence[dict[str, Any]]) -> Spec:
    """Return the chart of the answer to a question."""
    from rearview.render.chart.shapes import MOST, Drawn, shape  # imports a charting library

    title: dict[str, Any] = {"text": question}
    if len(rows) > MOST and shape(heads).__name__ in {"_bars", "_outcomes"}:
        title["subtitle"] = f"The first {MOST} of {len(rows):,}"
    made = shape(heads)(Drawn(name, heads, rows)).properties(title=title, background="white")
    axes = made.configure(font="sans-serif").configure_axis(
        labelLimit=240, gridColor="#e6e8eb", domain=False, tickColor="#c9ced6"
    )
    said: Spec = (
        axes.configure_title(anchor="start", fontSize=15, offset=12).configure_view(stroke=None).to_dict()
    )
    return said
