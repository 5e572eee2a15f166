"""A chart as the bytes of a file: a picture, or a page that needs nothing else. Strangers' texts can't become its code."""

import json
from html import escape
from pathlib import Path

from rearview.errors import ArgumentError
from rearview.render.chart.spec import Spec

KINDS = (".svg", ".png", ".html")
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:"
)


def refuse_unknown(path: Path) -> None:
    """Refuse a file into which no chart can be drawn."""
    if path.suffix.lower() not in KINDS:
        raise ArgumentError.chart(path)


def drawn(spec: Spec, *, title: str, kind: str) -> bytes:
    """Return a chart as a file: .svg, .png or .html."""
    import vl_convert

    if kind.lower() == ".png":
        png: bytes = vl_convert.vegalite_to_png(spec, scale=2)
        return png
    if kind.lower() == ".svg":
        return str(vl_convert.vegalite_to_svg(spec)).encode()
    library = vl_convert.javascript_bundle()  # type: ignore[call-arg] # its stub forgets the default
    return _page(title, spec, library)


def _page(title: str, spec: Spec, library: str) -> bytes:
    """Return a page; no text within the chart can end the script that it stands in."""
    data = json.dumps(spec).replace("<", "\\u003c")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"></head>'
        f'<body><div id="chart"></div><script>{library}</script>'
        f"<script>vegaEmbed('#chart', {data});</script></body></html>\n"
    ).encode()
