"""The session of rows that don't name it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from rearview.lake.grid import DAY_MS, HOUR_MS, Window
from rearview.lake.writer import Writer
from rearview.sources.agentforce.lineage import Lineage
from tests.sources.agentforce.lineage.build import (
    DAY,
    IDENTITY,
    READ_MS,
    commit,
    rows,
    stage,
    table_of,
    write,
)

YESTERDAY = Window(DAY - DAY_MS, DAY)


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Writer]:
    """An empty lake, open for writing."""
    with Writer.open(tmp_path / "lake", IDENTITY) as writer:
        yield writer


def turn(id_: str, session: str | None, **more: Any) -> Mapping[str, Any]:
    """A turn of a session."""
    return {"ssot__Id__c": id_, "ssot__AiAgentSessionId__c": session, **more}


def step(id_: str, turn_id: str | None, **more: Any) -> Mapping[str, Any]:
    """A step of a turn."""
    return {"ssot__Id__c": id_, "ssot__AiAgentInteractionId__c": turn_id, **more}


def sessions(lake: Writer, folder: str, key: str = "ssot__Id__c") -> dict[str, str | None]:
    """The session of each row of a table, by its key."""
    table = table_of(lake.root, folder)
    return dict(zip(table[key].to_pylist(), table["session_id"].to_pylist(), strict=True))


def test_a_step_is_of_the_session_of_its_turn(lake: Writer) -> None:
    """Steps find the turn that is under work beside them; without a turn, or one that is known, they have no session."""
    steps = rows(
        "steps", step("a", "t1"), step("b", "t2"), step("c", "gone"), step("d", None), step("e", "t3")
    )
    turns = rows("interactions", turn("t1", "s1"), turn("t2", "s2"), turn("t3", "NOT_SET"))
    write(lake, {"steps": steps, "interactions": turns})
    assert sessions(lake, "steps") == {"a": "s1", "b": "s2", "c": None, "d": None, "e": None}


def test_turns_in_their_place_are_found(lake: Writer) -> None:
    """Steps that come alone find the turns that the lake has."""
    write(lake, {"interactions": rows("interactions", turn("t1", "s1"))})
    write(lake, {"steps": rows("steps", step("a", "t1"))})
    assert sessions(lake, "steps") == {"a": "s1"}


def test_what_is_under_work_counts_before_what_it_replaces(lake: Writer) -> None:
    """A turn that the source has corrected is taken as it is now."""
    write(lake, {"interactions": rows("interactions", turn("t1", "old"), turn("t2", "erased"))})
    steps = rows("steps", step("a", "t1"), step("b", "t2"))
    write(lake, {"steps": steps, "interactions": rows("interactions", turn("t1", "new"))})
    assert sessions(lake, "steps") == {"a": "new", "b": None}


@pytest.mark.parametrize(
    ("start_ms", "found"),
    [
        (DAY - 7 * HOUR_MS, False),
        (DAY - 6 * HOUR_MS, True),
        (DAY + HOUR_MS, True),
        (DAY + 2 * HOUR_MS, False),
        (None, True),
    ],
    ids=["long before", "before", "after", "long after", "whenever"],
)
def test_turns_near_by_are_found(lake: Writer, start_ms: int | None, found: bool) -> None:
    """A turn may have begun some hours before its steps, or a little after; one without a time may be any step's."""
    window = None if start_ms is None else Window(start_ms, start_ms + HOUR_MS)
    write(lake, {"interactions": rows("interactions", turn("t1", "s1"))}, window)
    write(lake, {"steps": rows("steps", step("a", "t1"))}, Window(DAY, DAY + HOUR_MS))
    assert sessions(lake, "steps") == {"a": "s1" if found else None}


def test_rows_without_a_time_find_turns_of_any_day(lake: Writer) -> None:
    """Nothing says where to look for what they hang on, so it is looked for everywhere."""
    for number in range(3):
        window = Window(DAY + number * DAY_MS, DAY + (number + 1) * DAY_MS)
        write(lake, {"interactions": rows("interactions", turn(f"t{number}", f"s{number}"))}, window)
    write(lake, {"steps": rows("steps", step("a", "t0"), step("b", "t2"))}, None)
    assert sessions(lake, "steps") == {"a": "s0", "b": "s2"}


