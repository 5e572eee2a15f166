"""The product agent: it looks answers up in articles, and knows what is in stock."""

from rearview.sandbox.org.agents import Action, Agent, Topic
from rearview.sandbox.org.repertoire.exchange import Exchange
from rearview.sandbox.org.script import Call

PRODUCTS = Agent(
    name="Product_FAQ_Agent",
    label="Product Questions",
    number=3,
    type="EinsteinServiceAgent",
    planner="atlas",
    model="llmgateway__GPT41",
    provider="openai",
    instructions="You answer questions about products from the articles that the search returns, and from nothing"
    " else. Where the articles don't say, say so.",
    traced=True,
    optimized=True,
)

QUESTIONS = Topic("Product_Questions")
STOCK = Topic("Stock_Check")

SEARCH = Action("Search_Knowledge", "retriever")
GET_STOCK = Action("Get_Stock", "apex")

EXCHANGES = (
    Exchange(
        topic=QUESTIONS,
        intent="Waterproofing",
        asks=("Is the Fjell jacket waterproof?", "How much rain can the Fjell take?"),
        calls=(
            Call(
                action=SEARCH,
                takes={"query": "Fjell jacket waterproof"},
                gives={"articles": ["Fjell jacket: materials"], "best": 0.91},
            ),
        ),
        answer="Yes: the Fjell has a water column of 20,000 mm and taped seams.",
        abroad=(
            (
                "Wie wasserdicht ist die Fjell-Jacke?",
                "Sie hat eine Wassersäule von 20.000 mm und verschweißte Nähte.",
            ),
        ),
        articles=("Fjell jacket: materials",),
    ),
    Exchange(
        topic=QUESTIONS,
        intent="Washing",
        asks=("How do I wash a down sleeping bag?", "Can my down bag go into the machine?"),
        calls=(
            Call(
                action=SEARCH,
                takes={"query": "wash down sleeping bag"},
                gives={"articles": ["Caring for down", "Detergents"], "best": 0.88},
            ),
        ),
        answer="At 30 degrees with down detergent, then tumble dry it with two tennis balls.",
        articles=("Caring for down", "Detergents"),
    ),
    Exchange(
        topic=QUESTIONS,
        intent="Sizing",
        asks=("Do the Tarn boots run small?", "Tarn boots: same size as my shoes?"),
        calls=(
            Call(
                action=SEARCH,
                takes={"query": "Tarn boots sizing"},
                gives={"articles": ["Tarn boots: fit"], "best": 0.84},
            ),
        ),
        answer="They run half a size small; most people take the next size up.",
        abroad=(("هل مقاسات أحذية تارن صغيرة؟", "نعم، اختر مقاسًا أكبر بنصف درجة."),),
        articles=("Tarn boots: fit",),
    ),
    Exchange(
        topic=STOCK,
        intent="Availability",
        asks=("Do you have the Tarn boots in 43?", "Is size 43 in stock in Bergen?"),
        calls=(
            Call(
                action=GET_STOCK,
                takes={"product": "Tarn", "size": 43},
                gives={"stock": 7, "store": "Bergen"},
            ),
        ),
        answer="Yes, there are seven pairs in the Bergen store.",
    ),
    Exchange(
        topic=QUESTIONS,
        intent="Small talk",
        asks=("Great, thank you", "ok 👍"),
        answer="Happy to help. Enjoy the trip!",
    ),
)
