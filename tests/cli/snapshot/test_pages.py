"""What people see: every snapshot command on the recorded session, at 80 columns, and on one that is hostile."""

import gzip
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.snapshot.conftest import Ask

PAGES: dict[str, tuple[str, ...]] = {
    "show": (),
    "turns": (),
    "ops": (),
    "ops-failed": ("--failed",),
    "llm": (),
    "tools": (),
    "tools-count": ("--count",),
    "agents": (),
    "logs": ("--severity", "WRN", "--severity", "ERR", "--stack"),
    "prompts": (),
    "payload": ("0716d9",),
    "payload-chat": ("0716d9", "--chat"),
    "reasoning": (),
    "report": (),
    "accounting": (),
    "accounting-turn": ("--by", "turn"),
    "accounting-tool": ("--by", "tool"),
    "doctor": (),
}


@pytest.mark.parametrize("page", PAGES)
def test_pages(
    page: str, ask: Ask, example: Path, golden: Callable[[str, bytes], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page fits 80 columns, and says what the recorded session is known to hold."""
    monkeypatch.chdir(example.parent)
    said = ask(page.partition("-")[0], example.name, *PAGES[page])
    assert (said.code, said.err) == (0, "")
    assert max(map(len, said.out.splitlines())) <= 80
    golden(f"snapshot/{page}.txt", said.out.encode())


def test_the_page_of_a_ledger(
    ask: Ask, example: Path, golden: Callable[[str, bytes], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger's page tells its lines apart from what is believed of them."""
    monkeypatch.chdir(example.parent)
    golden("snapshot/ledger.txt", ask("ledger", "accounting.jsonl").out.encode())


HOSTILE = "[bold]x[/bold] \x1b[2J\x1b]0;owned\x07 \x9b31m \u202egpj.exe \u200b \r\n\ud800 =1+1"


def hostile() -> dict[str, Any]:
    """Write down a session in which every text is an attempt on whoever reads it."""
    error = {"type": "tool", "status": "failed", "error": HOSTILE, "mcpServer": HOSTILE, "command": HOSTILE}
    charge = {
        "type": "llm",
        "status": "ok",
        "provider": HOSTILE,
        "model": HOSTILE,
        "actualModel": HOSTILE,
        "tokens": {},
    }
    log = {
        "severity": "ERR",
        "fatal": True,
        "message": HOSTILE,
        "stack": HOSTILE,
        "timestamp": 5,
        "details": {"a": HOSTILE},
    }
    attributes = {"name": HOSTILE, "provider": HOSTILE, "error": HOSTILE, "model": HOSTILE, "kind": HOSTILE}
    payload = {"payload": HOSTILE, "size": 1}
    op = {
        "opId": HOSTILE,
        "kind": "tool",
        "status": "failed",
        "attributes": attributes,
        "accounting": [error, charge],
        "logs": [log, {**log, "severity": HOSTILE}],
        "request": payload,
        "response": payload,
        "reasoning": {"final": HOSTILE},
    }
    child = {
        "id": HOSTILE,
        "agentId": HOSTILE,
        "sessionTitle": HOSTILE,
        "success": False,
        "error": HOSTILE,
        "turns": [],
    }
    call = {**op, "opId": "call", "kind": "session", "childSession": child}
    llm = {**op, "opId": "llm", "kind": "llm"}
    turn = {
        "id": "t",
        "index": 1,
        "attributes": {"prompts": {"system": HOSTILE, "user": HOSTILE}},
        "ops": [op, call, llm],
    }
    return {
        "id": "root",
        "agentId": HOSTILE,
        "sessionTitle": HOSTILE,
        "latestStatus": HOSTILE,
        "attributes": {"ingress": {"user": HOSTILE}},
        "success": False,
        "error": HOSTILE,
        "finalReport": {"format": HOSTILE, "content": HOSTILE},
        "turns": [turn],
    }


@pytest.mark.parametrize("form", ["table", "json", "csv", "ndjson"])
@pytest.mark.parametrize(
    "words",
    [
        *(
            ["show"],
            ["turns"],
            ["ops"],
            ["ops", "--failed"],
            ["llm"],
            ["tools"],
            ["tools", "--count"],
            ["agents"],
        ),
        *(["logs", "--stack"], ["logs", "--count"], ["prompts"], ["reasoning"], ["report"], ["accounting"]),
        *(["accounting", "--by", "tool"], ["doctor"], ["payload"], ["json"]),
    ],
    ids=" ".join,
)
def test_hostile_texts_do_nothing(words: list[str], form: str, ask: Ask, tmp_path: Path) -> None:
    """No text of a session acts on a terminal, and none stops an answer."""
    path = tmp_path / "hostile.json.gz"
    written = json.dumps({"version": 1, "opTree": hostile()}, ensure_ascii=True)
    path.write_bytes(gzip.compress(written.encode()))
    forms = ("table", "json") if words[0] == "payload" else ("table",) if words[0] == "json" else None
    if forms is not None and form not in forms:
        return
    said = ask(
        words[0],
        path,
        *words[1:],
        *(["llm"] if words[0] == "payload" else []),
        *([] if words[0] == "json" else ["--format", form]),
    )
    assert (said.code, said.err.partition(":")[0]) in {(0, ""), (0, "Note")}
    harmful = {c for c in said.out if unicodedata.category(c) in {"Cc", "Cf", "Cs"}}
    assert harmful == {"\n"}
