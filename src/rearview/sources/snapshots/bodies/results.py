"""What tools gave back: a text, an object, or a list of texts, images and files. Providers nest them all alike."""

from collections.abc import Iterable

from msgspec import Raw, Struct

from rearview.sources.snapshots.bodies.conversation import Part, Text, Unshown
from rearview.sources.snapshots.bodies.lenient import NOTHING, decoded, text_of
from rearview.sources.snapshots.bodies.unshown import unshown

_TEXTS = frozenset({"text", "input_text", "output_text"})
_THINGS = frozenset(
    {
        *("image", "image_url", "input_image", "image-data", "image-url", "computer_screenshot"),
        *(
            "file",
            "input_file",
            "file-data",
            "file-url",
            "document",
            "resource",
            "resource_link",
            "audio",
            "media",
        ),
    }
)


class _Resource(Struct):
    """A file of a tool server; it may hold its text."""

    text: str | None = None


class _Piece(Struct):
    """One thing among those that a tool gave back."""

    type: str
    text: str | None = None
    resource: Raw = NOTHING

    def said(self) -> str | None:
        """Return its text, if it is one."""
        if self.type in _TEXTS:
            return self.text
        resource = decoded(self.resource, _Resource) if self.type == "resource" else None
        return resource.text if resource else None

    def is_known(self) -> bool:
        """Return whether its kind is one that a person can be told of."""
        return self.said() is not None or self.type in _THINGS


def result(raw: Raw) -> tuple[str, tuple[Unshown, ...]]:
    """Return a result's text, and what of it isn't text; a result in no known form is its JSON."""
    listed = bytes(raw).startswith(b"[")
    pieces = decoded(raw, list[_Piece]) if listed else _only(raw)
    if pieces is None or not all(piece.is_known() for piece in pieces):
        return text_of(raw) or "", ()
    places = (decoded(raw, list[Raw]) or []) if listed else [raw]
    texts = [said for piece in pieces if (said := piece.said()) is not None]
    others = (pair for pair in zip(pieces, places, strict=True) if pair[0].said() is None)
    return "\n".join(texts), tuple(unshown(piece.type, place) for piece, place in others)


def _only(raw: Raw) -> list[_Piece] | None:
    piece = decoded(raw, _Piece)
    return [piece] if piece else None


def joined(parts: Iterable[Part]) -> tuple[str, tuple[Unshown, ...]]:
    """Return the texts of a result that was told as parts, one below the other, and what of it isn't text."""
    told = tuple(parts)
    texts = (part.text for part in told if isinstance(part, Text))
    return "\n".join(texts), tuple(part for part in told if isinstance(part, Unshown))
