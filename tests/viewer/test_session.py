"""A session's page: its outline, its rows, each event with all that is known, its texts, and what is found in it."""

import gzip
import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from rearview import load_session
from rearview.model.binding import bind
from rearview.model.findings import findings
from rearview.model.session import Tree
from rearview.model.timeline import Event, timeline
from rearview.viewer.session.outline import CRITICAL, FAILED, FAULTY, KINDS, OPEN, STEP_KINDS
from tests.conftest import EXAMPLE
from tests.sources.snapshots.ingest.build import DAY, ONE, run_of, write
from tests.sources.snapshots.written import Written
from tests.viewer.conftest import Client, Viewing
from tests.viewer.hostile import ALL, ID, LONG, SCRIPT

PAGE = f"/session/{EXAMPLE.name.removesuffix('.json.gz')}"
HOSTILE = f"/session/runs/{ID}"


@pytest.fixture(scope="module")
def tree() -> Tree:
    """The recorded example, as it is without a viewer."""
    return bind(load_session(EXAMPLE))


@pytest.fixture(scope="module")
def events(tree: Tree) -> list[Event]:
    """All that happened in it."""
    return list(timeline(tree))


@pytest.fixture(scope="module")
def outline(viewer: Client) -> dict[str, Any]:
    """Its outline."""
    answer: dict[str, Any] = viewer.get(f"{PAGE}/-/outline").json
    return answer


def part(viewer: Client, page: str, piece: str, /, **asked: object) -> str:
    """Ask for a part of a page, and return what it says."""
    answer = viewer.get(f"{page}/-/{piece}?{urlencode(asked)}")
    assert answer.status == 200, answer.text
    return answer.text


def test_the_page_is_there_at_once(viewer: Client) -> None:
    """The first answer holds no session: it is small, however large the session is, and asks for nothing elsewhere."""
    page = viewer.get(PAGE)
    assert len(page.body) < 20_000
    assert "http" not in page.text.replace("http://www.w3.org/2000/svg", "")


def test_an_outline_is_columns_of_one_length(outline: dict[str, Any], events: list[Event]) -> None:
    """Each event has its place in every column."""
    columns = ("kind", "lane", "at", "length", "what", "name", "flags", "tokens")
    assert {len(outline[name]) for name in columns} == {len(events)}
    assert outline["kinds"] == list(KINDS)
    assert outline["step_kinds"] == list(STEP_KINDS)


def test_an_outline_says_what_happened(outline: dict[str, Any], events: list[Event], tree: Tree) -> None:
    """Kinds, times, durations, names, agents and failures are those of the tree."""
    for number, event in enumerate(events):
        assert KINDS[outline["kind"][number]] == event.kind
        assert outline["lanes"][outline["lane"][number]]["id"] == event.session.session_id
        at = outline["at"][number]
        assert (None if at < 0 else at + outline["zero_ms"]) == event.at_ms
        if event.step is not None:
            assert STEP_KINDS[outline["what"][number]] == event.step.kind
            assert outline["names"][outline["name"][number]] in {
                event.step.name,
                event.turn and event.turn.topic,
            }
            assert outline["length"][number] == (
                -1 if event.step.duration_ms is None else event.step.duration_ms
            )
            flags = outline["flags"][number]
            assert bool(flags & FAILED) == (event.step.status == "failed")
            assert bool(flags & OPEN) == (event.step.status == "open")
            if flags & FAILED:
                assert flags & FAULTY
    assert [lane["agent"] for lane in outline["lanes"]] == [session.agent for session in tree.sessions]
    assert sum(lane["failed"] for lane in outline["lanes"]) == sum(
        step.status == "failed" for step in tree.steps()
    )


def test_who_has_the_outline_gets_none(viewer: Client, outline: dict[str, Any]) -> None:
    """Asked whether anything is new, the viewer says no without sending it all again."""
    again = viewer.get(f"{PAGE}/-/outline?{urlencode({'stamp': outline['stamp']})}")
    assert (again.status, again.body) == (204, b"")


def test_the_heading_says_first_what_went_wrong(viewer: Client, tree: Tree, events: list[Event]) -> None:
    """Findings stand above all facts, in their order, each leading to the event that it is about."""
    head = part(viewer, PAGE, "head")
    places = [head.index(escaped(finding.sentence)) for finding in findings(tree)]
    assert places == sorted(places)
    assert places[-1] < head.index('<dl class="facts">')
    steps = {event.step.step_id: number for number, event in enumerate(events) if event.step}
    for finding in findings(tree):
        if finding.where.step_id:
            assert f'<a href="#event={steps[finding.where.step_id]}"' in head


