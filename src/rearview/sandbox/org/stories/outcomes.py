"""Stories about how a conversation ends: well, with a human, or too early."""

from rearview.sandbox.org.chance import Chance
from rearview.sandbox.org.everyday import ending
from rearview.sandbox.org.marks import CASE
from rearview.sandbox.org.repertoire import products, support
from rearview.sandbox.org.script import (
    E_AND_O,
    MESSAGING,
    Call,
    Ending,
    Findings,
    Opinion,
    Quality,
    Script,
    Turn,
)
from rearview.sandbox.org.stories.story import Story

_OPEN = Findings(resolution="NOT_RESOLVED")


def _success(chance: Chance) -> Script:
    opened = Call(
        action=support.START_RETURN,
        takes={"orderNumber": f"{CASE}", "reason": "too small"},
        gives={"returnNumber": f"RMA-{CASE}", "labelSent": True},
    )
    return Script(
        agent=support.SUPPORT,
        channel=MESSAGING,
        greeting="Hi, this is Customer Support. What can I do for you?",
        turns=(
            Turn(
                topic=support.RETURNS,
                intent="Return an item",
                ask=f"I'd like to return the boots from order {CASE}.",
                calls=(opened,),
                answer=f"I've opened return RMA-{CASE}. The label is on its way to your inbox.",
            ),
            Turn(
                topic=support.RETURNS,
                intent="Return an item",
                pause_ms=chance.between(9_000, 40_000),
                ask="Great. How long do I have to send them?",
                answer="Thirty days from today.",
                findings=Findings(resolution="FULLY_RESOLVED"),
                opinion=Opinion(verdict="GOOD", text="Quick and clear, thank you."),
            ),
        ),
        ending=ending(chance, type_="USER_ENDED"),
    )


def _wrong_topic(chance: Chance) -> Script:
    return Script(
        agent=support.SUPPORT,
        channel=E_AND_O,
        turns=(
            Turn(
                topic=support.BILLING,
                intent="Unclear charge",
                ask=f"My parcel {CASE} came back to you. What happens to the money I paid?",
                answer="I can explain the charges on an invoice. Which invoice number do you mean?",
                misrouted=True,
            ),
            Turn(
                topic=support.RETURNS,
                intent="Refund status",
                pause_ms=chance.between(8_000, 30_000),
                ask="That's not what I asked. I want my money back, and a person to talk to.",
                answer="I'm sorry about that. I'm handing you over to a colleague now.",
                findings=_OPEN,
                escalates=True,
            ),
        ),
        quality=Quality(score=1, reason="Routed to Billing_Questions although the user asked for a refund."),
        ending=ending(chance, type_=chance.pick(("TRANSFERRED", "NOT_SET"))),
    )


def _escalation(chance: Chance) -> Script:
    agent, topic = chance.pick(((support.SUPPORT, support.ACCOUNT), (products.PRODUCTS, products.QUESTIONS)))
    return Script(
        agent=agent,
        channel=MESSAGING,
        greeting=f"Hi, this is {agent.label}. What can I do for you?",
        turns=(
            Turn(
                topic=topic,
                ask="I'd rather talk to a real person, please.",
                answer="Of course. I'm connecting you; the wait is about two minutes.",
                findings=_OPEN,
                escalates=True,
            ),
        ),
        quality=Quality(score=2, reason="The user asked for a human before saying what it is about."),
        ending=ending(chance, type_=chance.pick(("ESCALATED", "Escalated", "NOT_SET"))),
    )


def _abandonment(chance: Chance) -> Script:
    return Script(
        agent=support.SUPPORT,
        channel=E_AND_O,
        turns=(
            Turn(
                topic=support.BILLING,
                intent="Invoice copy",
                ask="need my invoice",
                answer="I can look that up. Please tell me your order number, your postcode and your e-mail address.",
            ),
        ),
        quality=Quality(score=2, reason="The user left when asked for three things at once."),
        ending=Ending(after_ms=chance.between(4_000, 15_000), type=chance.pick(("NOT_SET", "Abandoned"))),
    )


STORIES = (
    Story(
        name="success",
        sentence="The agent opens a return and answers a question about it; the user says thanks.",
        cause="Nothing went wrong.",
        question=None,
        write=_success,
    ),
    Story(
        name="wrong-topic",
        sentence="A question about a refund is routed to billing; the user protests and is handed over.",
        cause="The first turn was routed to Billing_Questions, where the question belonged to Returns_and_Refunds.",
        question="wrong-topic",
        also=("escalated", "unresolved"),
        write=_wrong_topic,
    ),
    Story(
        name="escalation",
        sentence="The user asks for a human at once, and gets one.",
        cause="The user asked for a person; the agent handed over without trying.",
        question="escalated",
        also=("unresolved",),
        write=_escalation,
    ),
    Story(
        name="abandonment",
        sentence="The user leaves within 30 seconds, when asked for three things at once.",
        cause="The agent asked for order number, postcode and e-mail address instead of looking anything up.",
        question="abandoned",
        write=_abandonment,
    ),
)
