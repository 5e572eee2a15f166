"""`rearview report`: one file that opens without a server, over some days or one session, and keeps to itself what is private."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from rearview.viewer.registry import NUMBERS, PAGES
from tests.cli.typed import Asker
from tests.lakes import kept_lake

Run = Callable[..., Any]


@pytest.fixture
def type_(capsysbinary: pytest.CaptureFixture[bytes]) -> Asker:
    """Somebody who types commands about the lake."""
    return Asker(capture=capsysbinary, lake=kept_lake())


def test_some_days_as_one_file(type_: Asker, tmp_path: Path) -> None:
    """Every page of numbers is in it; it leads nowhere, runs nothing, fetches nothing, and says so to the browser."""
    done = type_("report", "--redact", "-o", tmp_path / "report.html")
    assert (done.code, done.out, "Written" in done.err) == (0, b"", True)
    text = (tmp_path / "report.html").read_text()
    for one in PAGES:
        assert (f'id="{one.path[1:]}"' in text) == (one.module == NUMBERS)
    assert "default-src 'none'" in text
    assert not re.search(r"<script|<link|<img|<iframe|url\(|@import", text)
    assert all(link.startswith("#") for link in re.findall(r'href="([^"]*)"', text))
    assert "are masked in texts" in unescape(text)


def test_only_the_sessions_that_are_asked_for(type_: Asker, tmp_path: Path) -> None:
    """A period and an agent choose the sessions, and the report says which they were."""
    days = ("--since", "2020-01-01", "--until", "2025-12-31T12:00")
    agent = ("--agent", "Order_Tracking_Agent")
    assert type_("report", *agent, *days, "-o", tmp_path / "none.html").code == 3
    done = type_("report", *agent, "-o", tmp_path / "some.html")
    text = (tmp_path / "some.html").read_text()
    assert done.code == 0
    assert "agent: Order_Tracking_Agent" in text
    assert "Customer_Support_Agent" not in text


def test_one_session_as_one_file(example: Path, run: Run) -> None:
    """A session is the page that `export --to html` writes, masked the same way; - is stdout."""
    masked = run("report", example, "-o", "-", "--redact")
    assert (masked.code, masked.err) == (0, "")
    assert masked.out == run("export", example, "--to", "html", "--redact").out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["7d1e", "--since", "7d"], 4),
        (["--agent", "Nobody"], 3),
        (["--until", "1999-01-01"], 3),
        (["--since", "yesterday"], 4),
    ],
)
def test_what_makes_no_report(words: list[str], code: int, type_: Asker, tmp_path: Path) -> None:
    """What makes no sense, or means no session, is said, and no file is written."""
    done = type_("report", *words, "-o", tmp_path / "none.html")
    assert (done.code, "Hint:" in done.err) == (code, True)
    assert not (tmp_path / "none.html").exists()
