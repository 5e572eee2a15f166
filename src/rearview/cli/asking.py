"""What the commands share that ask a lake: which lake, which of its sessions, and what is said where there are none."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rearview.cli.interruption import heard
from rearview.cli.options import Command
from rearview.cli.progress import watched
from rearview.errors import ArgumentError, NotFoundError

if TYPE_CHECKING:
    from rearview.library import Lake
    from rearview.library.answer import Answer
    from rearview.sources.canonical import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The sessions that a command is about."""

    folders: tuple[Path, ...]
    since: str | None
    until: str | None
    agents: tuple[str, ...]

    def lake(self, engine: str | None = None, **settings: str) -> "Lake":
        """Open the lake, as if it held only these sessions; without an engine, each thing is done by the one it suits."""
        from rearview.library.lake import open_lakes

        since_ms, until_ms = self.span()
        lake = open_lakes(read_if_needed(self.folders), engine, **settings)
        return lake.period(since_ms, until_ms).of_agents(*self.agents)

    def facts(self, lake: "Lake") -> "Frame":
        """Return the facts of these sessions; it says why none are, and what stood in the way of keeping them."""
        import narwhals as nw

        from rearview.cli.diagnostics import note
        from rearview.library.facts import session_facts

        with watched() as board:
            found = [
                session_facts(
                    held,
                    lambda done, of: board.wait(f"Deriving the facts of sessions: {done:,} of {of:,} days …"),
                )
                for held in lake.places
            ]
        for facts in found:
            if facts.note:
                note(facts.note)
        every = nw.concat([facts.frame() for facts in found])
        if self.agents:
            self._refuse_unknown(every)
        return lake.chosen(every)

    def ask(self, lake: "Lake", name: str, said: Mapping[str, object]) -> "Answer":
        """Answer a question about these sessions; an agent that nobody knows is refused."""
        from rearview.analyses import load_analysis

        facts = None
        # An engine that was named answers from the rows, unless facts are kept and true.
        if load_analysis(name).facts and not lake.chosen_engine:
            facts = self.facts(lake)
        elif self.agents:
            self._refuse_unknown(lake.of_agents().frame("sessions", {"agent"}))
        with watched() as board:
            board.wait("Looking through the lake …")
            if facts is None or lake.has_facts:
                return lake.ask(name, **said)
            return lake.answer(name, said, facts)

    def nothing(self, lake: "Lake", question: str) -> NotFoundError:
        """Return what is to be said where there is no answer."""
        any_session = lake.collect(lake.frame("sessions", ()).select("session_id").head(1)).num_rows
        return NotFoundError.answer(question) if any_session else self.none()

    def none(self) -> NotFoundError:
        """Return what is to be said where there is no such session."""
        said = {"since": self.since, "until": self.until}
        told = [f"{word} {text}" for word, text in said.items() if text]
        told += [f"with {' or '.join(self.agents)}"] if self.agents else []
        return NotFoundError.asked_about(self.place, " ".join(told) or None)

    @property
    def place(self) -> str:
        """Where the sessions are."""
        return ", ".join(map(str, self.folders))

    def span(self) -> tuple[int | None, int | None]:
        """Return when the sessions began: from then on, and before then."""
        from rearview.lake.grid import iso
        from rearview.sources.agentforce.extract.period import moment_ms

        now_ms = time.time_ns() // 1_000_000
        since_ms, until_ms = (
            None if text is None else moment_ms(text, option=f"--{name}", now_ms=now_ms)
            for name, text in (("since", self.since), ("until", self.until))
        )
        if since_ms is not None and until_ms is not None and until_ms <= since_ms:
            raise ArgumentError.empty_period(iso(since_ms), iso(until_ms))
        return since_ms, until_ms

    def _refuse_unknown(self, sessions: "Frame") -> None:
        """Refuse an agent that no session is with."""
        held = sessions.select("agent").unique().collect(backend="pyarrow")["agent"].to_list()
        known = sorted(agent for agent in held if agent is not None)
        for agent in self.agents:
            if agent not in known:
                raise NotFoundError.with_agent(agent, known)


def read_if_needed(paths: Sequence[Path]) -> list[Path]:
    """Return the lakes to ask; of snapshots or traces that are none, one is kept, and takes what is new among them first."""
    from rearview.library.mirror import lake_of

    with heard() as interruption, interruption.patient(), watched() as board:

        def say(done: int, of: int) -> None:
            board.wait(f"Reading what is new: {done * 100 // max(1, of)} % …")

        lakes = [lake_of(path, stop=interruption.stop, watch=say) for path in paths]
        interruption.check("Interrupted. What was read is kept, and the same command goes on from there.")
    return lakes


def about(command: Command) -> Command:
    """Add which sessions a command is about; the command gets them as `about`."""

    @wraps(command)
    def with_about(
        *,
        folders: tuple[Path, ...],
        since: str | None,
        until: str | None,
        agents: tuple[str, ...],
        **rest: Any,
    ) -> Any:
        return command(about=About(folders=folders, since=since, until=until, agents=agents), **rest)

    for option in reversed(_ABOUT):
        with_about = option(with_about)
    return with_about  # type: ignore[return-value]


_ABOUT: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--data-dir",
        "folders",
        type=click.Path(path_type=Path),
        multiple=True,
        envvar="REARVIEW_DATA",
        default=("./stdm_data",),
        show_default="./stdm_data",
        show_envvar=True,
        help="A lake, a folder of the older extractor's, snapshots or traces; can be given several times.",
    ),
    click.option("--since", metavar="TIME", help="Sessions that began then or later: 2026-01-28, 36h, 7d."),
    click.option("--until", metavar="TIME", help="Sessions that began before then."),
    click.option(
        "--agent", "agents", metavar="NAME", multiple=True, help="Sessions with this agent; can be repeated."
    ),
)

limit = click.option("--limit", metavar="N", type=click.IntRange(1), help="How many rows at most.")
