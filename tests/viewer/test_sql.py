"""The page of SQL: it says what there is, answers what only reads, refuses the rest in words, and ends what nobody waits for."""

import csv
import io
import re
import socket
import time
from html import unescape
from threading import Event
from typing import Any
from urllib.parse import urlencode

import pytest

from rearview.errors import UnfinishedError
from rearview.library.sql import query
from rearview.library.sql.recipes import recipes
from rearview.model.tables import TABLES
from rearview.render.html.viewer.charts import HEIGHT
from rearview.viewer.sql.asked import SHOWN
from rearview.viewer.sql.drawn import drawn
from tests.viewer.conftest import Client

COUNTED = "SELECT count(*) AS n FROM sessions"
ENDLESS = "SELECT count(*) FROM range(1000000) a, range(1000000) b"


def asked(viewer: Client, text: str, place: str = "lake") -> str:
    """Ask a query, and return what comes of it."""
    answer = viewer.get(f"/sql/answer?{urlencode({'place': place, 'q': text})}")
    assert answer.status == 200
    return answer.text


def words(piece: str) -> str:
    """Return what stands in a piece of a page."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", piece)).split())


def test_every_table_and_column_is_listed(viewer: Client) -> None:
    """The canonical tables of every lake, each column with what it means; those of Data 360 where the lake is theirs."""
    page = unescape(viewer.get("/sql?place=lake").text)
    for table in TABLES.values():
        assert f"<b>{table.name}</b>" in page
        for column in table.columns:
            assert f"<code>{column.name}</code>" in page
            assert column.meaning in page
    assert "ssot__AIAgentSession__dlm" in page
    assert "ssot__AIAgentSession__dlm" not in viewer.get("/sql?place=runs").text


def test_recipes_are_offered_where_they_run(viewer: Client) -> None:
    """All of them over a lake of Data 360; over others those that need none of its tables."""
    offered = {
        place: set(re.findall(r'<option value="(--[^"]+)">', viewer.get(f"/sql?place={place}").text))
        for place in ("lake", "runs")
    }
    assert {unescape(text) for text in offered["lake"]} == {recipe.text for recipe in recipes()}
    assert {unescape(text) for text in offered["runs"]} == {r.text for r in recipes() if not r.of_data_360}
    assert len(offered["runs"]) < len(offered["lake"])


def test_an_answer_is_a_table(viewer: Client, folder: object) -> None:
    """The rows stand in a table, how many there are above it; a session's id leads to the session."""
    del folder
    number = next(iter(query(viewer.places.named("lake").path, COUNTED).rows))["n"]
    assert re.search(rf'<td class="number">{number}</td>', asked(viewer, COUNTED))
    found = asked(viewer, "SELECT session_id, outcome FROM sessions ORDER BY session_id LIMIT 3")
    assert words(found).startswith("3 rows in")
    for session_id in re.findall(r'<a href="/session/lake/([^"]+)">', found):
        assert viewer.get(f"/session/lake/{session_id}").status == 200


def test_of_many_rows_the_first_are_shown(viewer: Client) -> None:
    """What isn't shown is said, and goes into the file."""
    many = f"FROM range({SHOWN + 7})"
    found = asked(viewer, many)
    assert words(found).startswith(f"more than {SHOWN:,} rows")
    assert found.count("<tr>") == SHOWN + 1
    file = viewer.get(f"/sql.csv?{urlencode({'place': 'lake', 'q': many})}")
    assert [row["range"] for row in csv.DictReader(io.StringIO(file.text))] == [
        str(n) for n in range(SHOWN + 7)
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("DELETE FROM sessions", "DELETE isn't run: a lake is only read."),
        ("COPY sessions TO '/tmp/x'", "COPY isn't run: a lake is only read."),
        ("SELECT * FROM read_csv('/etc/passwd')", "read_csv() isn't run"),
        ("SELECT * FROM '/etc/passwd'", "/etc/passwd isn't read"),
        ("SELECT 1; SELECT 2", "There are 2 statements"),
        ("SELECT outcom FROM sessions", 'did you mean "outcome"'),
        ("SELEC 1", "syntax error"),
        ("", "There is no SQL to run."),
        ("SELECT '<script>alert(1)</script>' FROM nowhere", "There is no table named nowhere."),
    ],
)
def test_what_does_not_only_read_is_refused(viewer: Client, text: str, said: str) -> None:
    """A sentence says why, and nothing of the query stands in the page as markup."""
    found = asked(viewer, text)
    assert said in words(found)
    assert 'role="alert"' in found
    assert "<script" not in found


