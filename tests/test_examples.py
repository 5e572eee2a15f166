"""The notebooks in `examples/` run from top to bottom, and what they show can be shown."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from tests.lakes import agentforce_lake

NOTEBOOKS = sorted((Path(__file__).parents[1] / "examples").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_a_notebook_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell does what it says on a lake, and whatever it ends with has a representation."""
    monkeypatch.setenv("REARVIEW_DATA", str(agentforce_lake()))
    notebook = json.loads(path.read_text(encoding="utf-8"))
    names: dict[str, Any] = {}
    shown = [
        _run("".join(cell["source"]), names) for cell in notebook["cells"] if cell["cell_type"] == "code"
    ]
    assert [place for place, value in enumerate(shown) if value in {"", "None"}] == []
    assert len(shown) > 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_a_notebook_holds_no_output(path: Path) -> None:
    """What a notebook showed on somebody's machine isn't part of it."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    for cell in notebook["cells"]:
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None


def test_there_is_a_notebook() -> None:
    """The examples are where they are looked for."""
    assert NOTEBOOKS


def _run(source: str, names: dict[str, Any]) -> str:
    """Run a cell as a notebook does; return what its last expression looks like."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)  # noqa: S102 - the repository's own notebooks
    if not isinstance(last, ast.Expr):
        return "nothing to show"
    value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307 - as above
    html = getattr(value, "_repr_html_", None)
    return repr(value) if html is None else str(html())
