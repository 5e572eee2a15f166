"""What findings say and how grave they are: the same fault weighs more where nothing made up for it."""

from collections.abc import Callable

import pytest

from rearview.model.findings import Finding
from tests.model.findings.planted import PLANTED, plain
from tests.model.findings.plot import SECOND, Plot

FAILED = {"status": "failed", "error": "Request timed out"}


def only(plot: Plot, rule: str) -> Finding:
    """The one finding of a rule."""
    (found,) = plot.found(rule)
    return found


def _failing(times: int, then: tuple[str, str] | None = None, kind: str = "tool", **session: object) -> Plot:
    plot = plain()
    for _ in range(times):
        plot.step(kind, "Pay", **FAILED)  # type: ignore[arg-type]
    if then:
        plot.step(*then)  # type: ignore[arg-type]
    return plot.ends(**session)


@pytest.mark.parametrize(
    ("plot", "severity", "sentence"),
    [
        (lambda: _failing(1), "P1", "The tool Pay failed: Request timed out."),
        (lambda: _failing(2), "P1", "The tool Pay failed twice: Request timed out."),
        (
            lambda: _failing(1, ("tool", "Pay")),
            "P3",
            "The tool Pay failed, and succeeded later: Request timed out.",
        ),
        (
            lambda: _failing(9, ("tool", "Pay")),
            "P2",
            "The tool Pay failed 9 times, and succeeded later: Request timed out.",
        ),
        (lambda: _failing(1, ("tool", "Pay_By_Card")), "P2", "The tool Pay failed: Request timed out."),
        (lambda: _failing(1, ("llm", "Answer")), "P1", "The tool Pay failed: Request timed out."),
        (lambda: _failing(1, kind="guardrail"), "P2", "The check Pay failed: Request timed out."),
        (lambda: _failing(1, kind="other"), "P1", "The step Pay failed: Request timed out."),
        (
            lambda: _failing(1, ("tool", "Pay_By_Card"), outcome="failed"),
            "P1",
            "The tool Pay failed: Request timed out.",
        ),
    ],
)
def test_a_failed_step(plot: Callable[[], Plot], severity: str, sentence: str) -> None:
    """It is graver the less made up for it: a later try, another tool, nothing."""
    found = only(plot(), "failed_step")
    assert (found.severity, found.sentence) == (severity, sentence)


def test_why_a_step_failed_is_looked_for() -> None:
    """Where the step doesn't say, its charge or its log does; else that nobody says is what is said."""
    plot = plain()
    charged = plot.step("tool", "A", status="failed")
    plot.usage(charged, kind="tool", error="rate_limit")
    plot.log(plot.step("tool", "B", status="failed"), severity="ERR", message="Quota exceeded", fatal=True)
    plot.step("tool", "C", status="failed")
    assert [found.sentence for found in plot.found("failed_step")] == [
        "The tool A failed: rate_limit.",
        "The tool B failed: Quota exceeded.",
        "The tool C failed, and nothing says why.",
    ]
    first, second, _ = plot.found("failed_step")
    assert first.causes == ("The service was asked more often than it allows.",)
    assert [shown.node for shown in second.evidence] == ["step", "log"]


def test_a_swallowed_failure() -> None:
    """A caller that goes on as if all were well is told from one that fails with its sub-agent."""
    swallowed = only(PLANTED["failed_sub_agent"](), "failed_sub_agent")
    assert (swallowed.severity, swallowed.sentence) == (
        "P2",
        "The sub-agent C failed, and S went on as if all were well: Boom.",
    )
    assert swallowed.evidence[1].text == "Output: (no report)"
    failing = only(PLANTED["failed_sub_agent"]().ends(outcome="failed"), "failed_sub_agent")
    assert (failing.severity, failing.sentence) == (
        "P1",
        "The sub-agent C failed, and S failed with it: Boom.",
    )


def test_a_sub_agent_that_no_step_opened() -> None:
    """Its failure is told where it happened."""
    plot = plain()
    plot.session("c", parent_session_id="s", outcome="failed")
    plot.turn("Help", None)
    plot.step("llm", "Think")
    assert only(plot, "failed_sub_agent").where.session_id == "c"


