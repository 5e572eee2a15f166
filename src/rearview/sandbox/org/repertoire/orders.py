"""The order tracking agent: where a parcel is, and what can still be changed.

Its version v2 is the bad release. No story but that one is told of it, so that its two versions can be compared.
"""

from rearview.sandbox.org.agents import Action, Agent, Topic
from rearview.sandbox.org.marks import CASE
from rearview.sandbox.org.repertoire.exchange import Exchange
from rearview.sandbox.org.script import Call

ORDERS = Agent(
    name="Order_Tracking_Agent",
    label="Order Tracking",
    number=2,
    type="EinsteinServiceAgent",
    planner="react",
    model="gpt-4o-mini-2024-07-18",
    provider="openai",
    instructions="You tell customers where their orders are. Never give a delivery date that the carrier has not"
    " confirmed. Offer a change of address only before an order has shipped.",
    suffixed=True,
)

TRACKING = Topic("Order_Tracking")
CHANGES = Topic("Delivery_Changes")

GET_ORDER_STATUS = Action("Get_Order_Status")
GET_DELIVERY_WINDOW = Action("Get_Delivery_Window", "apex")
CHECK_ELIGIBILITY = Action("Check_Modification_Eligibility")
CHANGE_ADDRESS = Action("Change_Delivery_Address")

EXCHANGES = (
    Exchange(
        topic=TRACKING,
        intent="Order status",
        asks=(
            f"I need help with my order #{CASE}",
            f"Where is my order {CASE}?",
            f"Has order {CASE} left the warehouse yet?",
        ),
        calls=(
            Call(
                action=GET_ORDER_STATUS,
                takes={"orderId": f"{CASE}"},
                gives={"status": "Shipped", "carrier": "DHL", "eta": "in two days"},
            ),
        ),
        answer=f"Your order #{CASE} has shipped with DHL and should arrive in two days.",
    ),
    Exchange(
        topic=TRACKING,
        intent="Delivery window",
        asks=(f"At what time will parcel {CASE} come?", "Will it be there before noon?"),
        calls=(
            Call(
                action=GET_DELIVERY_WINDOW,
                takes={"orderId": f"{CASE}"},
                gives={"from": "13:00", "to": "15:00"},
            ),
        ),
        answer="The driver plans to be with you between 13:00 and 15:00.",
    ),
    Exchange(
        topic=CHANGES,
        intent="Change of address",
        asks=("Can I change the delivery address?", f"Please send {CASE} to my office instead."),
        calls=(
            Call(
                action=CHECK_ELIGIBILITY,
                takes={"orderId": f"{CASE}", "type": "address_change"},
                gives={"eligible": False, "reason": "Already shipped"},
            ),
        ),
        answer="I'm sorry, the order has already shipped, so its address can't be changed any more.",
    ),
    Exchange(
        topic=CHANGES,
        intent="Change of address",
        asks=(f"I moved last week; order {CASE} has to go to the new place.",),
        calls=(
            Call(
                action=CHECK_ELIGIBILITY,
                takes={"orderId": f"{CASE}", "type": "address_change"},
                gives={"eligible": True},
            ),
            Call(
                action=CHANGE_ADDRESS,
                takes={"orderId": f"{CASE}", "addressType": "home"},
                gives={"changed": True},
            ),
        ),
        answer="Done: it goes to your new address. It ships this evening.",
    ),
    Exchange(
        topic=TRACKING,
        intent="Carrier",
        asks=("Which carrier do you use?", "Do you deliver on Saturdays?"),
        answer="We send parcels with DHL and UPS; both deliver on Saturdays in most places.",
    ),
)