def test_sessions_are_found_over_any_number_of_levels(lake: Writer) -> None:
    """From a toxicity score by its verdict, generation and step to the turn, all of them under work."""
    step_ = step("a", "t1", ssot__GenerationId__c="g1")
    write(
        lake,
        {
            "interactions": rows("interactions", turn("t1", "s1")),
            "steps": rows("steps", step_, step("b", "t2", ssot__GenerationId__c="NOT_SET")),
            "generations": rows("generations", {"generationId__c": "g1"}),
            "content_quality": rows("content_quality", {"id__c": "q1", "parent__c": "g1"}),
            "content_categories": rows(
                "content_categories", {"id__c": "c1", "parent__c": "q1"}, {"id__c": "c2", "parent__c": "g1"}
            ),
        },
    )
    assert sessions(lake, "content_categories", "id__c") == {"c1": "s1", "c2": "s1"}
    assert sessions(lake, "generations", "generationId__c") == {"g1": "s1"}


def test_the_first_way_that_leads_there_counts(lake: Writer) -> None:
    """A generation is of the session of the step that names it, and only else of its request's."""
    request = {"gatewayRequestId__c": "q", "sessionId__c": '"asked"'}
    generations = [
        {"generationId__c": id_, "generationResponseId__c": "r"} for id_ in ("declared", "lost", "other")
    ]
    named = {"declared": "t1", "lost": "gone"}
    write(
        lake,
        {
            "interactions": rows("interactions", turn("t1", "told")),
            "steps": rows("steps", *(step(g, t, ssot__GenerationId__c=g) for g, t in named.items())),
            "gateway_requests": rows("gateway_requests", request),
            "gateway_responses": rows(
                "gateway_responses", {"generationResponseId__c": "r", "generationRequestId__c": "q"}
            ),
            "generations": rows("generations", *generations),
        },
    )
    found = sessions(lake, "generations", "generationId__c")
    assert found == {"declared": "told", "lost": "asked", "other": "asked"}


def test_quoted_sessions_are_plain_in_the_lake(lake: Writer) -> None:
    """The gateway's requests get their session without the quotes; one that has none gets none."""
    requests = [
        {"gatewayRequestId__c": id_, "sessionId__c": session}
        for id_, session in (("a", '"s1"'), ("b", '"no_session"'), ("c", None))
    ]
    tags = [{"id__c": id_, "parent__c": id_} for id_ in "abc"]
    write(
        lake,
        {
            "gateway_requests": rows("gateway_requests", *requests),
            "gateway_request_tags": rows("gateway_request_tags", *tags),
        },
    )
    expected = {"a": "s1", "b": None, "c": None}
    assert sessions(lake, "gateway_requests", "gatewayRequestId__c") == expected
    assert sessions(lake, "gateway_request_tags", "id__c") == expected


def test_a_verdict_is_of_whatever_it_judges(lake: Writer) -> None:
    """A tag names a session, a moment or a turn; each leads to the session."""
    verdicts = [
        {"ssot__Id__c": "a", "ssot__AiAgentSessionId__c": "s1"},
        {"ssot__Id__c": "b", "ssot__AiAgentMomentId__c": "m"},
        {"ssot__Id__c": "c", "ssot__AiAgentSessionId__c": "NOT_SET", "ssot__AiAgentInteractionId__c": "t"},
        {"ssot__Id__c": "d", "ssot__AiAgentTagId__c": "m"},
    ]
    write(
        lake,
        {
            "interactions": rows("interactions", turn("t", "s3")),
            "moments": rows("moments", turn("m", "s2")),
            "tag_associations": rows("tag_associations", *verdicts),
        },
    )
    assert sessions(lake, "tag_associations") == {"a": "s1", "b": "s2", "c": "s3", "d": None}


def test_spans_find_the_trace_in_the_attributes_of_turns(lake: Writer) -> None:
    """A turn's trace stands in its own field or is hidden in its attributes, in its place and under work."""
    hidden = turn(
        "t1", "s1", ssot__TelemetryTraceId__c="NOT_SET", ssot__AttributeText__c='{"internalTraceId":"x"}'
    )
    turns = rows("interactions", hidden, turn("t2", "s2", ssot__TelemetryTraceId__c="y"))
    spans = [{"ssot__Id__c": id_, "ssot__TelemetryTrace__c": id_} for id_ in ("x", "y", "z", "NOT_SET")]
    write(lake, {"interactions": turns, "trace_spans": rows("trace_spans", *spans)})
    expected = {"x": "s1", "y": "s2", "z": None, "NOT_SET": None}
    assert sessions(lake, "trace_spans") == expected
    write(lake, {"trace_spans": rows("trace_spans", *spans)}, read_ms=READ_MS + 1)
    assert sessions(lake, "trace_spans") == expected