@pytest.mark.parametrize(
    ("end_type", "rule", "severity", "words"),
    [
        ("MAX-TURNS-WITH-RESPONSE", "limit", "P2", "its limit of turns (1) and answered with what it had"),
        ("MAX-TURNS-NO-RESPONSE", "limit", "P1", "its limit of turns (1) before it had an answer"),
        ("TOKEN-LIMIT", "limit", "P1", "its limit of tokens"),
        ("MAX-RETRIES", "limit", "P1", "its limit of attempts"),
        ("USER-STOP", "exit_reason", "P3", "it was stopped by its user."),
        ("AUTH-FAILURE", "exit_reason", "P1", "the provider refused its key."),
        ("SIGNAL-RECEIVED", "exit_reason", "P2", "its process was told to end."),
    ],
)
def test_how_a_runtime_left(end_type: str, rule: str, severity: str, words: str) -> None:
    """Each reason in words, with what it means."""
    found = only(plain().ends(end_type=end_type), rule)
    assert found.severity == severity
    assert words in found.sentence


def test_the_log_line_of_an_exit_is_shown() -> None:
    """What the runtime wrote as it left, and no other line."""
    plot = plain()
    for remote in ("agent:init", "agent:EXIT-MODEL-ERROR"):
        plot.log(plot.step("system", "fin"), severity="ERR", message=remote, remote=remote)
    found = only(plot.ends(end_type="MODEL-ERROR", outcome="failed"), "exit_reason")
    assert [shown.text for shown in found.evidence] == ["MODEL-ERROR", "ERR agent:EXIT-MODEL-ERROR"]


def test_a_failed_session_says_what_is_known() -> None:
    """Its error and what errors of that sort come from; without one, that nothing says why."""
    told = only(plain().ends(outcome="failed", error="401 Unauthorized"), "failed_session")
    assert told.sentence == "S failed: 401 Unauthorized."
    assert "permission" in told.causes[0]
    assert (
        only(plain().ends(outcome="failed"), "failed_session").sentence == "S failed, and nothing says why."
    )


def test_a_loop_that_learns_something_weighs_less() -> None:
    """Answers that differ may be progress; the same answer each time is none."""
    same, other = plain(), plain()
    for number in range(3):
        same.step("tool", "Poll", input_text="{}", output_text="PENDING")
        other.step("tool", "Poll", input_text="{}", output_text=f"{number} of 3")
    assert [only(plot, "loop").severity for plot in (same, other)] == ["P1", "P2"]
    assert only(same, "loop").sentence == (
        "Poll was called 3 times with the same input, and got the same answer each time."
    )


def test_a_question_asked_again_is_no_loop() -> None:
    """A user who asks three times has the same looked up three times, and rightly."""
    plot = Plot()
    for _ in range(3):
        plot.turn("And now?", "On its way.")
        plot.step("tool", "Track", input_text='{"id": 7}', output_text="SENT")
    assert plot.found("loop") == []


def test_slow_steps_of_one_name_are_one_finding() -> None:
    """The slowest is shown with its share of the turn, the others are counted."""
    plot = Plot()
    plot.turn("Go", "Done", duration_ms=40 * SECOND)
    for seconds in (15, 20):
        plot.step("tool", "Scan", duration_ms=seconds * SECOND)
    found = only(plot, "slow_step")
    assert (found.severity, found.sentence) == (
        "P2",
        "Scan took 20.0 s, 50% of its turn. It was that slow twice.",
    )
    assert only(_model(70), "slow_step").severity == "P3"
    assert only(_model(70), "slow_step").sentence == "Think took 1.2 min."


def _model(seconds: int) -> Plot:
    plot = plain()
    plot.step("llm", "Think", duration_ms=seconds * SECOND)
    plot.rows["turns"] = []
    return plot


def test_a_protest_without_another_topic_weighs_less() -> None:
    """The user wasn't understood, but nothing shows that the topic was the wrong one."""
    plot = Plot(outcome="unknown")
    plot.turn("Where is it?", "Which invoice?", topic="Billing")
    plot.turn("I asked about my parcel.", "Ah.", topic="Billing")
    found = only(plot, "wrong_topic")
    assert found.severity == "P2"
    assert (
        found.sentence
        == '"Where is it?" was handled as Billing, and the user says that wasn\'t the question.'
    )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("I'll send it now.", 'The agent said "I\'ll send it now.", but called no action.'),
        (
            "Done. I've cancelled your order.",
            'The agent said "I\'ve cancelled your order.", but called no action.',
        ),
    ],
)
def test_a_promise_that_nothing_was_done_about(said: str, sentence: str) -> None:
    """The words of the promise are quoted."""
    plot = Plot()
    plot.turn("Go", said)
    plot.step("llm", "Plan", output_text="ok")
    assert only(plot, "unkept_promise").sentence == sentence


