"""The customer support agent: returns, accounts, invoices."""

from rearview.sandbox.org.agents import Action, Agent, Topic
from rearview.sandbox.org.marks import CASE
from rearview.sandbox.org.repertoire.exchange import Exchange
from rearview.sandbox.org.script import Call

SUPPORT = Agent(
    name="Customer_Support_Agent",
    label="Customer Support",
    number=1,
    type="EinsteinServiceAgent",
    planner="react",
    model="gpt-4o-2024-11-20",
    provider="azureOpenAI",
    instructions="You help customers of an outdoor shop with returns, accounts and invoices. Never promise a refund"
    " before the return has been checked. Answer in the customer's language.",
    optimized=True,
)

RETURNS = Topic("Returns_and_Refunds")
ACCOUNT = Topic("Account_Help")
BILLING = Topic("Billing_Questions")

START_RETURN = Action("Start_Return")
CHECK_REFUND = Action("Check_Refund", "apex")
RESET_PASSWORD = Action("Reset_Password")
UPDATE_EMAIL = Action("Update_Email")
GET_INVOICE = Action("Get_Invoice", "apex")
EXPLAIN_CHARGE = Action("Explain_Charge", "prompt")

EXCHANGES = (
    Exchange(
        topic=RETURNS,
        intent="Return an item",
        asks=(
            f"I'd like to return the boots from order {CASE}.",
            f"How do I send back order {CASE}? The jacket is too small.",
        ),
        calls=(
            Call(
                action=START_RETURN,
                takes={"orderNumber": f"{CASE}", "reason": "does not fit"},
                gives={"returnNumber": f"RMA-{CASE}", "labelSent": True},
            ),
        ),
        answer=f"I've opened return RMA-{CASE}. The label is on its way to your inbox.",
        abroad=(
            (
                f"Ich möchte die Bestellung {CASE} zurückschicken.",
                f"Erledigt: Die Rücksendung RMA-{CASE} ist angelegt, das Etikett kommt per E-Mail.",
            ),
        ),
    ),
    Exchange(
        topic=RETURNS,
        intent="Refund status",
        asks=(
            f"Has my refund for RMA-{CASE} been paid yet?",
            f"When do I get my money back? The return is RMA-{CASE}.",
        ),
        calls=(
            Call(
                action=CHECK_REFUND,
                takes={"returnNumber": f"RMA-{CASE}"},
                gives={"status": "PAID", "amount": 129.95, "currency": "EUR"},
            ),
        ),
        answer="The refund of 129.95 EUR was paid on the day your parcel arrived.",
    ),
    Exchange(
        topic=ACCOUNT,
        intent="Password reset",
        asks=("I can't log in any more.", "Please reset my password"),
        calls=(Call(action=RESET_PASSWORD, takes={"channel": "email"}, gives={"sent": True}),),
        answer="I've sent you a link that lets you choose a new password. It works for one hour.",
        abroad=(("パスワードを忘れました。", "新しいパスワードを設定するリンクをお送りしました。"),),
    ),
    Exchange(
        topic=ACCOUNT,
        intent="Change email",
        asks=("Can you change the e-mail address on my account?", "I have a new mail address."),
        calls=(
            Call(action=UPDATE_EMAIL, takes={"verified": True}, gives={"updated": True}),
            Call(action=RESET_PASSWORD, takes={"channel": "new email"}, gives={"sent": True}),
        ),
        answer="Done. Please confirm the new address with the link we just sent to it.",
    ),
    Exchange(
        topic=BILLING,
        intent="Invoice copy",
        asks=(f"I need a copy of invoice {CASE} for my tax return.", f"Please resend invoice {CASE}."),
        calls=(
            Call(
                action=GET_INVOICE,
                takes={"invoiceNumber": f"{CASE}"},
                gives={"document": f"INV-{CASE}.pdf", "pages": 2, "total": 248.5},
            ),
        ),
        answer=f"Here it is: INV-{CASE}.pdf. I've also sent it to your address on file.",
    ),
    Exchange(
        topic=BILLING,
        intent="Unclear charge",
        asks=(f"What is the 4.90 charge on invoice {CASE}?", "Why was I charged twice for shipping?"),
        calls=(
            Call(
                action=EXPLAIN_CHARGE,
                takes={"invoiceNumber": f"{CASE}", "amount": 4.9},
                gives={"answer": "Shipping of a second parcel, as one item came from another warehouse."},
            ),
        ),
        answer="The 4.90 is the shipping of a second parcel: one item came from another warehouse.",
    ),
    Exchange(
        topic=ACCOUNT,
        intent="Small talk",
        asks=("Thanks, that was all!", "That was easy, thanks"),
        answer="You're welcome. Have a great day outside!",
        abroad=(("¿Habla usted español?", "¡Claro que sí! ¿En qué puedo ayudarle?"),),
    ),
)
