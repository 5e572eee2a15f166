"""The turns of a snapshot, and the work beside them: of the system, of advisors and routers, on the history."""

from rearview.model.tables import TurnKind
from rearview.sources.snapshots.format import Prompts, StepNode, TurnNode
from rearview.sources.snapshots.number import durations, whole, wholes
from rearview.sources.snapshots.places import Places
from rearview.sources.snapshots.rows import SOURCE, Columns

_USER = "user"
_NO_PROMPTS = Prompts()


def turns(places: Places) -> Columns:
    """Return the table of turns; work beside the turns has a row of its own, and a label instead of a number."""
    nodes = [place.node for place in places.turns]
    said = [prompts(node) for node in nodes]
    started, ended = wholes([n.started_at for n in nodes]), wholes([n.ended_at for n in nodes])
    return {
        "source": [SOURCE] * len(nodes),
        "session_id": [place.session.session_id for place in places.turns],
        "turn_id": [place.turn_id for place in places.turns],
        "turn_index": [None if isinstance(node, StepNode) else whole(node.index) for node in nodes],
        "kind": [kind(node) for node in nodes],
        "label": [label(node) for node in nodes],
        "started_ms": started,
        "ended_ms": ended,
        "duration_ms": durations(started, ended),
        "system_prompt": [prompt.system for prompt in said],
        "user_prompt": [prompt.user for prompt in said],
    }


def kind(node: TurnNode | StepNode) -> TurnKind:
    """Return whether a turn is an exchange; turn 0 is the system's, and spans the whole session."""
    if isinstance(node, StepNode):
        return "turn" if node.kind == _USER else "system"
    return "system" if node.attributes.system or node.index == 0 else "turn"


def label(node: TurnNode | StepNode) -> str | None:
    """Return what a turn was for, in the recorder's words."""
    return node.kind if isinstance(node, StepNode) else node.attributes.label


def prompts(node: TurnNode | StepNode) -> Prompts:
    """Return the prompts of a turn's model calls; those of the system's turn and of work beside the turns aren't kept."""
    known = None if isinstance(node, StepNode) else node.attributes.prompts
    return known or _NO_PROMPTS