def test_what_was_done_before_may_be_said_again() -> None:
    """An agent that sent it in the first turn may say in the second that it has sent it."""
    plot = Plot()
    plot.turn("Send it", "Done.")
    plot.step("tool", "Send")
    plot.turn("Sure?", "Yes, I've sent it.")
    plot.step("llm", "Plan")
    assert plot.found("unkept_promise") == []


def test_a_missing_input_is_named() -> None:
    """Of a step that says that something is missing, what was empty is the cause."""
    plot = plain()
    plot.step(
        "tool",
        "Pay",
        status="failed",
        error="Required parameter missing",
        input_text='{"to": "", "amounts": [null], "note": "x"}',
        variables_before='{"to": null}',
    )
    found = plot.found()
    assert [(one.rule, one.because) for one in found] == [("unset_variable", None), ("failed_step", 1)]
    assert found[0].severity == "P1"
    assert set(found[0].sentence.removeprefix("Pay was called without ").rstrip(".").split(", ")) == {
        "to",
        "amounts",
    }
    assert found[0].evidence[1].text == 'Variables before: {"to": null}'


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ('{"results": []}', "found nothing for"),
        ("No results found.", "found nothing for"),
        ('{"hits": [{"score": 0.2}, {"score": 0.41}]}', "found nothing close (its best hit scores 0.41) for"),
    ],
)
def test_a_search_in_vain(answer: str, words: str) -> None:
    """What it lacks, and what was looked for."""
    plot = plain()
    plot.step("tool", "Search_Knowledge", input_text='{"query": "boots"}', output_text=answer)
    assert only(plot, "knowledge_miss").sentence == f'Search_Knowledge {words} "boots".'


def test_a_search_that_a_later_one_made_up_for() -> None:
    """What was found in the end is what counts; without a query, what the user asked is shown."""
    plot = plain()
    plot.step("tool", "Search_Knowledge", output_text='{"results": []}')
    plot.step("tool", "Search_Knowledge", output_text='{"results": [1]}')
    found = only(plot, "knowledge_miss")
    assert (found.severity, found.sentence) == (
        "P3",
        'Search_Knowledge found nothing for "Where is my order?".',
    )


def test_a_draft_that_was_stopped_weighs_less() -> None:
    """An answer that a later check let through replaced it."""
    plot = plain()
    plot.step(
        "llm",
        "GroundednessValidation",
        output_text="{'verdict': 'UNGROUNDED', 'reason': 'No article says so.'}",
    )
    out = only(plot, "ungrounded")
    assert (out.severity, out.sentence) == (
        "P1",
        "The answer was ungrounded and went out: No article says so.",
    )
    plot.step("llm", "GroundednessValidation", output_text="GROUNDED")
    stopped = only(plot, "ungrounded")
    assert stopped.severity == "P2"
    assert stopped.sentence == "A draft of the answer was ungrounded and was stopped: No article says so."


@pytest.mark.parametrize(("category", "severity"), [("PERSON", "P3"), ("CREDIT_CARD", "P2")])
def test_personal_data(category: str, severity: str) -> None:
    """A name is worth knowing, a card's number is grave."""
    plot = plain()
    plot.judge("PII", category, score=0.9, flagged=True)
    found = only(plot, "personal_data")
    assert (found.severity, found.sentence) == (severity, f"Personal data was said: {category} (0.90).")


def test_disobedience_by_its_check_alone() -> None:
    """Where no verdict is recorded, the step that checked says it, and why."""
    plot = plain()
    plot.step(
        "guardrail", "InstructionAdherence", output_text="{'value': 'LOW', 'explanation': 'It promised.'}"
    )
    assert (
        only(plot, "low_adherence").sentence
        == "The answer doesn't keep to the agent's instructions: It promised."
    )


