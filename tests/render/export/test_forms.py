"""What holds for every form in which sessions leave Rearview."""

import json
import unicodedata
from collections.abc import Callable
from importlib import import_module

import pytest

from rearview.model.session import Tree
from rearview.model.tables import TABLES
from rearview.render.export import ALIASES, FORMATS, Format
from rearview.render.export.rows import tables_of
from tests.render.export.planted import doubled, empty, hostile, planted

every_form = pytest.mark.parametrize("form", FORMATS.values(), ids=list(FORMATS))
every_tree = pytest.mark.parametrize("tree_of", [planted, empty, doubled, hostile])
TEXT = {".csv", ".html", ".json", ".jsonl", ".ndjson"}


def written(form: Format, tree: Tree, ending: str = "") -> bytes:
    """Return all that a form makes of a tree."""
    if form.of == "session":
        return b"".join(form.tree_writer(ending)(tree))
    write = form.row_writer()
    return b"".join(chunk for table, rows in tables_of(tree).items() for chunk in write(table, [rows]))


@every_form
@every_tree
def test_any_session_has_every_form(form: Format, tree_of: Callable[[], Tree]) -> None:
    """Nothing that a session lacks or holds keeps it from being written, and twice it is the same bytes."""
    for ending in form.writers:
        made = written(form, tree_of(), ending)
        assert made
        assert made == written(form, tree_of(), ending)


@every_form
def test_hostile_texts_do_nothing(form: Format) -> None:
    """No text of a session reaches a file as anything that acts on a terminal or turns the direction of reading."""
    if form.ending in TEXT:
        shown = written(form, hostile()).decode()
        odd = {character for character in shown if unicodedata.category(character) in {"Cc", "Cf"}}
        assert odd <= {"\n", "\r"}
        assert "日本語 😀" in shown


@every_form
def test_it_is_documented(form: Format) -> None:
    """A form says what it is in a sentence, and everything that it names as a writer exists."""
    assert form.meaning.endswith(".")
    for writer in form.writers.values():
        module, _, function = writer.partition(":")
        assert callable(getattr(import_module(module), function))
    assert form.ending in form.writers


def test_other_names_lead_to_forms() -> None:
    """Another name of a form is the name of none."""
    assert set(ALIASES.values()) <= set(FORMATS)
    assert set(ALIASES).isdisjoint(FORMATS)


@every_tree
def test_json_is_the_tree(tree_of: Callable[[], Tree]) -> None:
    """Read back, the JSON of a session has every row of the tree with every column as it is."""
    tree = tree_of()
    document = json.loads(written(FORMATS["json"], tree))
    assert document["root"] == tree.root.session_id
    steps = [step for session in document["sessions"] for turn in session["turns"] for step in turn["steps"]]
    for read, step in zip(steps, tree.steps(), strict=True):
        assert {c.name: read[c.name] for c in TABLES["steps"].columns} == {
            c.name: getattr(step, c.name) for c in TABLES["steps"].columns
        }
