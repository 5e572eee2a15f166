"""The traps: whatever has ever broken a reader of such tables is in them."""

# ruff: noqa: S608 - the SQL is put together from the catalog's names and the test's own words

import ast
import json
from html import unescape

import pytest

from rearview.sandbox.org.oddities import HOSTILE, MEGABYTE, ODDITIES, SENTINELS
from tests.sandbox.org.conftest import Ask


@pytest.mark.parametrize("sentinel", ["NOT_SET", "", None, "UNSET_VALUE"], ids=str)
def test_nothing_is_said_in_every_way(sentinel: str | None, ask: Ask) -> None:
    """A field without a value holds any of the words for it, or is null."""
    held = "IS NULL" if sentinel is None else f"= '{sentinel}'"
    assert ask(f"SELECT 1 FROM steps WHERE ssot__TelemetryTraceSpanId__c {held} LIMIT 1") == [(1,)]


def test_no_error_is_sometimes_called_none(ask: Ask) -> None:
    """A guardrail without an error says `None`, any other step `NOT_SET`."""
    said = ask(
        "SELECT DISTINCT ssot__AiAgentInteractionStepType__c = 'TRUST_GUARDRAILS_STEP', ssot__ErrorMessageText__c"
        " FROM steps WHERE ssot__ErrorMessageText__c IN ('NOT_SET', 'None')"
    )
    assert set(said) == {(True, "None"), (False, "NOT_SET")}


def test_payloads_are_json_behind_html(ask: Ask) -> None:
    """What an action took is JSON once its entities are undone, and isn't before."""
    texts = ask(
        "SELECT ssot__InputValueText__c FROM steps WHERE ssot__AiAgentInteractionStepType__c = 'ACTION_STEP' LIMIT 400"
    )
    assert all(isinstance(json.loads(unescape(text)), dict) for (text,) in texts)
    assert any("&quot;" in text for (text,) in texts)


def test_some_payloads_are_python(ask: Ask) -> None:
    """What the older planner's models said is a dict as Python prints it, and no JSON."""
    texts = ask(
        "SELECT ssot__OutputValueText__c FROM steps WHERE ssot__Name__c = 'AiCopilot__ReactTopicPrompt' LIMIT 400"
    )
    assert all(isinstance(ast.literal_eval(text), dict) for (text,) in texts)
    with pytest.raises(json.JSONDecodeError):
        json.loads(texts[0][0])


def test_low_adherence_is_python_too(ask: Ask) -> None:
    """The verdict on adherence is such a dict, with the level in capitals."""
    texts = ask(
        "SELECT DISTINCT ssot__OutputValueText__c FROM steps WHERE ssot__Name__c = 'InstructionAdherence'"
    )
    assert {ast.literal_eval(text)["value"] for (text,) in texts} == {"HIGH", "UNCERTAIN", "LOW"}


def test_the_gateway_quotes_the_session(ask: Ask) -> None:
    """A request's session stands in double quotes, or is said to be none."""
    assert ask("""SELECT 1 FROM gateway_requests WHERE sessionId__c NOT LIKE '"%"'""") == []
    assert ask("""SELECT 1 FROM gateway_requests WHERE sessionId__c = '"no_session"' LIMIT 1""") == [(1,)]


def test_topics_have_suffixes(ask: Ask) -> None:
    """Previews append an id to a topic, some agents that of their planner."""
    previews = ask(
        "SELECT 1 FROM interactions WHERE ssot__TopicApiName__c LIKE '%_PlannerPreview-________-____-7%' LIMIT 1"
    )
    planners = ask(
        r"SELECT 1 FROM interactions WHERE ssot__TopicApiName__c LIKE 'Order_Tracking\_16j%' ESCAPE '\' LIMIT 1"
    )
    assert (previews, planners) == ([(1,)], [(1,)])


