"""A whole sessions' folder: every generation, every shape, every breakage, and the right answers to each file."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from tests.sources.snapshots.corpus import breakages
from tests.sources.snapshots.corpus.answers import Answers, answers
from tests.sources.snapshots.corpus.billing import BillingAnswer, write_billing
from tests.sources.snapshots.corpus.breakages import Breakage
from tests.sources.snapshots.corpus.ledger import write_ledgers, write_payloads
from tests.sources.snapshots.corpus.story import AgentCall, Elsewhere, Era, Session, Story
from tests.sources.snapshots.corpus.sums import inclusive
from tests.sources.snapshots.corpus.teller import SHAPES, tell

SEED = os.environ.get("REARVIEW_SEED", "")
"""Of which folder, of all that there could be."""

_TREES: tuple[Era, ...] = (1, 2)


@dataclass(frozen=True, kw_only=True)
class Run:
    """One file of the folder, and what is right about it."""

    name: str
    """What is special about it."""
    path: Path
    finds: set[str]
    """What a doctor should find."""
    answers: Answers | None
    """None where the file can't be read."""
    story: Story
    is_salvageable: bool = False


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """A folder, and what is right about it."""

    folder: Path
    runs: list[Run]
    billing: BillingAnswer

    def readable(self) -> list[tuple[Run, Answers]]:
        """Return the runs that can be read, with the right answers to them."""
        return [(run, run.answers) for run in self.runs if run.answers is not None]


def write_corpus(folder: Path, seed: str) -> Corpus:
    """Write a folder; the same seed, the same files."""
    folder.mkdir(parents=True, exist_ok=True)
    runs = [
        *_shaped(folder, seed),
        *_mixed(folder, seed),
        *_broken(folder, seed),
        *_misnamed(folder, seed),
        *_broken_ledgers(folder, seed),
        *_begun(folder, seed),
        _twice(folder, seed),
        _orphan(folder, seed),
    ]
    billed = [run.story for run in runs]
    return Corpus(folder=folder, runs=runs, billing=write_billing(folder / "accounting.jsonl", billed))


def _shaped(folder: Path, seed: str) -> list[Run]:
    """Write a run of each shape in each generation."""
    stories = [
        (era, shape, tell(f"{seed}/{era}/{shape}", era, shape)) for era in SHAPES for shape in SHAPES[era]
    ]
    return [_write(folder, f"v{era} {shape}", story) for era, shape, story in stories]


def _mixed(folder: Path, seed: str) -> list[Run]:
    """Write runs that are special in many ways at once."""
    mixes: tuple[tuple[Era, tuple[str, ...]], ...] = (
        (1, ("retries", "nested", "same_names", "stub", "unpriced", "cached_in", "failed_child", "thinking")),
        (1, ("gave_up", "refused_report", "retries")),
        (1, ("old_names", "nested", "handled", "read_in_chunks", "failed_tool", "interrupted", "thinking")),
        (2, ("beside", "nested", "elsewhere", "reported", "router", "retries", "untold_failure")),
        (2, ("beside", "same_names", "stub", "gave_up", "unpriced", "cached_in", "wrong_totals", "ingress")),
        (3, ("retries", "nested", "same_names", "failed_child", "failed_tool", "unpriced", "thinking")),
        (3, ("elsewhere", "gave_up", "retries")),
        (3, ("nested", "failed_tool", "interrupted")),
    )
    return [
        _write(folder, f"v{era} {' '.join(mix)}", tell(f"{seed}/{era}/{mix}", era, *mix))
        for era, mix in mixes
    ]


def _write(folder: Path, name: str, story: Story) -> Run:
    if "payload_files" in story.shapes:
        write_payloads(story, folder)
    path = write_ledgers(story, folder) if story.era == 3 else _put(folder, story, breakages.whole(story))
    return Run(name=name, path=path, finds=_finds(story), answers=answers(story), story=story)


def _put(folder: Path, story: Story, data: bytes) -> Path:
    path = folder / f"{story.root.session_id}.json.gz"
    path.write_bytes(data)
    return path


def _finds(story: Story) -> set[str]:
    """Return what a doctor should find in a file that nothing happened to."""
    calls = [op for session in story.sessions() for _, _, op in session.operations()]
    elsewhere = any(isinstance(op, AgentCall) and isinstance(op.child, Elsewhere) for op in calls)
    return {
        *(["open_sessions"] if any(it.ended is None for it in story.sessions()) else []),
        *(["open_operations"] if any(op.ending == "open" for op in calls) else []),
        *(["missing_ledger"] if elsewhere and story.era == 3 else []),
    }


