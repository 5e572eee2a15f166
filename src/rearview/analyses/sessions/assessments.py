"""What the verdicts on a session say of it: how many there are, and what is held against it."""

import narwhals as nw

from rearview.analyses.analysis import Frame
from rearview.analyses.flags import FLAGS, raised
from rearview.analyses.sessions.part import Part, whole


def _verdicts(assessments: Frame) -> Frame:
    return assessments.group_by("session_id").agg(assessments=nw.len(), **raised())


PART = Part(
    table="assessments",
    columns=(
        whole("assessments", "How many verdicts there are on it."),
        *(flag.column for flag in FLAGS),
    ),
    answer=_verdicts,
    counts=("assessments",),
)
