"""Recorded conversations that many others replay: made when they are first asked for, then kept."""

from rearview.sandbox.org.chance import Chance
from rearview.sandbox.org.conversation import FAILING, Part
from rearview.sandbox.org.everyday import everyday
from rearview.sandbox.org.oddities import ODDITIES
from rearview.sandbox.org.page import Page, page
from rearview.sandbox.org.recorder.session import record
from rearview.sandbox.org.recorder.tape import Recording
from rearview.sandbox.org.repertoire import AGENTS
from rearview.sandbox.org.script import Script
from rearview.sandbox.org.stories import TOLD
from rearview.sources.agentforce.catalog import CATALOG


class Template:
    """One recorded conversation, its ids still marks."""

    def __init__(self, script: Script, recording: Recording) -> None:
        self.sessions = tuple(recording.sessions)
        self.evidence = tuple(recording.evidence)
        self.lasts_us = recording.lasts_us
        self.over_midnight = script.over_midnight
        self._rows = recording.rows
        self._pages: dict[str, Page] = {}

    def page(self, folder: str) -> Page | None:
        """Return its rows of a table, made into columns when they are first asked for; None if it has none."""
        if rows := self._rows.pop(folder, None):
            self._pages[folder] = page(CATALOG[folder], rows)
        return self._pages.get(folder)


class Templates:
    """The recorded conversations of one seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._made: dict[Part, Template] = {}

    def of(self, part: Part) -> Template:
        """Return the conversation that a part stands for."""
        if part not in self._made:
            self._made[part] = self._record(part)
        return self._made[part]

    def _record(self, part: Part) -> Template:
        chance = Chance(self._seed, part.kind, part.name, part.variant)
        script = _WRITERS[part.kind](part.name, chance)
        return Template(script, record(script, chance))


def _story(name: str, chance: Chance) -> Script:
    return _STORIES[name](chance)


def _oddity(name: str, chance: Chance) -> Script:
    return _ODDITIES[name](chance)


def _ordinary(name: str, chance: Chance) -> Script:
    agent, version, channel, _ = name.split("/")
    return everyday(AGENTS[agent], version, channel, fails=name.endswith(FAILING), chance=chance)


_STORIES = {story.name: story.write for story in TOLD if story.write is not None}
_ODDITIES = {oddity.name: oddity.write for oddity in ODDITIES}
_WRITERS = {"story": _story, "oddity": _oddity, "everyday": _ordinary}
