"""What the recorder's manual tells people to type works on what is recorded here."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rearview import record

pytestmark = pytest.mark.skipif(shutil.which("jq") is None, reason="there is no jq here")

RECIPES: list[tuple[str, Any]] = [
    ("[.version, .reason]", [2, "final"]),
    (".opTree.turns | length", 2),
    ("[.opTree.agentId, .opTree.success, .opTree.error]", ["parent", True, None]),
    (".opTree.totals.costUsd", 0.25),
    (".opTree.totals | [.tokensIn, .tokensOut, .toolsRun, .agentsRun]", [10, 5, 3, 2]),
    ("[.opTree.turns[] | {index, ops: (.ops | length)}]", [{"index": 1, "ops": 4}, {"index": 2, "ops": 1}]),
    (
        '[.opTree.turns[].ops[] | select(.attributes.name | test("final_report"; "i")) | .response.payload]',
        [{"ok": True}],
    ),
    (
        '[.opTree.turns[].ops[] | select(.kind == "llm") | [.attributes.provider, .attributes.model, .status]]',
        [["acme", "large", "ok"]],
    ),
    (
        '.opTree.turns[0].ops[] | select(.kind == "llm") | .request.payload.raw.value | @base64d',
        '{"model":"large"}',
    ),
    (
        '[.opTree.turns[].ops[] | select(.kind == "llm") | .accounting[] | {turn, input: .tokens.inputTokens}]',
        [{"turn": 1, "input": 10}],
    ),
    (
        '[.opTree.turns[].ops[] | select(.kind == "tool") | {name: .attributes.name, toolKind: .attributes.toolKind}]',
        [{"name": "search", "toolKind": "mcp"}, {"name": "final_report", "toolKind": "command"}],
    ),
    (
        '[.opTree.turns[].ops[] | select(.status == "failed") | {kind, error}]',
        [{"kind": "tool", "error": "no"}],
    ),
    ('[.. | objects | select(.severity == "WRN" or .severity == "ERR") | .message]', ["careful"]),
    ('[.. | objects | select(has("stack"))] | length', 1),
    ("[.. | objects | select(.fatal == true)]", []),
    (
        '[.opTree.turns[].ops[] | select(.kind == "session") | [.attributes.name, .childSession.success]]',
        [["agent__child", True]],
    ),
    (
        '[.opTree.turns[].ops[] | select(.kind == "session") | .childSession.turns[].ops[] | .attributes.name]',
        ["look"],
    ),
]


@pytest.fixture
def text(folder: Path, keep: Callable[..., record.Settings]) -> bytes:
    """A recorded session, unpacked as the manual says."""
    keep()
    with record.session("parent") as session:
        with session.turn("Go.") as turn:
            with turn.llm("acme", "large") as model:
                model.request({"model": "large"})
                model.response(text="well")
                model.usage(tokens_in=10, tokens_out=5, cost=0.25)
            with turn.tool("search", kind="mcp") as call:
                call.log("WRN", "careful")
                call.fail("no")
            with turn.agent("child") as child, child.turn() as inner, inner.tool("look"):
                pass
            with turn.system("cleanup"):
                pass
        with session.turn("Report.") as turn, turn.tool("final_report", {"report_content": "#"}) as call:
            call.response({"ok": True})
    (path,) = folder.glob("*.json.gz")
    return subprocess.run(["zcat", path], check=True, capture_output=True).stdout


def test_recipes(text: bytes) -> None:
    """Every recipe prints what was recorded; those that are wrong for ai-agent's own files too."""
    for recipe, expected in RECIPES:
        done = subprocess.run(["jq", "-c", recipe], input=text, check=True, capture_output=True)
        assert (recipe, json.loads(done.stdout)) == (recipe, expected)
