"""When two recorded texts say the same, and where they part.

Ids are never the same in two runs, and JSON may be laid out in any way: texts that differ in nothing else say the same.
"""

from bisect import bisect_left

from rearview.model.signature import without_ids

_READ = 20_000
"""Ids are looked for in texts up to this length."""
_BEFORE = 40
_MOST = 240


def same(a: str | None, b: str | None) -> bool:
    """Whether two texts say the same: ids and how JSON is laid out make no difference."""
    if a == b or a is None or b is None or max(len(a), len(b)) > _READ:
        return a == b
    # An id takes as much room as another, so only texts of one length can say the same.
    first, second = (a, b) if len(a) == len(b) else ("".join(a.split()), "".join(b.split()))
    if len(first) != len(second):
        return False
    return without_ids(first) == without_ids(second) and (first is a or _is_json(a))


def _is_json(text: str) -> bool:
    return text.lstrip().startswith(("{", "["))


def around(a: str | None, b: str | None) -> tuple[str | None, str | None]:
    """Return two texts from shortly before where they part, each cut to a length."""
    start = max(0, _parting(a or "", b or "") - _BEFORE)
    return _cut(a, start), _cut(b, start)


def _parting(a: str, b: str) -> int:
    """Return how many characters two texts begin with in common."""
    shorter = min(len(a), len(b))
    return bisect_left(range(shorter), True, key=lambda place: a[: place + 1] != b[: place + 1])


def _cut(text: str | None, start: int) -> str | None:
    if text is None:
        return None
    before, after = "…" if start else "", "…" if len(text) > start + _MOST else ""
    return f"{before}{text[start : start + _MOST]}{after}"
