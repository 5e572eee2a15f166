"""Stories about actions: one that fails, one that is repeated, one that is slow, and a release that breaks one."""

from rearview.sandbox.org.chance import Chance
from rearview.sandbox.org.everyday import ending
from rearview.sandbox.org.marks import CASE
from rearview.sandbox.org.repertoire import support
from rearview.sandbox.org.script import E_AND_O, Call, Findings, Quality, Script, Turn
from rearview.sandbox.org.stories.story import Story

FLOW_TIMEOUT = (
    "FLOW_ELEMENT_ERROR|An unhandled fault has occurred in the flow Start_Return: the callout to the carrier exceeded"
    " the maximum time of 30000 ms."
)


def _flow_timeout(chance: Chance) -> Script:
    label = Call(
        action=support.START_RETURN,
        takes={"orderNumber": f"{CASE}", "reason": "damaged"},
        took_ms=chance.between(30_010, 30_400),
        error=FLOW_TIMEOUT,
    )
    return Script(
        agent=support.SUPPORT,
        channel=E_AND_O,
        turns=(
            Turn(
                topic=support.RETURNS,
                intent="Return an item",
                ask=f"The stove from order {CASE} arrived broken. How do I send it back?",
                calls=(label,),
                answer="I'm sorry, I can't print a label right now. Please try again in a few minutes.",
                findings=Findings(resolution="NOT_RESOLVED"),
            ),
        ),
        quality=Quality(score=2, reason="The return could not be opened."),
        ending=ending(chance),
    )


def _loop(chance: Chance) -> Script:
    again = Call(
        action=support.CHECK_REFUND,
        takes={"returnNumber": f"RMA-{CASE}"},
        gives={"status": "PENDING", "retry": True},
    )
    return Script(
        agent=support.SUPPORT,
        channel=E_AND_O,
        turns=(
            Turn(
                topic=support.RETURNS,
                intent="Refund status",
                ask=f"Is the refund for RMA-{CASE} through?",
                calls=(again,) * chance.between(4, 7),
                answer="I can't tell yet. Please ask again tomorrow.",
            ),
        ),
        quality=Quality(score=2, reason="The agent asked for the same status again and again."),
        ending=ending(chance),
    )


def _slow_action(chance: Chance) -> Script:
    invoice = Call(
        action=support.GET_INVOICE,
        takes={"invoiceNumber": f"{CASE}"},
        gives={"document": f"INV-{CASE}.pdf", "rowsScanned": 4_812_377},
        took_ms=chance.between(17_000, 45_000),
    )
    return Script(
        agent=support.SUPPORT,
        channel=E_AND_O,
        turns=(
            Turn(
                topic=support.BILLING,
                intent="Invoice copy",
                ask=f"Please resend invoice {CASE}.",
                calls=(invoice,),
                answer=f"Sorry for the wait. Here is INV-{CASE}.pdf.",
            ),
        ),
        quality=Quality(score=3, reason="Resolved, after a long wait."),
        ending=ending(chance),
    )


STORIES = (
    Story(
        name="action-failure",
        sentence="A Flow waits for the carrier until its time is up, and the agent has nothing to say.",
        cause="The Flow behind Start_Return timed out after 30 s, waiting for the carrier's label.",
        question="failed-action",
        also=("slow-action", "unresolved"),
        write=_flow_timeout,
    ),
    Story(
        name="loop",
        sentence="The agent calls the same action with the same input four times or more, and learns nothing new.",
        cause="Check_Refund answers PENDING with retry=true, and the planner takes it at its word.",
        question="loop",
        write=_loop,
    ),
    Story(
        name="slow-action",
        sentence="An invoice is found, but it takes the better part of a minute.",
        cause="Get_Invoice scanned millions of rows before it found the document.",
        question="slow-action",
        write=_slow_action,
    ),
    Story(
        name="regression",
        sentence="Version v2 of the order tracking agent fails three times as often as v1 did.",
        cause="v2 calls a new Flow, whose element Lookup_Order finds more than one record; the failing sessions of v1"
        " are what to compare with.",
        question="failed-action",
    ),
)
