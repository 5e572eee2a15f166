"""The concierge: it makes appointments, mostly on the telephone, and works for other agents as well."""

from rearview.sandbox.org.agents import Action, Agent, Topic
from rearview.sandbox.org.repertoire.exchange import Exchange
from rearview.sandbox.org.script import Call

CONCIERGE = Agent(
    name="Concierge_Agent",
    label="Concierge",
    number=5,
    type="AgentforceServiceAgent",
    planner="atlas",
    model="llmgateway__GPT41",
    provider="openai",
    instructions="You make appointments for boot fittings and repairs. Read every date back before you book it.",
    traced=True,
)

APPOINTMENTS = Topic("Appointments")

FIND_SLOT = Action("Find_Slot", "apex")
BOOK_SLOT = Action("Book_Slot")

EXCHANGES = (
    Exchange(
        topic=APPOINTMENTS,
        intent="Boot fitting",
        asks=("I'd like a boot fitting this week.", "Can someone measure my feet on Thursday?"),
        calls=(
            Call(
                action=FIND_SLOT,
                takes={"service": "boot fitting"},
                gives={"slots": ["Thursday 10:30", "Thursday 16:00"]},
            ),
            Call(
                action=BOOK_SLOT,
                takes={"service": "boot fitting", "slot": "Thursday 16:00"},
                gives={"booked": True},
            ),
        ),
        answer="You are booked for Thursday at 16:00. Bring the socks you hike in.",
    ),
    Exchange(
        topic=APPOINTMENTS,
        intent="Repair",
        asks=("My tent has a tear, can you mend it?",),
        calls=(
            Call(
                action=FIND_SLOT,
                takes={"service": "repair"},
                gives={"slots": ["Monday 09:00"]},
            ),
        ),
        answer="We can. Bring it on Monday at 9:00 and it takes an hour.",
    ),
    Exchange(
        topic=APPOINTMENTS,
        intent="Opening hours",
        asks=("When do you open?",),
        answer="From 9:00 to 19:00, Monday to Saturday.",
    ),
)