def escaped(text: str) -> str:
    """Return a text as it stands in a page."""
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;")
        .replace('"', "&#34;")
    )


def test_rows_are_those_that_are_asked_for(viewer: Client, events: list[Event]) -> None:
    """Every event has a row, whatever its kind, and says what was said, done, or failed."""
    rows = part(viewer, PAGE, "rows", at=",".join(map(str, range(len(events)))))
    for number, event in enumerate(events):
        row = rows.split(f'<article data-at="{number}"')[1].split("</article>")[0]
        if event.message is not None:
            assert escaped(event.message.text or "") in row
        if event.step is not None and event.kind != "topic":
            assert escaped(event.step.name or "") in row
            assert escaped((event.step.error or "")[:600]) in row


def test_every_event_has_a_pane(viewer: Client, events: list[Event]) -> None:
    """The pane of a step tells its ids, its texts, its charges and its logs; other events have one too."""
    for number, event in enumerate(events):
        pane = part(viewer, PAGE, "event", at=number)
        assert f'<article data-at="{number}"' in pane
        if event.step is None:
            continue
        assert f'data-step="{event.step.step_id}"' in pane
        assert event.step.step_id in pane.split("<h3>Ids</h3>")[1]
        assert ("<h3>Input <small>" in pane) == bool(event.step.input_text)
        assert all(escaped(line.message or "") in pane for line in event.step.logs)
        assert all((charge.model or "") in pane for charge in event.step.usage)


def test_a_step_is_found_by_its_id(viewer: Client, events: list[Event]) -> None:
    """Links name the ids of steps and turns, which stay when a session goes on."""
    for number, event in enumerate(events):
        if event.step is not None:
            assert f'data-at="{number}"' in part(viewer, PAGE, "event", step=event.step.step_id)
        elif event.kind == "turn" and event.turn is not None:
            assert f'data-at="{number}"' in part(viewer, PAGE, "event", turn=event.turn.turn_id)


def test_texts_are_as_they_were_recorded(viewer: Client, events: list[Event]) -> None:
    """A text comes byte by byte as it was recorded, or laid out, which changes no value."""
    texts = [
        (n, event.step.input_text) for n, event in enumerate(events) if event.step and event.step.input_text
    ]
    assert texts
    for number, text in texts:
        assert part(viewer, PAGE, "text", at=number, name="input") == text
        laid = part(viewer, PAGE, "text", at=number, name="input", form="laid_out")
        if text.startswith("{"):
            assert json.loads(laid) == json.loads(text)


def test_large_texts_come_when_they_are_asked_for(viewer: Client) -> None:
    """Of a megabyte only the beginning is sent along; all of it is there for who wants it."""
    pane = part(viewer, HOSTILE, "event", step=f"llm-{_quotes()}")
    assert LONG[:20_000] in pane
    assert len(pane) < 60_000
    assert "Show all of it" in pane
    number = pane.split('data-at="')[1].split('"')[0]
    assert LONG in part(viewer, HOSTILE, "text", at=number, name="output")


def _quotes() -> str:
    return ALL.split("1'>", 1)[1].split("abc", 1)[0]


@pytest.mark.parametrize("words", ["github__search_code", "GITHUB__search", "rate_limit", "vendor charge"])
def test_what_is_searched_for_is_found(viewer: Client, events: list[Event], words: str) -> None:
    """Every event that holds the words is found, whatever the case, and no other."""
    found = viewer.get(f"{PAGE}/-/search?{urlencode({'q': words})}").json
    assert found == [number for number, event in enumerate(events) if words.casefold() in _said(event)]
    assert found


def _said(event: Event) -> str:
    step, turn = event.step, event.turn if event.kind == "turn" else None
    held: list[str | None] = [event.message.text if event.message else None]
    if step is not None:
        held += [step.name, step.namespace, step.step_id, step.input_text, step.output_text, step.error]
        held += [step.variables_before, step.variables_after, *(line.message for line in step.logs)]
    if turn is not None:
        held += [turn.turn_id, turn.system_prompt, turn.user_prompt]
    if event.kind == "session":
        held += [event.session.agent, event.session.session_id, event.session.title]
    if event.log is not None:
        held.append(event.log.message)
    return "\n".join(filter(None, held)).casefold()


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("event?at=9999", 400, "9999&#39; is no event of the session"),
        ("event?at=-1", 400, "is no event of the session"),
        ("event?at=\u0661", 400, "is no event of the session"),
        ("event?step=gone", 404, "has no gone."),
        ("text?at=0&name=input", 404, "has no input."),
        ("text", 400, "is no event of the session"),
        ("rows", 400, "is no event of the session"),
    ],
)
def test_what_is_not_there_is_said(viewer: Client, address: str, status: int, words: str) -> None:
    """What an address names and the session hasn't is refused in words."""
    answer = viewer.get(f"{PAGE}/-/{quote(address, safe='?&=')}")
    assert (answer.status, words in answer.text) == (status, True)


