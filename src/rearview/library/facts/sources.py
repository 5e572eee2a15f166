"""From which cells the facts of each day's sessions are derived, and what stands for these cells. It opens nothing."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from rearview.library.facts.cells import Cells, digest, state
from rearview.library.facts.index import TIMELESS, Reach
from rearview.library.facts.reach import SESSIONS, Looker

Reaches = Mapping[str, Mapping[str, Reach]]
"""By table and day."""
Place = tuple[str, str]
"""A table, and a day of it."""
Sources = Mapping[str, Mapping[Place, str]]
"""For each day of sessions the places that tell of them, and what stands for what is told there."""


def same(reaches: Reaches, cells: Cells) -> bool:
    """Whether the cells are those that were looked through."""
    return _states(reaches) == {
        (folder, day): state(files) for folder, days in cells.items() for day, files in days.items()
    }


def renewed(before: Reaches, cells: Cells, looker: Looker) -> dict[str, dict[str, Reach]]:
    """Look again through what has changed, and through what would now be understood otherwise."""
    was = _states(before)
    now = {(folder, day): state(files) for folder, days in cells.items() for day, files in days.items()}
    changed = {place for place in was.keys() | now.keys() if was.get(place) != now.get(place)}
    again = changed | _understood_otherwise(before, changed, looker)
    reaches = {
        folder: {day: before[folder][day] for day in days if (folder, day) not in again}
        for folder, days in cells.items()
    }
    for folder in cells:
        days = sorted(day for place, day in again & now.keys() if place == folder)
        reaches[folder] |= looker.look(folder, days)
    return reaches


def sources(reaches: Reaches) -> Sources:
    """Return from which places the facts of each day's sessions are derived."""
    told: dict[str, dict[Place, str]] = defaultdict(dict)
    nameless: dict[str, dict[Place, str]] = defaultdict(dict)
    for folder, days in reaches.items():
        for day, reach in days.items():
            for began, stands in reach.tells.items():
                told[began][folder, day] = stands
            if reach.nameless is not None:
                nameless[day][folder, day] = reach.nameless
    for places in told.values():
        for near in sorted(_near(day for _, day in places)):
            for place, stands in nameless.get(near, {}).items():
                places[place] = f"{places.get(place, '')} {stands}"
    return told


def stands_for(places: Mapping[Place, str]) -> str:
    """Return what stands for all that some places tell."""
    return digest(f"{folder} {day} {stands}" for (folder, day), stands in sorted(places.items()))


def _states(reaches: Reaches) -> dict[Place, str]:
    return {(folder, day): reach.files for folder, days in reaches.items() for day, reach in days.items()}


def _understood_otherwise(before: Reaches, changed: Collection[Place], looker: Looker) -> set[Place]:
    """Return the places that name sessions which have come, gone or moved to another day."""
    moved = {day for folder, day in changed if folder == SESSIONS}
    if not moved:
        return set()
    come, touched = looker.ids(moved)
    touched |= moved
    return {
        (folder, day)
        for folder, days in before.items()
        for day, reach in days.items()
        if folder == SESSIONS or not touched.isdisjoint(reach.tells) or _names_one(reach.lost, come)
    }


def _names_one(lost: tuple[str, str] | None, come: Sequence[str]) -> bool:
    """Whether a session that wasn't there may have come."""
    if lost is None:
        return False
    place = bisect_left(come, lost[0])
    return place < len(come) and come[place] <= lost[1]


def _near(days: Iterable[str]) -> set[str]:
    """Return days with those before and after them, and what has no time."""
    dated = [date.fromisoformat(day) for day in days if day != TIMELESS]
    return {TIMELESS, *((day + timedelta(days=off)).isoformat() for day in dated for off in (-1, 0, 1))}
