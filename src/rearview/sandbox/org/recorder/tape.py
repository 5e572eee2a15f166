"""What a recording is made on: the rows of a conversation as they are written down, table by table.

Times here are microseconds since the conversation began, and ids are made of marks; both become real in a replay.
Nothing here knows what a row means.
"""

from dataclasses import dataclass, field
from typing import Any

from rearview.sandbox.org.chance import Chance
from rearview.sandbox.org.recorder.lag import Lags
from rearview.sandbox.org.recorder.mint import Mint
from rearview.sandbox.org.script import Script
from rearview.sandbox.org.symptoms import Evidence, Symptom
from rearview.sources.agentforce.catalog import CATALOG

Values = dict[str, Any]

_UNSET = {"NOT_SET": 0.82, "": 0.09, None: 0.06, "UNSET_VALUE": 0.03}
_SECOND_US = 1_000_000
_END = "ssot__EndTimestamp__c"
_REVISION_MS = (120_000, 720_000)


@dataclass(frozen=True, slots=True)
class Row:
    """One version of a row, and how long it can be seen, in milliseconds since the conversation began."""

    values: Values
    visible_ms: int
    gone_ms: int | None


@dataclass(slots=True)
class Recording:
    """All that is written down of one conversation, which may be more than one session."""

    mint: Mint
    rows: dict[str, list[Row]] = field(default_factory=lambda: {folder: [] for folder in CATALOG})
    sessions: list[str] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    lasts_us: int = 0
    """When the last of its sessions ends."""


class Tape:
    """One session of a recording."""

    def __init__(self, recording: Recording, script: Script, chance: Chance, *, user_id: str) -> None:
        self.recording = recording
        self.script = script
        self.chance = chance
        self.session_id = recording.mint.uuid()
        self.user = recording.mint.uuid()
        """The participant who asks."""
        self.agent = recording.mint.uuid()
        """The participant who answers."""
        self.user_id = user_id
        """The record id of whoever asks."""
        self.lags = Lags(chance)
        recording.sessions.append(self.session_id)

    @property
    def mint(self) -> Mint:
        """Where its ids come from."""
        return self.recording.mint

    def note(self, symptom: Symptom, folder: str, id_: str) -> None:
        """Remember the row by which a symptom can be told."""
        self.recording.evidence.append(
            Evidence(symptom=symptom, session=self.session_id, folder=folder, id=id_)
        )

    def unset(self) -> str | None:
        """Return one of the values by which a field says that it has none."""
        return self.chance.weighted(_UNSET)

    def time(self, at_us: int) -> int:
        """Return a time as it is recorded; a rushed session keeps whole seconds, so that many are equal."""
        return at_us - at_us % _SECOND_US if self.script.rushed else at_us

    def add(
        self, folder: str, values: Values, *, at_us: int, lags: Lags, gone_after_ms: int | None = None
    ) -> None:
        """Write down a row of which there is one version; it is seen some time after it happened."""
        if self.script.timeless and self.chance.happens(0.15):
            values = self._without_time(folder, values)
        visible_ms = at_us // 1000 + lags.of(folder)
        gone_ms = None if gone_after_ms is None else visible_ms + gone_after_ms
        self.recording.rows[folder].append(Row(values, visible_ms, gone_ms))

    def revise(self, folder: str, first: Values, last: Values, *, began_us: int, ended_us: int) -> None:
        """Write down a row that is seen once it has begun, and seen with its end once that has come."""
        visible_ms = began_us // 1000 + self.lags.of(folder)
        revised_ms = max(visible_ms + 1, ended_us // 1000 + self.chance.between(*_REVISION_MS))
        self.recording.rows[folder] += [Row(first, visible_ms, revised_ms), Row(last, revised_ms, None)]

    def _without_time(self, folder: str, values: Values) -> Values:
        """Return a row without the time that windows go by, or without its end."""
        times = [name for name in (CATALOG[folder].time, _END) if name in values]
        return {**values, self.chance.pick(times): None} if times else values