def test_a_session_that_is_not_there_is_said(viewer: Client) -> None:
    """An id that no session has is refused, in a lake as in a folder."""
    assert viewer.get("/session/lake/none/-/outline").status == 404
    assert viewer.get("/session/runs/none/-/outline").status == 404


def test_sub_agents_lead_to_the_whole_session(viewer: Client, tree: Tree) -> None:
    """A sub-agent's session opens the tree that it is in, wherever it lies."""
    below = tree.sessions[-1].session_id
    for place in ("runs", PAGE.rsplit("/", 1)[1]):
        outline = viewer.get(f"/session/{place}/{below}/-/outline").json
        assert len(outline["lanes"]) == len(tree.sessions)


def test_sessions_of_a_lake_are_shown_as_those_of_files(viewer: Client) -> None:
    """Out of a lake of Data 360 comes the same kind of page, its model calls tied to steps."""
    listed = viewer.get("/sessions.json?place=lake&sort=-steps").json
    page = f"/session/lake/{listed[0]['session_id']}"
    outline = viewer.get(f"{page}/-/outline").json
    numbers = range(min(200, len(outline["kind"])))
    assert part(viewer, page, "rows", at=",".join(map(str, numbers))).count("<article") == len(numbers)
    models = [n for n in numbers if outline["what"][n] == STEP_KINDS.index("llm")]
    assert any("<h3>Model call</h3>" in part(viewer, page, "event", at=n) for n in models)


def test_markup_of_strangers_is_text(viewer: Client) -> None:
    """Whatever part of a session is markup, no part of its page is."""
    outline = viewer.get(f"{HOSTILE}/-/outline").json
    count = len(outline["kind"])
    pieces = [
        part(viewer, HOSTILE, "head"),
        part(viewer, HOSTILE, "rows", at=",".join(map(str, range(count)))),
    ]
    pieces += [part(viewer, HOSTILE, "event", at=number) for number in range(count)]
    for piece in pieces:
        assert not {"<script", "<img", "<svg", "49"} & {
            word for word in ("<script", "<img", "<svg") if word in piece
        }
        assert "\u202e" not in piece
    assert escaped(SCRIPT) in "".join(pieces)


def test_a_session_that_goes_on_is_read_again(tmp_path: Path, viewing: Viewing) -> None:
    """Written anew while somebody looks, a session shows what has happened since; what was open has ended."""
    folder = tmp_path / "runs"
    folder.mkdir()
    write(folder, run_of(ONE, ended=False))
    page = f"/session/runs/{ONE}"
    with viewing(folder) as client:
        first = client.get(f"{page}/-/outline").json
        more: Written = {"opId": "late", "kind": "tool", "status": "ok", "attributes": {"name": "late"}}
        write(folder, run_of(ONE, {**more, "startedAt": DAY + 5, "endedAt": DAY + 7}), mtime=2)
        answer = client.get(f"{page}/-/outline?stamp={first['stamp']}")
        assert (first["open"], answer.status, answer.json["open"]) == (True, 200, False)
        assert len(answer.json["kind"]) == len(first["kind"]) + 1
        until = time.monotonic() + 30
        while client.get("/sessions.json").json[0]["steps"] != 3:
            assert time.monotonic() < until
            time.sleep(0.2)


def test_a_session_without_anything_is_shown(tmp_path: Path, viewing: Viewing) -> None:
    """A session of no turn has a page, too."""
    file = tmp_path / f"{ONE}.json.gz"
    file.write_bytes(
        gzip.compress(json.dumps({"version": 2, "opTree": {"id": "x", "traceId": ONE, "turns": []}}).encode())
    )
    with viewing(file) as client:
        assert client.get("/").headers["location"] == f"/session/{ONE}"
        outline = client.get(f"/session/{ONE}/-/outline").json
        assert [KINDS[kind] for kind in outline["kind"]] == ["session", "end"]
        assert client.get(f"/session/{ONE}/-/head").status == 200
        assert client.get(f"/session/{ONE}/-/ahead").status == 204


def test_the_critical_path_is_marked(outline: dict[str, Any], events: list[Event]) -> None:
    """Some steps are on the critical path, and steps alone."""
    marked = [n for n, flags in enumerate(outline["flags"]) if flags & CRITICAL]
    assert marked
    assert all(events[number].step is not None for number in marked)
