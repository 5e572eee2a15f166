"""The stories: what they plant is in the rows, and what a question asks for is nowhere else.

Each symptom is told here from the rows alone, without a look at how they were made.
"""

# ruff: noqa: S608 - the SQL is put together from the catalog's names and the test's own words

from collections import Counter

import pytest

from rearview.sandbox.org import SHOWN_BY, STORIES, SYMPTOMS, Org, Story, Symptom
from rearview.sources.agentforce.catalog import CATALOG
from tests.sandbox.org.conftest import Ask

_GENERATED = """WITH generated AS (SELECT trim(q.sessionId__c, '"') session, g.generationId__c generation
    FROM generations g JOIN gateway_responses r USING (generationResponseId__c)
    JOIN gateway_requests q ON q.gatewayRequestId__c = r.generationRequestId__c WHERE q.sessionId__c <> '"no_session"')"""
_FOUND = (
    f"{_GENERATED} SELECT session FROM generated JOIN content_categories c ON c.parent__c = generation WHERE"
)
_SPENT = "epoch_ms(ssot__EndTimestamp__c) - epoch_ms(ssot__StartTimestamp__c)"

TOLD_FROM_ROWS: dict[Symptom, str] = {
    "failed-action": "SELECT session FROM told WHERE ssot__AiAgentInteractionStepType__c = 'ACTION_STEP'"
    " AND ssot__ErrorMessageText__c NOT IN ('NOT_SET', 'None', '', 'UNSET_VALUE')",
    "slow-action": f"SELECT session FROM told WHERE ssot__AiAgentInteractionStepType__c = 'ACTION_STEP' AND {_SPENT} > 10000",
    "loop": "SELECT session FROM told WHERE ssot__AiAgentInteractionStepType__c = 'ACTION_STEP'"
    " GROUP BY session, ssot__AiAgentInteractionId__c, ssot__Name__c, ssot__InputValueText__c HAVING count(*) >= 3",
    "wrong-topic": """SELECT m.ssot__AiAgentSessionId__c FROM messages m
        JOIN interactions i ON i.ssot__Id__c = m.ssot__AiAgentInteractionId__c
        JOIN interactions p ON p.ssot__Id__c = i.ssot__PrevInteractionId__c
        WHERE m.ssot__ContentText__c LIKE 'That''s not what I asked%' AND p.ssot__TopicApiName__c <> i.ssot__TopicApiName__c""",
    "escalated": "SELECT session FROM told WHERE ssot__Name__c LIKE '%.Transfer_To_Human'"
    " OR ssot__OutputValueText__c LIKE '%tool_names&quot;:&quot;escalate_to_human%'",
    "abandoned": f"SELECT ssot__Id__c FROM sessions WHERE {_SPENT} < 30000 AND ssot__Id__c IN"
    " (SELECT ssot__AiAgentSessionId__c FROM messages WHERE ssot__AiAgentInteractionMessageType__c = 'Input')",
    "unresolved": f"{_FOUND} detectorType__c = 'TaskResolution' AND category__c <> 'FULLY_RESOLVED'",
    "ungrounded": "SELECT session FROM told WHERE ssot__Name__c LIKE '%Validation%'"
    " AND ssot__OutputValueText__c LIKE '%UNGROUNDED%'",
    "toxic-input": f"""{_GENERATED} SELECT session FROM generated JOIN content_quality q ON q.parent__c = generation
        JOIN content_categories c ON c.parent__c = q.id__c WHERE detectorType__c = 'TOXICITY' AND contentType__c = 'INPUT'
        AND category__c <> 'safety_score' AND value__c::double >= 0.5""",
    "prompt-attack": f"{_FOUND} category__c = 'isPromptAttackDetected' AND value__c::double >= 0.5",
    "pii": f"{_FOUND} detectorType__c = 'PII'",
    "low-adherence": f"{_FOUND} detectorType__c = 'InstructionAdherence' AND category__c = 'Low'",
    "negative-feedback": f"{_GENERATED} SELECT session FROM generated JOIN feedback f ON f.generationId__c = generation"
    " WHERE feedback__c IN ('BAD', 'DOWN')",
    "unfaithful": """SELECT trim(q.sessionId__c, '"') FROM retriever_metrics m
        JOIN gateway_requests q ON q.gatewayRequestId__c = m.ssot__AiGatewayRequestId__c
        WHERE ssot__FaithfulnessRelevancyScoreNumber__c < 0.8""",
    "voice": "SELECT ssot__Id__c FROM sessions WHERE ssot__AiAgentChannelType__c IN ('Voice', 'PSTN', 'Builder: Voice Preview')",
    "no-turns": "SELECT ssot__Id__c FROM sessions WHERE ssot__Id__c NOT IN"
    " (SELECT ssot__AiAgentSessionId__c FROM interactions WHERE ssot__AiAgentInteractionType__c = 'TURN')",
    "over-midnight": "SELECT ssot__Id__c FROM sessions WHERE ssot__StartTimestamp__c::date < ssot__EndTimestamp__c::date",
    "open": "SELECT ssot__Id__c FROM sessions WHERE ssot__EndTimestamp__c IS NULL",
    "delegated": "SELECT session FROM told WHERE ssot__AiAgentInteractionStepType__c = 'RELATED_AGENT_STEP'",
}

KNOWN_BACKGROUND = {"pii"}
"""What ordinary sessions show as well, because they do in live orgs."""


@pytest.fixture(scope="module")
def living(ask: Ask) -> set[str]:
    """The sessions that nobody has erased."""
    return {id_ for (id_,) in ask("SELECT ssot__Id__c FROM sessions")}


def stories_that_show(symptom: Symptom) -> set[str]:
    """Return the names of the stories in whose sessions a symptom is found."""
    return {story.name for story in STORIES if symptom == story.question or symptom in story.also}


