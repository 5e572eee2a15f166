"""The part of all sessions that a question is about: those of some agents, in every table."""

from collections.abc import Mapping, Sequence

import narwhals as nw

from rearview.analyses.analysis import Frame


def of_agents(frames: Mapping[str, Frame], agents: Sequence[str]) -> dict[str, Frame]:
    """Return the frames with the sessions of these agents alone; by no agents, as they are."""
    if not agents:
        return dict(frames)
    own = nw.col("agent").is_in(list(agents))
    chosen = frames["sessions"].filter(own).select("session_id")
    return {name: frame.join(chosen, on="session_id", how="semi") for name, frame in frames.items()}
