"""Where is the same thing called again and again?"""

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame, Parameter
from rearview.analyses.calls import CALLED, LOOP, repeated


def answer(sessions: Frame, steps: Frame, min_calls: int, same_input: bool, limit: int | None) -> Frame:
    """List the turns that called one thing too often."""
    calls = repeated(steps, "input_text") if same_input else repeated(steps)
    many = calls.filter(nw.col("calls") >= min_calls)
    told = many.join(sessions.select("session_id", "agent"), on="session_id", how="left")
    then = ("first_ms", "session_id", "turn_id", *CALLED, "failures", "spent_ms")
    return broken.ordered(told, (), "calls", then=then, limit=limit)


ANALYSIS = Analysis(
    name="loops",
    question="Where is the same thing called again and again?",
    tables=("sessions", "steps"),
    parameters=(
        Parameter(
            name="min_calls",
            type="int",
            default=LOOP,
            least=2,
            meaning="Called so often in one turn, or more.",
        ),
        Parameter(
            name="same_input",
            type="bool",
            default=False,
            meaning="Whether only calls with the very same input count; reads all that was sent to tools.",
        ),
        broken.limit(100),
    ),
    columns=(
        Column(name="kind", type="text", meaning="Whether a tool was called or another agent."),
        Column(name="namespace", type="text", meaning="Whose it is: a tool server, a topic."),
        Column(name="name", type="text", meaning="What was called."),
        Column(name="calls", type="int", meaning="How often the turn called it."),
        Column(name="failures", type="int", meaning="How many of the calls failed."),
        Column(name="spent_ms", type="int", meaning="How long the calls took in all."),
        Column(name="first_ms", type="int", meaning="When the first of them began."),
        Column(name="agent", type="text", meaning="The agent of the session."),
        Column(name="session_id", type="text", meaning="The session."),
        Column(name="turn_id", type="text", meaning="The turn; null where the calls belong to none."),
    ),
    answer=answer,
)