def test_texts_of_strangers_are_texts(viewer: Client) -> None:
    """Markup in names and values of an answer is text, and what turns reading round is made visible."""
    found = asked(viewer, """SELECT '<img src=x>' || chr(8238) AS "<b>", repeat('x', 5000) AS long""")
    assert "<img" not in found
    assert "&lt;img src=x&gt;&lt;U+202E&gt;" in found
    assert "&lt;b&gt;" in found
    assert "3,000 more characters" in found
    assert words(asked(viewer, "SELECT true AS a, [1, 2] AS b, NULL AS c")).endswith("a b c true [1,2] null")


def test_a_wrong_query_makes_no_file(viewer: Client) -> None:
    """It is refused before a file begins."""
    answer = viewer.get(f"/sql.csv?{urlencode({'place': 'lake', 'q': 'DROP TABLE sessions'})}")
    assert (answer.status, "content-disposition" in answer.headers) == (400, False)


def test_a_query_ends_when_nobody_wants_it(viewer: Client) -> None:
    """Told so from another thread, it ends at once, and says why."""
    unwanted = Event()
    unwanted.set()
    with pytest.raises(UnfinishedError, match="nobody wanted"):
        query(viewer.places.named("lake").path, ENDLESS, unwanted=unwanted)


def test_queries_end_when_the_browser_leaves(viewer: Client) -> None:
    """More endless queries than run at a time, each left alone: the next is answered all the same."""
    line = f"GET /sql/answer?{urlencode({'place': 'lake', 'q': ENDLESS})} HTTP/1.1\r\n"
    head = f"Host: 127.0.0.1\r\nCookie: {viewer.door.cookie}={viewer.door.token}\r\n\r\n"
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", viewer.door.port)) as left:
            left.sendall((line + head).encode())
            time.sleep(0.1)
    assert "rows" in words(asked(viewer, COUNTED)) or "1 row" in words(asked(viewer, COUNTED))


def test_an_answer_that_is_one_is_drawn() -> None:
    """Amounts by a label become columns, by days lines in order; what has no amounts, or too few rows, isn't drawn."""
    bars = drawn(("topic", "n"), [{"topic": "b", "n": 2}, {"topic": None, "n": 1}])
    assert bars is not None
    assert [(piece.words, piece.href) for piece in bars.pieces] == [("b: 2 n", None), ("none: 1 n", None)]
    assert all(0 <= piece.y <= HEIGHT for piece in bars.pieces)
    days: list[dict[str, Any]] = [
        {"day": "2026-01-02", "n": 2, "m": 1.5},
        {"day": None, "n": 9, "m": 9},
        {"day": "2026-01-01", "n": 1, "m": None},
    ]
    lines = drawn(("day", "n", "m"), days)
    assert lines is not None
    assert (lines.series, [point.label for point in lines.points]) == (
        ("n", "m"),
        ["2026-01-01", "2026-01-02"],
    )
    assert drawn(("topic", "name"), [{"topic": "a", "name": "x"}] * 2) is None
    assert drawn(("topic", "n"), [{"topic": "a", "n": 1}]) is None
    assert drawn(("topic", "n"), [{"topic": "a", "n": -1}] * 2) is None
