"""What a model thought: its reasoning in one piece, or in the chunks that it came in."""

from rearview.sources.snapshots.format import Operation


def reasoning(op: Operation) -> str | None:
    """Return what a model thought before it answered; None where that wasn't kept."""
    kept = op.reasoning
    if kept is None:
        return None
    return kept.final or "".join(chunk.text or "" for chunk in kept.chunks) or None
