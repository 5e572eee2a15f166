"""A synthetic org: what Data 360 would hold of an org's agents, from the first day to the last.

The same seed and the same last day give the same bytes, whatever is asked for first. A conversation depends on these
two, its day and its number, so an org of more days or more sessions a day holds the smaller one's conversations
unchanged. Nothing here is written to disk, and no more than one chunk of rows is held at a time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pyarrow as pa

from rearview.sandbox.engines.rows import form
from rearview.sandbox.org.calendar import DAY_US, RELEASED_BEFORE_END, Entry, entry
from rearview.sandbox.org.conversation import Conversation
from rearview.sandbox.org.marks import filled
from rearview.sandbox.org.page import Page, page
from rearview.sandbox.org.recorder.tape import Row
from rearview.sandbox.org.salesforce_id import ORG_ID
from rearview.sandbox.org.sheet import Sheet
from rearview.sandbox.org.stories import STORIES, Planted
from rearview.sandbox.org.symptoms import Evidence, Symptom
from rearview.sandbox.org.template import Template, Templates
from rearview.sandbox.org.vocabulary import CREATED_US, vocabulary
from rearview.sources.agentforce.catalog import CATALOG

DAY_MS = DAY_US // 1000
UNTIL_MS = 1_769_990_400_000
"""Where an org ends if nobody says otherwise: midnight at the end of 1 February 2026, in UTC."""

Acted = tuple[Template, Conversation]
"""A conversation with the recorded one that it replays."""

_CHUNK_ROWS = 65_536
_CHUNK_BYTES = 16_000_000


class Org:
    """An org with its sessions."""

    org_id = ORG_ID

    def __init__(
        self, *, seed: int = 0, sessions_per_day: int = 200, days: int = 10, until_ms: int = UNTIL_MS
    ) -> None:
        self.seed = seed
        self.sessions_per_day = sessions_per_day
        last = (until_ms - 1) // DAY_MS
        self.days = range(last - days + 1, last + 1)
        """Its days, counted from 1970; the last is the one that ends with `until_ms`, or holds it."""
        self.released = last + 1 - RELEASED_BEFORE_END
        """The day on which the order tracking agent's bad release goes live."""
        self._templates = Templates(seed)

    @property
    def until_ms(self) -> int:
        """The midnight at which its last day ends."""
        return self.days.stop * DAY_MS

    def rows(self, folder: str) -> Iterator[pa.Table]:
        """Yield all rows of a table in chunks, each version with `visible_ms` and `gone_ms`."""
        yield from self.vocabulary(folder)
        yield from replay(folder, self._whole_cast())

    def cast(self, day: int, numbers: range | None = None) -> Iterator[Acted]:
        """Yield the conversations that begin on a day, or those of them with some numbers."""
        for number in range(self.sessions_per_day) if numbers is None else numbers:
            yield self._acted(entry(self.seed, day, number, released=self.released))

    def conversation(self, day: int, number: int) -> dict[str, pa.Table]:
        """Return all rows of one conversation, by table."""
        cast = list(self.cast(day, range(number, number + 1)))
        tables = ((folder, list(replay(folder, cast))) for folder in CATALOG)
        return {folder: pa.concat_tables(chunks) for folder, chunks in tables if chunks}

    def vocabulary(self, folder: str) -> Iterator[pa.Table]:
        """Yield the rows of a table that belong to no session: what is judged, and with which values."""
        rows = vocabulary().get(folder)
        if rows is not None:
            made = page(CATALOG[folder], [Row(values, CREATED_US // 1000, None) for values in rows])
            yield pa.table(dict(made.columns)).cast(form(CATALOG[folder]))

    def stories(self) -> list[Planted]:
        """Return every conversation in which a story happens, in the order of the calendar."""
        causes = {story.name: story.cause for story in STORIES}
        return [
            Planted(
                story=conversation.part.story,
                cause=causes[conversation.part.story],
                begins_ms=conversation.begins_us // 1000,
                sessions=tuple(filled(id_, conversation) for id_ in template.sessions),
                evidence=_evidence(template.evidence, conversation),
            )
            for template, conversation in self._whole_cast()
            if conversation.part.story is not None
        ]

    def showing(self, symptom: Symptom) -> dict[str, tuple[Evidence, ...]]:
        """Return every session that shows a symptom, planted or not, with the rows that show it."""
        found: dict[str, tuple[Evidence, ...]] = {}
        for template, conversation in self._whole_cast():
            shown = [row for row in template.evidence if row.symptom == symptom]
            for row in _evidence(shown, conversation):
                found[row.session] = (*found.get(row.session, ()), row)
        return found

    def _whole_cast(self) -> Iterator[Acted]:
        return (acted for day in self.days for acted in self.cast(day))

    def _acted(self, it: Entry) -> Acted:
        """Give an entry of the calendar its recorded template and its beginning."""
        template = self._templates.of(it.part)
        begins_us = it.begins_us(template.lasts_us, over_midnight=template.over_midnight)
        days = it.erased_after_days
        conversation = Conversation(
            day=it.day,
            number=it.number,
            part=it.part,
            begins_us=begins_us,
            draws=it.draws.names,
            erased_ms=None if days is None else begins_us // 1000 + days * DAY_MS,
        )
        return template, conversation


def replay(folder: str, cast: Iterable[Acted]) -> Iterator[pa.Table]:
    """Yield the rows of one table of some conversations, in chunks of bounded size."""
    pages: dict[Page, int] = {}
    played: list[tuple[int, Conversation]] = []
    rows = weight = 0
    for template, conversation in cast:
        played_page = template.page(folder)
        if played_page is None:
            continue
        played.append((pages.setdefault(played_page, len(pages)), conversation))
        rows, weight = rows + played_page.rows, weight + played_page.weight
        if rows >= _CHUNK_ROWS or weight >= _CHUNK_BYTES:
            yield Sheet(folder, list(pages)).replay(played)
            pages, played, rows, weight = {}, [], 0, 0
    if played:
        yield Sheet(folder, list(pages)).replay(played)


def _evidence(rows: Iterable[Evidence], conversation: Conversation) -> tuple[Evidence, ...]:
    return tuple(
        replace(row, session=filled(row.session, conversation), id=filled(row.id, conversation))
        for row in rows
    )
