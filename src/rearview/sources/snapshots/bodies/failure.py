"""Why a provider didn't answer, in its own words: providers agree on the field and on nothing in it."""

from msgspec import Raw, Struct

from rearview.sources.snapshots.bodies.lenient import NOTHING, decoded, text_of


class _Failure(Struct):
    """What providers tell of an error."""

    message: str
    type: str | None = None
    status: str | int | None = None
    code: str | int | None = None


def failure(raw: Raw) -> str | None:
    """Return an error's kind and message, the JSON of one in another form, and None where there is none."""
    told = decoded(raw, _Failure) if raw != NOTHING else None
    if told is None:
        return text_of(raw)
    kind = told.type or told.status or told.code
    return f"{kind}: {told.message}" if kind else told.message
