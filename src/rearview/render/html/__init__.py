"""One session as one HTML file: it needs no other file, no network and no script, and whatever it holds does nothing.

Owns how templates are filled; what is said stands in `about` and `entry`. Every value goes
through the escaping of the templates, or of `article`.
"""

from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rearview import __version__
from rearview.model.session import Tree
from rearview.render.html.about import about
from rearview.render.html.article import article
from rearview.render.html.entry import entries

_TEMPLATES = Path(__file__).parent
_JOINED = 10_000
"""How many pieces of a page are joined before they are handed on."""


@cache
def environment() -> Environment:
    """Return what fills the templates of pages."""
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def show(tree: Tree) -> Iterator[bytes]:
    """Yield the page of a session."""
    places: dict[str, int] = {}
    # Markup at once: of what it is made, nothing has to be held.
    listed = [article(entry) for entry in entries(tree, places)]
    page = environment().get_template("session.html")
    pieces = page.generate(about=about(tree, places), articles=listed, version=__version__)
    while chunk := "".join(islice(pieces, _JOINED)):
        yield chunk.encode()
