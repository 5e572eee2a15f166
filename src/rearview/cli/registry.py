"""Every command, under the heading that the help lists it.

Owns names and one-line descriptions, so that help and completion need no command's module. It must never import one.
"""

from typing import NamedTuple


class Entry(NamedTuple):
    """One command: where it is listed, what people type, and what it does."""

    heading: str
    name: str
    summary: str
    room: str = "rearview.cli"
    """The package that its module is in."""

    @property
    def module(self) -> str:
        """The module whose `command` it is."""
        return f"{self.room}.{self.name.replace('-', '_')}"


HEADINGS = ("Try", "Collect", "Ask", "Debug", "Snapshots", "Look", "Keep", "Automate")

COMMANDS = (
    Entry("Try", "demo", "Show everything on this machine, without an account."),
    Entry("Try", "sandbox", "Run a stand-in for Data 360, with an org of its own in it."),
    Entry("Collect", "extract", "Copy the sessions of some days into a lake."),
    Entry("Collect", "extract-incremental", "Copy what is new, and what is due to be read again."),
    Entry("Collect", "extract-tree", "Copy whole sessions by their ids."),
    Entry("Collect", "extract-quality", "Copy what the Trust Layer says about the sessions of a lake."),
    Entry("Collect", "count", "Count rows at the source, without fetching them."),
    Entry("Collect", "test-auth", "Check every step of the sign-in, and what the org has."),
    Entry(
        "Collect", "ingest", "Copy session snapshots, or traces, into a lake: only what is new or changed."
    ),
    Entry("Collect", "record", "Let agents that write OpenTelemetry traces record into a lake."),
    Entry("Collect", "status", "Show what a lake covers, what is late, and what is missing."),
    Entry("Collect", "estimate", "Estimate the records and credits that sessions take."),
    Entry("Ask", "analyze", "Sum up a lake's sessions: agents, channels, turns, durations, outcomes."),
    Entry("Ask", "topics", "Show which topics take the turns, and in how many sessions."),
    Entry(
        "Ask",
        "actions",
        "Show which actions and tools are called, how often they fail, and how long they take.",
    ),
    Entry("Ask", "quality-report", "Show how good and how safe the answers are, and what was never judged."),
    Entry("Ask", "ask", "Answer a question about many sessions; without one, list the questions."),
    Entry("Ask", "find", "Find the sessions that show a certain trouble."),
    Entry("Ask", "find-toxic", "Find the sessions with toxic content."),
    Entry("Ask", "find-unresolved", "Find the sessions whose task wasn't resolved."),
    Entry("Ask", "find-hallucinations", "Find the sessions with an answer that wasn't grounded."),
    Entry("Ask", "sessions", "List sessions, and filter them."),
    Entry("Ask", "sql", "Ask a lake in SQL: its tables, and those of Data 360 by their names."),
    Entry("Debug", "debug-session", "Show what an agent did in one session, step by step."),
    Entry("Debug", "why", "Say what went wrong in a session, and why."),
    Entry("Debug", "compare", "Compare two sessions, step by step, or two cohorts of a lake."),
    Entry("Debug", "moment-urls", "List links to the org's own pages about moments, the newest first."),
    Entry("Debug", "export", "Write sessions in the forms that other tools read."),
    Entry("Snapshots", "snapshot", "Ask one run of an ai-agent what it did, why, and for how much."),
    Entry("Look", "view", "Look at sessions in the browser."),
    Entry("Look", "report", "Write what happened on some days, or in one session, as one HTML file."),
    Entry("Keep", "verify", "Check every promise that a lake makes."),
    Entry("Automate", "check", "Check rules over a lake's sessions, for a job that runs by itself."),
)
