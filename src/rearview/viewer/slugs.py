"""Short names for paths, as they stand in addresses: readable, and no two alike."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

_STRANGE = re.compile(r"[^A-Za-z0-9._-]+")
_ENDING = ".json.gz"
_LONGEST = 40


def slugs(paths: Sequence[Path]) -> list[str]:
    """Return a name for each path."""
    used: Counter[str] = Counter()
    named = []
    for path in paths:
        name = _slug(path)
        used[name] += 1
        named.append(name if used[name] == 1 else f"{name}~{used[name]}")
    return named


def _slug(path: Path) -> str:
    name = path.resolve().name.removesuffix(_ENDING)
    return _STRANGE.sub("-", name).strip("-.")[:_LONGEST] or "sessions"
