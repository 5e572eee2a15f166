"""What is the same about the same failure in any session: names and words stay, ids and numbers go."""

import re
from collections.abc import Iterable

_LONGEST = 160
_LONGEST_READ = 2_000
_ID = re.compile(
    r"""
    [0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}
    | \b0x[0-9a-fA-F]+\b
    | \b(?=[0-9a-fA-F]{0,31}\d)[0-9a-fA-F]{12,}\b
    | \b(?=[a-zA-Z]{0,17}\d)[a-zA-Z0-9]{18}\b
    | \b(?=[a-zA-Z]{0,14}\d)[a-zA-Z0-9]{15}\b
    """,
    re.VERBOSE,
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+")
_NUMBER = re.compile(r"(?<![\w-])\d+(?:[.,:/-]\d+)*")
"""Not within a name such as `gpt-4o` or `Lookup_v2`."""
_SPACE = re.compile(r"\s+")


def without_ids(text: str) -> str:
    """Return a text in which every id is a `#`: two runs of the same never share ids."""
    return _ID.sub("#", text)


def masked(text: str) -> str:
    """Return a text on one line, short, with ids, addresses and numbers replaced by `#`."""
    read = _ADDRESS.sub("#", without_ids(text[:_LONGEST_READ]))
    return _SPACE.sub(" ", _NUMBER.sub("#", read)).strip()[:_LONGEST]


def signature(rule: str, about: Iterable[str | None]) -> str:
    """Return what findings of a rule have in common that are about the same."""
    return " | ".join([rule, *(masked(part) for part in about if part)])
