"""The page of a session: one file, whole, harmless, with nothing left out."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from rearview.library import load_session
from rearview.model.session import Tree
from rearview.model.tables import Rows, SessionRow, StepRow, TurnRow
from rearview.model.tree import build
from rearview.render.html import show
from tests.render.export.planted import HOSTILE, doubled, empty, hostile, planted

every_tree = pytest.mark.parametrize("tree_of", [planted, empty, doubled, hostile])
VOID = {"meta"}


class Reader(HTMLParser):
    """Reads a page as a browser does."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, and what it has."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note what a reader sees."""
        self.words.append(data)


def page(tree: Tree) -> str:
    """Return the page of a session."""
    return b"".join(show(tree)).decode()


@every_tree
def test_it_is_whole_and_alone(tree_of: Callable[[], Tree]) -> None:
    """Every tag is closed, every link leads within the page, and it asks for nothing and runs nothing."""
    text = page(tree_of())
    found = Reader(text)
    assert found.open == []
    assert text.startswith("<!doctype html>")
    assert found.tags.isdisjoint({"script", "img", "iframe", "link", "object", "form"})
    assert not [name for name in found.attributes if name.startswith("on")]
    assert {link[1:] for link in found.links} <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))
    assert "default-src 'none'" in text
    assert "http:" not in re.sub(re.escape("http://x"), "", text)


def test_hostile_texts_are_words() -> None:
    """What a stranger typed is there to read, and is neither markup nor a template."""
    words = "".join(Reader(page(hostile())).words)
    assert "<img src=x onerror=alert(1)>" in words
    assert "{{ 7*7 }} {% raw %}" in words
    assert "<U+202E>" in words
    assert HOSTILE not in words


def test_nothing_is_left_out(example: Path) -> None:
    """Every step, message, log line and payload of a recorded run is on its page."""
    tree = load_session(example)
    words = "".join(Reader(page(tree)).words)
    for step in tree.steps():
        assert step.step_id in words
        assert all((line.message or "") in words for line in step.logs)
    for session in tree.sessions:
        said = [message.text for turn in session.turns for message in turn.messages]
        assert all((text or "") in words for text in said)


def test_what_went_wrong_comes_first() -> None:
    """Findings stand above the timeline, and lead to the entry that shows them."""
    text = page(planted())
    found = Reader(text)
    assert found.links
    assert text.index("What went wrong") < text.index("Timeline")
    (entry,) = re.findall(r'<article id="(e\d+)" class="step failed"', text)
    assert f"#{entry}" in found.links


def test_what_is_said_of_each_event() -> None:
    """Topics, what was said, charges without a step, failures and ends are named."""
    words = " ".join(" ".join(Reader(page(planted())).words).split())
    for said in (
        "→ Orders",
        "user: Where?",
        "agent: Here.",
        "llm: Plan",
        "gpt-x for Distance: 3 tokens in (unbound)",
        "Shipping: timed out after unknown",
        "the carrier is silent",
        "100 tokens in, 7 tokens out, 30 read from cache, 5 written to cache, $0.2500",
        "Is it far?",
        "TOXICITY",
    ):
        assert said in words


def test_documents_are_laid_out() -> None:
    """JSON has a value a line, also where it was escaped for HTML or is Python's; other text is as it was."""
    texts = {
        "a": '{"x":1.10}',
        "b": "{&quot;x&quot;: 1}",
        "c": "{'x': None}",
        "d": "{not a document",
        "e": "& so",
        "f": "[" * 100_000,
    }
    steps = tuple(
        StepRow(source="test", session_id="s", turn_id="t", step_id=id_, input_text=text)
        for id_, text in texts.items()
    )
    rows = Rows(turns=(TurnRow(source="test", session_id="s", turn_id="t"),), steps=steps)
    words = "".join(Reader(page(build(rows))).words)
    assert '{\n  "x": 1.10\n}' in words
    assert words.count('{\n  "x": 1\n}') == 1
    assert '{\n  "x": null\n}' in words
    assert "{not a document" in words
    assert "& so" in words
    assert "[" * 100_000 in words


def test_a_session_without_a_fault() -> None:
    """Where nothing went wrong, that is said."""
    row = SessionRow(source="test", session_id="s", started_ms=0, ended_ms=9, outcome="completed")
    turn = TurnRow(source="test", session_id="s", turn_id="t", kind="turn", turn_index=1)
    step = StepRow(source="test", session_id="s", turn_id="t", step_id="x", kind="tool", status="ok")
    text = page(build(Rows(sessions=(row,), turns=(turn,), steps=(step,))))
    assert "Nothing was found that went wrong." in text