def test_the_agents_name_may_stand_on_either_row(ask: Ask) -> None:
    """Whoever looks at the agent's row alone, or at the user's, misses sessions; together they name every agent."""
    named = ask(
        """SELECT DISTINCT bool_or(role = 'USER' AND named), bool_or(role = 'AGENT' AND named) FROM (SELECT
            ssot__AiAgentSessionId__c session, ssot__AiAgentSessionParticipantRole__c AS role,
            ssot__AiAgentApiName__c <> 'NOT_SET' named FROM participants) GROUP BY session"""
    )
    assert set(named) == {(True, False), (False, True), (True, True)}


def test_ids_have_two_lengths(ask: Ask) -> None:
    """The record behind a participant is given in 15 characters or in 18."""
    assert ask("SELECT DISTINCT length(ssot__ParticipantId__c) FROM participants ORDER BY 1") == [
        (15,),
        (18,),
    ]


def test_some_sessions_have_a_third_party(ask: Ask) -> None:
    """Where a human takes over, there are three rows for one session."""
    assert ask(
        "SELECT 1 FROM participants GROUP BY ssot__AiAgentSessionId__c HAVING count(*) = 3 LIMIT 1"
    ) == [(1,)]


@pytest.mark.parametrize(
    ("folder", "field"),
    [
        ("sessions", "ssot__StartTimestamp__c"),
        ("interactions", "ssot__StartTimestamp__c"),
        ("steps", "ssot__StartTimestamp__c"),
        ("messages", "ssot__MessageSentTimestamp__c"),
        ("content_categories", "timestamp__c"),
    ],
)
def test_some_rows_have_no_time(folder: str, field: str, ask: Ask) -> None:
    """A few rows lack the time that windows go by; nine in ten have it."""
    ((without,),) = ask(f"SELECT avg(({field} IS NULL)::int) FROM {folder}")
    assert 0 < without < 0.1


def test_times_are_finer_than_a_millisecond_and_sometimes_equal(ask: Ask) -> None:
    """Times have microseconds, and steps of one turn can begin at the same one."""
    assert ask("SELECT 1 FROM steps WHERE microsecond(ssot__StartTimestamp__c) % 1000 <> 0 LIMIT 1") == [(1,)]
    assert ask(
        "SELECT 1 FROM steps WHERE ssot__StartTimestamp__c IS NOT NULL"
        " GROUP BY ssot__AiAgentInteractionId__c, ssot__StartTimestamp__c HAVING count(*) > 2 LIMIT 1"
    ) == [(1,)]


def test_traces_are_hidden(ask: Ask) -> None:
    """The column for a turn's trace is empty nine times in ten."""
    ((filled,),) = ask(
        "SELECT avg(regexp_full_match(coalesce(ssot__TelemetryTraceId__c, ''), '[0-9a-f]{32}')::int) FROM interactions"
    )
    assert 0 < filled < 0.12


def test_safety_is_high_when_all_is_well(ask: Ask) -> None:
    """The category `safety_score` is near one where every other is near nothing."""
    ((safest, worst),) = ask(
        "SELECT median(value__c::double), (SELECT max(value__c::double) FROM content_categories WHERE category__c = 'hate')"
        " FROM content_categories WHERE category__c = 'safety_score'"
    )
    assert safest > 0.95
    assert worst < 0.5


def test_a_text_may_have_a_megabyte(ask: Ask) -> None:
    """One action in the org returned more than anyone wants to see."""
    ((longest,),) = ask("SELECT max(length(ssot__OutputValueText__c)) FROM steps")
    assert longest > MEGABYTE


@pytest.mark.parametrize("text", [*HOSTILE, *SENTINELS], ids=range(len(HOSTILE) + len(SENTINELS)))
def test_hostile_texts_are_said_word_for_word(text: str, ask: Ask) -> None:
    """Each of them is a message, exactly as it was meant for a browser, a terminal, a model or a spreadsheet."""
    said = text.replace("'", "''")
    assert ask(f"SELECT 1 FROM messages WHERE ssot__ContentText__c = '{said}' LIMIT 1") == [(1,)]


def test_oddities_are_described() -> None:
    """Each way of being odd says what it is."""
    assert len({oddity.name for oddity in ODDITIES}) == len(ODDITIES)
    assert all(oddity.sentence.endswith(".") for oddity in ODDITIES)
