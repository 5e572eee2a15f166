"""Every `rearview snapshot` command, under the heading that the help lists it.

Owns names and one-line descriptions, so that help and completion need no command's module. It must never import one.
"""

from rearview.cli.registry import Entry

HEADINGS = ("Find", "What it did", "What was said", "What it took", "The file")

_ROOM = "rearview.cli.snapshot"


def _entry(heading: str, name: str, summary: str) -> Entry:
    return Entry(heading, name, summary, _ROOM)


COMMANDS = (
    _entry("Find", "list", "List the runs of a sessions' folder, the newest first."),
    _entry("Find", "show", "Show a run at a glance, and what went wrong first."),
    _entry("Find", "diff", "Compare two runs."),
    _entry("What it did", "turns", "List the turns, with what each took."),
    _entry("What it did", "ops", "List the operations: all, the failed, the slowest, the largest."),
    _entry("What it did", "llm", "List the model calls, with tokens, context and retries."),
    _entry("What it did", "tools", "List the tool calls, with what went in and came out."),
    _entry("What it did", "agents", "Show the tree of sub-agents; write each to a file of its own."),
    _entry("What it did", "logs", "List the log lines by time: of a severity, fatal, with stacks."),
    _entry("What was said", "prompts", "Show the prompts of the turns."),
    _entry("What was said", "payload", "Show what an operation sent and got back, decoded."),
    _entry("What was said", "reasoning", "Show what the models thought."),
    _entry("What was said", "report", "Show the final report."),
    _entry("What it took", "accounting", "Sum the charges by model, provider, agent, tool or turn."),
    _entry("What it took", "ledger", "Sum an accounting.jsonl, and compare it with the runs."),
    _entry("The file", "doctor", "Say what is wrong with a file, and save what can be saved."),
    _entry("The file", "json", "Print a run, a session or an operation as it was written."),
)
