"""Stories about answers that are wrong: one that a user complains of, one that its articles don't bear out."""

from rearview.sandbox.org.chance import Chance
from rearview.sandbox.org.everyday import ending
from rearview.sandbox.org.repertoire import products, support
from rearview.sandbox.org.script import E_AND_O, MESSAGING, Call, Opinion, Quality, Retrieval, Script, Turn
from rearview.sandbox.org.stories.story import Story

COMPLAINT = "I asked about my invoice and got a lecture about passwords. Useless."


def _complaint(chance: Chance) -> Script:
    return Script(
        agent=support.SUPPORT,
        channel=MESSAGING,
        greeting="Hi, this is Customer Support. What can I do for you?",
        turns=(
            Turn(
                topic=support.ACCOUNT,
                intent="Password reset",
                ask="I can't open my invoice.",
                answer="To keep your account safe, please choose a password of at least 14 characters.",
                opinion=Opinion(verdict=chance.pick(("BAD", "DOWN")), text=COMPLAINT),
            ),
        ),
        quality=Quality(score=1, reason="The answer has nothing to do with the question."),
        ending=ending(chance),
    )


def _poor_retrieval(chance: Chance) -> Script:
    search = Call(
        action=products.SEARCH,
        takes={"query": "Tarn boots resole"},
        gives={"articles": ["Caring for down", "Store hours"], "best": 0.37},
    )
    return Script(
        agent=products.PRODUCTS,
        channel=E_AND_O,
        turns=(
            Turn(
                topic=products.QUESTIONS,
                ask="Can the Tarn boots be resoled?",
                calls=(search,),
                answer="Yes, every shop can resole them within a day.",
                retrieval=Retrieval(
                    faithfulness=chance.score(0.1, 0.45),
                    relevancy=chance.score(0.5, 0.69),
                    precision=chance.score(0.0, 0.2),
                    articles=("Caring for down", "Store hours"),
                ),
            ),
        ),
        quality=Quality(score=2, reason="The answer isn't in the articles that were found."),
        ending=ending(chance),
    )


STORIES = (
    Story(
        name="negative-feedback",
        sentence="The user asks about an invoice, hears about passwords, and says what they think of it.",
        cause="The answer was about passwords, because 'open' was taken for logging in.",
        question="negative-feedback",
        write=_complaint,
    ),
    Story(
        name="poor-retrieval",
        sentence="The search finds the wrong articles, and the answer isn't true to them.",
        cause="No article about resoling was found; the answer is the model's own.",
        question="unfaithful",
        write=_poor_retrieval,
    ),
)
