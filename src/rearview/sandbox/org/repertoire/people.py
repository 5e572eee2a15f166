"""The agent for the shop's own people: leave and pay."""

from rearview.sandbox.org.agents import Action, Agent, Topic
from rearview.sandbox.org.repertoire.exchange import Exchange
from rearview.sandbox.org.script import Call

PEOPLE = Agent(
    name="HR_Helpdesk_Agent",
    label="HR Helpdesk",
    number=4,
    type="AgentforceEmployeeAgent",
    planner="atlas",
    model="claude-sonnet-4-20250514",
    provider="anthropic",
    instructions="You answer employees' questions about leave and pay. Show nobody's data but the asker's own.",
    traced=True,
)

TIME_OFF = Topic("Time_Off")
PAYROLL = Topic("Payroll")

EXCHANGES = (
    Exchange(
        topic=TIME_OFF,
        intent="Leave balance",
        asks=("How many days of leave do I have left?", "What's my PTO balance?"),
        calls=(
            Call(
                action=Action("Get_Leave_Balance", "apex"),
                takes={"year": "current"},
                gives={"left": 11.5, "unit": "days"},
            ),
        ),
        answer="You have 11.5 days left this year.",
    ),
    Exchange(
        topic=TIME_OFF,
        intent="Request leave",
        asks=("Please book next Friday off for me.",),
        calls=(Call(action=Action("Request_Leave"), takes={"days": 1}, gives={"requested": True}),),
        answer="Requested. Your manager will see it today.",
    ),
    Exchange(
        topic=PAYROLL,
        intent="Payslip",
        asks=("Where is my last payslip?", "I can't find the March payslip."),
        calls=(
            Call(
                action=Action("Get_Payslip", "apex"),
                takes={"month": "last"},
                gives={"document": "payslip.pdf"},
            ),
        ),
        answer="I've put it into your documents, under Payroll.",
    ),
    Exchange(
        topic=PAYROLL,
        intent="Pay date",
        asks=("When is pay day?",),
        answer="On the last working day of each month.",
    ),
)
