"""Whose sessions a lake holds. A lake remembers it for life, so that no run mixes two orgs into one."""

from dataclasses import dataclass, field

import msgspec

from rearview.errors import BrokenLakeError

NAME = "lake.json"
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What must be the same for every run that writes to a lake."""

    source: str
    """Which kind of recorder it is filled from."""
    org: str | None = None
    """The organisation or folder that the sessions come from."""
    data_space: str | None = None
    filters: dict[str, list[str]] = field(default_factory=dict)
    """What was left out at the source: rows that a filter hides must never look like rows that don't exist."""

    def __str__(self) -> str:
        parts = [self.source, self.org, self.data_space and f"data space {self.data_space}"]
        parts += [f"{name}={','.join(values)}" for name, values in sorted(self.filters.items())]
        return ", ".join(part for part in parts if part)


class _File(msgspec.Struct):
    """`metadata/lake.json`."""

    format: int
    identity: Identity
    created_with: str


def dump(identity: Identity, *, created_with: str) -> bytes:
    """Write an identity as it lies in lake.json."""
    file = _File(format=FORMAT, identity=identity, created_with=created_with)
    return msgspec.json.format(msgspec.json.encode(file), indent=1) + b"\n"


def load(data: bytes) -> Identity:
    """Read an identity from lake.json."""
    try:
        file = msgspec.json.decode(data, type=_File)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BrokenLakeError.unreadable_identity(NAME, error) from error
    if file.format != FORMAT:
        raise BrokenLakeError.unknown_format(NAME, file.format, FORMAT)
    return file.identity
