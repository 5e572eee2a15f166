"""What the verdicts on a session say of it: how many there are, and what is held against it."""

from rearview.analyses.analysis import Frame
from rearview.analyses.flags import FLAGS, raised
from rearview.analyses.sessions.part import Part, counted, whole


def _flags(assessments: Frame) -> Frame:
    return assessments.group_by("session_id").agg(**raised())


COUNT = counted("assessments", whole("assessments", "How many verdicts there are on it."))
PART = Part(table="assessments", columns=tuple(flag.column for flag in FLAGS), answer=_flags)
