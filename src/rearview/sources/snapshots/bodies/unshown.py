"""What can't be shown as text, by name: images, files, encrypted reasoning, kinds that nobody knows yet.

It must never pass on what such a thing holds: contents are large, and say nothing to a person who reads them.
"""

from collections.abc import Iterator

from msgspec import Raw, Struct

from rearview.sources.snapshots.bodies.conversation import Reasoning, Unshown
from rearview.sources.snapshots.bodies.lenient import NOTHING, decoded, text_of

_LONGEST = 200
_KINDS = {
    **dict.fromkeys(("image_url", "input_image", "image-data", "image-url", "computer_screenshot"), "image"),
    **dict.fromkeys(("input_file", "file-data", "file-url"), "file"),
    "input_audio": "audio",
}
_CAMEL = {"shown_name": "displayName", "file_uri": "fileUri", "media": "mediaType", "mime_type": "mimeType"}


class _Thing(Struct, rename=_CAMEL):
    """Whatever a thing may be named by, the most telling first."""

    filename: str | None = None
    title: str | None = None
    name: str | None = None
    display_name: str | None = None
    shown_name: str | None = None
    url: str | None = None
    uri: str | None = None
    file_url: str | None = None
    file_uri: str | None = None
    file_id: str | None = None
    media_type: str | None = None
    media: str | None = None
    mime_type: str | None = None
    format: str | None = None


class _Holder(Struct):
    """Where a thing may lie within another."""

    source: Raw = NOTHING
    image_url: Raw = NOTHING
    file: Raw = NOTHING
    resource: Raw = NOTHING
    input_audio: Raw = NOTHING


def unshown(kind: str, place: Raw = NOTHING) -> Unshown:
    """Return a thing of a kind, by the name that stands in this place or one step within it."""
    name = next(_names(place), None)
    return Unshown(kind=_KINDS.get(kind, kind) or "part", name=_short(name) if name else None)


def reasoning(text: str | None) -> Reasoning | Unshown:
    """Return what a model thought, or that it thought where the provider keeps that to itself."""
    return Reasoning(text=text) if text else Unshown(kind="reasoning")


def _names(place: Raw) -> Iterator[str]:
    holder = decoded(place, _Holder) or _Holder()
    for spot in (place, *(getattr(holder, field) for field in _Holder.__struct_fields__)):
        thing = decoded(spot, _Thing) or _Thing()
        told = (getattr(thing, field) for field in _Thing.__struct_fields__)
        address = text_of(spot) if bytes(spot).startswith(b'"') else None
        yield from (name for name in (address, *told) if name)


def _short(name: str) -> str:
    """Return a name that fits a line; of an address that holds the content itself, the media type alone."""
    if name.startswith("data:"):
        return name[len("data:") : _LONGEST].partition(";")[0].partition(",")[0]
    return name[:_LONGEST]
