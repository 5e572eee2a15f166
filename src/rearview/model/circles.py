"""Links from row to row, without circles: whoever follows what is left comes to an end."""

from collections.abc import Sequence


def cut(links: Sequence[int | None]) -> list[int | None]:
    """Return the links, each from a place to another or to none, with every circle cut at its first place."""
    left = list(links)
    settled: set[int] = set()
    for start in range(len(left)):
        path: dict[int, None] = {}
        place: int | None = start
        while place is not None and place not in settled and place not in path:
            path[place] = None
            place = left[place]
        if place in path:
            walked = list(path)
            left[min(walked[walked.index(place) :])] = None
        settled |= path.keys()
    return left
