"""One session's tree as JSON, for programs.

    {"root": id, "sessions": [session, …], "openers": {sub-session id: step id, …}}

Sessions stand flat, in reading order, each with its depth, so nothing nests deeper than the steps of a turn. Every
column is there, null where it is unknown, under the name that the canonical tables give it.
"""

from collections.abc import Iterator

from msgspec import json

from rearview.model.session import Tree
from rearview.render.plain import plain_json


def show(tree: Tree) -> Iterator[bytes]:
    """Yield the JSON of a tree, one session a line."""
    yield b'{"root":' + _written(tree.root.session_id) + b',"sessions":['
    for number, session in enumerate(tree.sessions):
        yield (b",\n" if number else b"\n") + _written(session)
    yield b'\n],"openers":' + _written(tree.openers) + b"}\n"


def _written(value: object) -> bytes:
    return plain_json(json.encode(value).decode()).encode()