def test_the_stories_of_the_issue_are_all_told() -> None:
    """There are twenty stories, each with a name, a sentence and a cause."""
    assert len(STORIES) == 20
    assert len({story.name for story in STORIES}) == 20
    assert all(text.endswith(".") for story in STORIES for text in (story.sentence, story.cause))


def test_every_symptom_is_described_and_told_from_rows() -> None:
    """No symptom is left without its sentence and its query."""
    assert set(SYMPTOMS) == set(SHOWN_BY) == set(TOLD_FROM_ROWS)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_each_story_is_planted_with_its_symptoms(story: Story, org: Org) -> None:
    """A story happens several times in an ordinary org, and each time shows what it is said to show."""
    planted = [it for it in org.stories() if it.story == story.name]
    said = {*story.also, *([story.question] if story.question else [])}
    assert len(planted) >= 10
    assert {it.cause for it in planted} == {story.cause}
    assert [it.symptoms - KNOWN_BACKGROUND for it in planted] == [said - KNOWN_BACKGROUND] * len(planted)


@pytest.mark.parametrize("symptom", SYMPTOMS)
def test_the_rows_show_what_was_planted_and_nothing_else(
    symptom: Symptom, org: Org, ask: Ask, living: set[str]
) -> None:
    """The sessions that a query finds are exactly those that the org says show it."""
    found = {session for (session,) in ask(TOLD_FROM_ROWS[symptom])}
    assert found == set(org.showing(symptom)) & living


@pytest.mark.parametrize("symptom", [symptom for symptom in SYMPTOMS if symptom not in KNOWN_BACKGROUND])
def test_only_stories_show_symptoms(symptom: Symptom, org: Org) -> None:
    """Whatever shows a symptom was planted by a story that says so."""
    tellers = stories_that_show(symptom)
    planted = {session for it in org.stories() if it.story in tellers for session in it.sessions}
    assert set(org.showing(symptom)) <= planted
    assert tellers


def test_personal_data_is_told_as_background(org: Org) -> None:
    """A third of all sessions hold a name or an address, and only the story's hold a card number."""
    assert 0.2 < len(org.showing("pii")) / (org.sessions_per_day * len(org.days)) < 0.5


def test_evidence_leads_to_rows(org: Org, ask: Ask) -> None:
    """Every row that a story gives as evidence is there."""
    wanted = {(row.folder, row.id) for it in org.stories() for row in it.evidence}
    for folder in {folder for folder, _ in wanted}:
        known = {(folder, id_) for (id_,) in ask(f"SELECT {CATALOG[folder].key} FROM every_{folder}")}
        assert {(at, id_) for at, id_ in wanted if at == folder} <= known


def test_planted_sessions_are_in_order_and_real(org: Org, living: set[str]) -> None:
    """Stories are listed day by day, and no session of theirs is ever erased."""
    planted = org.stories()
    days = [it.begins_ms // 86_400_000 for it in planted]
    assert days == sorted(days)
    assert {session for it in planted for session in it.sessions} <= living


def test_the_bad_release_fails_three_times_as_often(org: Org, ask: Ask) -> None:
    """Before the release the agent's v1 failed in some sessions; v2 fails in about three times that share."""
    share: dict[str, float] = dict(
        ask(
            """WITH versions AS (SELECT ssot__AiAgentSessionId__c session, ssot__AiAgentVersionApiName__c version
                FROM participants WHERE ssot__AiAgentApiName__c = 'Order_Tracking_Agent'),
            failing AS (SELECT session FROM told WHERE ssot__ErrorMessageText__c NOT IN ('NOT_SET', 'None'))
            SELECT version, avg((session IN (FROM failing))::int) FROM (SELECT DISTINCT * FROM versions) GROUP BY 1"""
        )
    )
    assert share["v2"] / share["v1"] == pytest.approx(3, rel=0.3)
    versions = Counter(
        version
        for (version,) in ask(
            f"""SELECT DISTINCT ON (p.ssot__AiAgentSessionId__c) ssot__AiAgentVersionApiName__c FROM participants p
            JOIN sessions s ON s.ssot__Id__c = p.ssot__AiAgentSessionId__c WHERE ssot__AiAgentApiName__c = 'Order_Tracking_Agent'
            AND epoch_ms(s.ssot__StartTimestamp__c) >= {org.released * 86_400_000}
            AND p.ssot__AiAgentSessionId__c IN (SELECT session FROM told WHERE ssot__ErrorMessageText__c LIKE '%_v2%')"""
        )
    )
    assert versions.keys() == {"v2"}


def test_the_delegate_answers_in_a_session_of_its_own(ask: Ask) -> None:
    """The step's attributes name the other session, which began while the step lasted and names the first one."""
    links = ask(
        r"""SELECT c.ssot__PreviousSessionId__c = t.session, c.ssot__StartTimestamp__c BETWEEN t.ssot__StartTimestamp__c
            AND t.ssot__EndTimestamp__c
        FROM told t LEFT JOIN sessions c ON c.ssot__Id__c =
            regexp_extract(t.ssot__AttributeText__c, 'related_agent_session_id&quot;:&quot;([0-9a-f-]{36})', 1)
        WHERE t.ssot__AiAgentInteractionStepType__c = 'RELATED_AGENT_STEP'"""
    )
    assert set(links) == {(True, True)}


def test_complaints_come_in_words(ask: Ask) -> None:
    """Whoever is unhappy says why."""
    silent = ask(
        "SELECT 1 FROM feedback WHERE feedback__c IN ('BAD', 'DOWN')"
        " AND feedbackId__c NOT IN (SELECT parent__c FROM feedback_details WHERE feedbackText__c <> '')"
    )
    assert silent == []