def _broken(folder: Path, seed: str) -> list[Run]:
    """Write a run of both older generations broken in each way."""
    return [
        _break(folder, era, it, tell(f"{seed}/{era}/{it.name}", era))
        for era in _TREES
        for it in breakages.IN_TREES
    ]


def _break(folder: Path, era: Era, breakage: Breakage, story: Story) -> Run:
    told = answers(story) if breakage.is_readable else None
    return Run(
        name=f"v{era} {breakage.name}",
        path=_put(folder, story, breakage.make(story)),
        finds=breakage.finds,
        answers=told,
        story=story,
        is_salvageable=breakage.is_salvageable,
    )


def _misnamed(folder: Path, seed: str) -> list[Run]:
    """Write files that have the root's name and hold a sub-agent's tree; the newer ones say under whom it belongs."""
    runs = []
    for era in _TREES:
        story = tell(f"{seed}/{era}/misnamed", era, "same_names")
        child = story.root.children()[-1]
        told = answers(story, child, above=story.root.session_id if era == 2 else None)
        path = _put(folder, story, breakages.of_a_child(story))
        finds = {"child_under_roots_name"}
        runs.append(Run(name=f"v{era} misnamed", path=path, finds=finds, answers=told, story=story))
    return runs


def _broken_ledgers(folder: Path, seed: str) -> list[Run]:
    """Write runs of the newest generation whose files aren't all there, or aren't whole."""
    runs = []
    for name, finds in (
        ("missing_payload", {"missing_payloads"}),
        ("missing_ledger", {"missing_ledger"}),
        ("unfinished_line", {"unfinished_line", "open_sessions", "open_operations"}),
        ("spoilt_line", {"unreadable_lines"}),
    ):
        story = tell(
            f"{seed}/3/{name}", 3, *(["interrupted"] if name == "unfinished_line" else ["same_names"])
        )
        path = write_ledgers(story, folder)
        told = answers(story)
        match name:
            case "missing_payload":
                breakages.drop_payload(folder, story)
            case "missing_ledger":
                child = story.root.children()[0]
                breakages.drop_ledger(folder, child)
                told = _lose(story, child)
            case "unfinished_line":
                breakages.leave_unfinished_line(folder, story)
            case "spoilt_line":
                breakages.spoil_line(folder, story)
        runs.append(Run(name=f"v3 {name}", path=path, finds=finds, answers=told, story=story))
    return runs


def _begun(folder: Path, seed: str) -> list[Run]:
    """Write runs of the newest generation that came no further than their first line, or their second."""
    runs = []
    for turns in (0, 1):
        story = tell(f"{seed}/3/begun/{turns}", 3)
        root = story.root
        root.turns = root.turns[: turns + 1]
        root.turns[-1].ended, root.turns[-1].operations = None, []
        root.ended, root.ending, root.report = None, "open", None
        path = write_ledgers(story, folder)
        name = f"v3 of {turns + 1} lines"
        runs.append(Run(name=name, path=path, finds={"open_sessions"}, answers=answers(story), story=story))
    return runs


def _lose(story: Story, child: Session) -> Answers:
    """Let a sub-agent's session be known by its reference alone; what it took is missing from the root's totals."""
    lost = inclusive(story, child)
    for _, _, op in story.root.operations():
        if isinstance(op, AgentCall) and op.child is child:
            op.child = Elsewhere(
                session_id=child.session_id, agent=child.agent, path=child.path, ending=child.ending
            )
    told = answers(story)
    amounts = ("tokens_in", "tokens_out", "tokens_cache_read", "tokens_cache_write", "cost_usd")
    differences = {name for name in amounts if getattr(lost, name)}
    root = story.root.session_id
    told.sessions[root] = replace(told.sessions[root], differences=differences)
    return told


def _twice(folder: Path, seed: str) -> Run:
    """Write one run both ways, as the newest runtime does; its tree is the fuller one, whichever is named."""
    story = tell(f"{seed}/twice", 2, "nested", "failed_tool")
    write_payloads(story, folder)
    _put(folder, story, breakages.whole(story))
    path = write_ledgers(story, folder)
    return Run(name="v2 and v3", path=path, finds={"from_tree"}, answers=answers(story), story=story)


def _orphan(folder: Path, seed: str) -> Run:
    """Leave behind what a recorder began to write and never put in its place."""
    story = tell(f"{seed}/orphan", 2)
    path = folder / f"{story.root.session_id}.json.gz"
    path.with_name(f"{path.name}.tmp-4711-1765793400000").write_bytes(breakages.whole(story)[:500])
    return Run(name="v2 orphan", path=path, finds={"orphan"}, answers=None, story=story)
