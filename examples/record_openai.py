"""An agent on OpenAI's client that keeps its own flight record.

    pip install rearview openai
    OPENAI_API_KEY=... python examples/record_openai.py "What is the capital of Greece?"
    rearview snapshot show

OPENAI_BASE_URL names another server that speaks as OpenAI does; REARVIEW_SESSIONS names the folder of the sessions.
"""

import sys

from openai import OpenAI

from rearview import record


@record.recorded
def look_up(place: str) -> str:
    """Stand in for a tool: every call of this function is recorded."""
    return f"{place}: 3.1 million people live there."


def main(question: str) -> None:
    """Answer a question, in two turns."""
    client = record.wrap(OpenAI())
    with record.session(agent="geographer", title=question) as session:
        with session.turn(prompts={"system": "Answer in a word.", "user": question}):
            asked = client.chat.completions.create(
                model="gpt-5-mini",
                messages=[
                    {"role": "system", "content": "Answer in a word."},
                    {"role": "user", "content": question},
                ],
            )
            place = asked.choices[0].message.content or "nowhere"
            found = look_up(place)
        session.status("writing the answer")
        with session.turn(prompts=f"Say it in a sentence: {found}"):
            stream = client.chat.completions.create(
                model="gpt-5-mini",
                messages=[{"role": "user", "content": f"Say it in a sentence: {found}"}],
                stream=True,
                stream_options={"include_usage": True},
            )
            words = [chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices]
        session.report("".join(words))
    print("".join(words))


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "What is the capital of Greece?")