def test_words_for_none_name_nothing(lake: Writer) -> None:
    """Two rows that both say NOT_SET, or nothing, aren't tied to each other."""
    update = {"id__c": "u", "generationId__c": "g", "generationUpdateId__c": ""}
    feedback = {"feedbackId__c": "f", "generationId__c": "NOT_SET", "generationUpdateId__c": ""}
    write(
        lake,
        {
            "interactions": rows("interactions", turn("t1", "s1")),
            "steps": rows("steps", step("a", "t1", ssot__GenerationId__c="g")),
            "generations": rows("generations", {"generationId__c": "g"}),
            "app_generations": rows("app_generations", update),
            "feedback": rows("feedback", feedback),
        },
    )
    assert sessions(lake, "app_generations", "id__c") == {"u": "s1"}
    assert sessions(lake, "feedback", "feedbackId__c") == {"f": None}


def test_columns_that_an_org_lacks_are_no_way(lake: Writer) -> None:
    """Where a link's field isn't there, on either side, the other ways are tried."""
    verdicts = rows("tag_associations", {"ssot__Id__c": "b", "ssot__AiAgentMomentId__c": "m"})
    turns = rows("interactions", turn("t1", "s1")).drop_columns(
        ["ssot__AttributeText__c", "ssot__TelemetryTraceId__c"]
    )
    spans = rows("trace_spans", {"ssot__Id__c": "x", "ssot__TelemetryTrace__c": "x"})
    write(
        lake,
        {
            "interactions": turns,
            "moments": rows("moments", turn("m", "s2")),
            "tag_associations": verdicts.drop_columns(["ssot__AiAgentInteractionId__c"]),
            "trace_spans": spans,
        },
    )
    assert sessions(lake, "tag_associations") == {"b": "s2"}
    assert sessions(lake, "trace_spans") == {"x": None}


def test_tables_that_name_their_session_stay_as_they_are(lake: Writer) -> None:
    """Turns name their session, and tags have none: neither gets a column."""
    turns, tags = stage(lake, "interactions", rows("interactions")), stage(lake, "tags", rows("tags"), None)
    lineage = Lineage(lake.root, lake.ledger, [turns, tags])
    assert (lineage.fill(turns), lineage.fill(tags)) == (None, None)
    commit(lake, turns, tags)


def test_the_other_columns_and_the_order_stay(lake: Writer) -> None:
    """A row gets one column more, at its end, also where there are no rows to say what it is."""
    staging = stage(lake, "steps", steps := rows("steps", step("a", "t1"), step("b", "t1")))
    fill = Lineage(lake.root, lake.ledger, [staging]).fill(staging)
    assert fill is not None
    assert fill(steps).drop_columns(["session_id"]).equals(steps)
    assert fill(steps.slice(0, 0)).schema == steps.schema.append(pa.field("session_id", pa.string()))
    commit(lake, staging)


def test_a_session_that_is_known_is_kept(lake: Writer) -> None:
    """Rows that have their session keep it in its place; only the others are filled."""
    write(lake, {"interactions": rows("interactions", turn("t1", "s1"))})
    steps = rows("steps", step("a", "t1"), step("b", "t1"))
    staging = stage(lake, "steps", steps.add_column(1, "session_id", pa.array(["kept", None])))
    commit(lake, staging)
    assert sessions(lake, "steps") == {"a": "kept", "b": "s1"}
    assert table_of(lake.root, "steps").column_names[1] == "session_id"


def test_what_is_not_wanted_is_not_held(lake: Writer) -> None:
    """Of many turns, only those that a few steps name are kept to look them up."""
    many = [turn(f"t{number:05}", "s") for number in range(5000)]
    write(lake, {"interactions": rows("interactions", *many)}, YESTERDAY)
    beside = stage(lake, "interactions", rows("interactions", *many))
    steps = stage(lake, "steps", rows("steps", step("a", "t00007"), step("b", "t00009")))
    fill = Lineage(lake.root, lake.ledger, [steps, beside]).fill(steps)
    assert fill is not None
    [(_, index)] = fill.ways
    assert index is not None
    assert index.keys.to_pylist() == ["t00007", "t00009"]
    commit(lake, steps, beside)
