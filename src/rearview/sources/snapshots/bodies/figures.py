"""The figures that a response tells of what it took, under the names that its provider gives them.

It must never add up or rename: what counts as an input token differs from provider to provider.
"""

from typing import Any

from msgspec import Raw

from rearview.sources.snapshots.bodies.conversation import Figure
from rearview.sources.snapshots.bodies.lenient import decoded

_LONGEST = 1 << 16


def figures(raw: Raw) -> dict[str, Figure]:
    """Return the numbers of a JSON object, those of an object within it under both names; {} where it is none."""
    told = decoded(raw, dict[str, Any]) if len(bytes(raw)) <= _LONGEST else None
    found: dict[str, Figure] = {}
    for name, value in (told or {}).items():
        inner = value.items() if isinstance(value, dict) else ()
        found |= {f"{name}.{key}": figure for key, figure in inner if _is_figure(figure)}
        if _is_figure(value):
            found[name] = value
    return found


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