def test_who_asks_for_a_person_at_once() -> None:
    """It isn't the agent's fault; nothing was tried."""
    plot = Plot(outcome="escalated")
    plot.turn("I want to talk to a human agent.", "One moment.")
    plot.step("llm", "Plan", output_text='{"tool": "escalate_to_human"}')
    found = only(plot, "escalation")
    assert found.sentence == "The user asked for a person and was handed over at once."
    assert found.causes == ("The user wanted a person, whatever the agent could do.",)
    assert found.where.step_id is not None


def test_a_user_who_leaves_without_an_answer() -> None:
    """What was asked and what was said last is told."""
    plot = Plot(outcome="abandoned")
    plot.turn("Hello?", None)
    plot.step("llm", "Plan")
    assert only(plot, "abandonment").sentence == "The user left after 1 question, without an answer."


def test_the_fullest_window_is_shown() -> None:
    """From 95 % on the next request may fail."""
    plot = plain()
    for share in (81, 97, 90):
        plot.log(
            plot.step("llm", "Think"), severity="VRB", message="sent", details=f'{{"context_pct": {share}}}'
        )
    found = only(plot, "context_window")
    assert (found.severity, found.sentence) == ("P2", "The context window of S was 97% full.")


def test_a_tool_that_says_it_was_cut() -> None:
    """Without a log, its own words tell."""
    plot = plain()
    plot.step("tool", "Read", output_text="The output is too large: call tool_output(handle=1).")
    assert (
        only(plot, "truncated_output").sentence
        == "1 answer of Read didn't fit and reached the model in part."
    )


def test_a_charge_without_a_step() -> None:
    """An answer that broke off is told even if nobody knows in which step."""
    plot = plain()
    plot.usage(None, kind="llm", stop_reason="length")
    found = only(plot, "cut_off_answer")
    assert found.where.step_id is None
    assert found.sentence == "1 answer of the model broke off at the limit of tokens."


def test_an_unfinished_step_in_a_session_that_ended() -> None:
    """Its end may well not have been recorded; in one that didn't end, it is the likeliest reason."""
    plot = PLANTED["unfinished_step"]()
    plot.step("tool", "Wait_More", status="open")
    assert (
        only(plot, "unfinished_step").sentence
        == "Wait_More was begun and never finished, the last of 2 such steps."
    )
    assert only(plot, "unfinished_step").severity == "P2"
    assert only(plot.ends(ended_ms=9), "unfinished_step").severity == "P3"


def _lost_turn() -> Plot:
    plot = plain()
    plot.step("llm", "Think", "elsewhere")
    return plot


def _lost_step() -> Plot:
    plot = plain()
    plot.usage("gone", kind="llm")
    return plot


def _lost_session() -> Plot:
    plot = plain()
    plot.step("agent", "call", child_session_id="gone")
    return plot


def _no_steps() -> Plot:
    plot = Plot()
    plot.turn("Hello?", "Hello!")
    return plot


def _no_gateway() -> Plot:
    plot = Plot(source="agentforce")
    plot.turn("Hello?", "Hello!")
    plot.step("llm", "Think")
    return plot


def _only_its_end() -> Plot:
    plot = Plot()
    plot.turn(kind="system")
    plot.step("end", "CLOSED")
    return plot


@pytest.mark.parametrize(
    ("plot", "sentence"),
    [
        (_lost_turn, "1 turn of which steps or messages speak aren't there."),
        (_lost_step, "1 step of which charges or verdicts speak aren't there."),
        (_lost_session, "The session gone is named, and isn't there."),
        (_no_steps, "The steps of 1 turn with a question aren't there."),
        (_no_gateway, "Models were called, and the gateway's rows about it aren't here."),
        (lambda: Plot(mode="preview"), "A preview was opened, and nothing was asked."),
        (Plot, "Nothing of what S did has come in."),
        (_only_its_end, "Of what S did, only its end has come in."),
    ],
)
def test_what_is_missing(plot: Callable[[], Plot], sentence: str) -> None:
    """Each shape that a trace can lack is told by its own sentence, and is never grave."""
    found = plot().found("missing_data")
    assert sentence in [one.sentence for one in found]
    assert {one.severity for one in found} == {"P3"}
