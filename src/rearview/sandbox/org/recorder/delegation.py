"""A turn that another agent works on: the router calls that agent, whose session is recorded within the step.

There is no topic step; the turn's topic is the other agent's name. The other session is named in the step's
attributes alone.
"""

from collections.abc import Callable

from rearview.sandbox.org.recorder import atlas
from rearview.sandbox.org.recorder.gateway import ModelCall
from rearview.sandbox.org.recorder.payload import as_escaped_json
from rearview.sandbox.org.recorder.thinking import ask
from rearview.sandbox.org.recorder.turn import MS, TurnTape
from rearview.sandbox.org.script import Script

Run = Callable[[Script, int], tuple[str, int]]
"""Records a session that begins at a moment; returns its id and when it gave its last answer."""


def delegate(it: TurnTape, script: Script, run: Run) -> str:
    """Record the steps from the question to the other agent's answer, and return that agent's name."""
    agent = script.agent
    atlas.classify(it)
    atlas.route(it, f"go_to_{agent.name}")
    began_us = it.at_us
    session, it.at_us = run(script, it.at_us + 3 * MS)
    attributes = {
        "related_agent_name": agent.label,
        "related_agent_api_name": agent.name,
        "related_agent_session_id": session,
        "delegation_type": "SYNC",
        "routing_reasoning": "LLM_DETERMINED",
        "sub_agent_execution_latency_ms": (it.at_us - began_us) // MS,
    }
    step = it.step(
        "RELATED_AGENT_STEP",
        "FIRST_PARTY_DELEGATION",
        began_us=began_us,
        ssot__InputValueText__c=as_escaped_json({"mgr.sensitive.user_input": it.turn.ask}),
        ssot__OutputValueText__c=as_escaped_json({"mgr.sensitive.agent_output": it.turn.answer}),
        ssot__AttributeText__c=it.attributes(attributes),
    )
    it.tape.note("delegated", "steps", step)
    answer = ModelCall(template="Atlas__AgentGraphReasoningPrompt", prompt=it.turn.ask, answer=it.turn.answer)
    it.answer_generation = ask(it, answer, took_ms=(100, 300), reads=True, answers=True).generation
    atlas.guard(it)
    atlas.validate(it, it.turn.answer, None)
    return agent.name
