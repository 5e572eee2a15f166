"""`rearview debug-session`: one session, from a file to a screen."""

import gzip
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
Golden = Callable[[str, bytes], None]
Write = Callable[..., Path]

GOOD = gzip.compress(b'{"version": 1, "opTree": {"id": "s", "turns": []}}')


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_timeline(width: int, example: Path, run: Run, golden: Golden) -> None:
    """The timeline is laid out for the terminal's width, sub-agents inside their calls, failures and causes marked."""
    done = run("debug-session", "--data-dir", example, env={"COLUMNS": str(width)})
    assert (done.code, done.err) == (0, "")
    golden(f"debug-session-{width}.txt", done.out)


def test_everything(example: Path, run: Run, golden: Golden) -> None:
    """Payloads, prompts, system steps, charges and warnings are there where everything is wanted."""
    golden("debug-session-verbose.txt", run("debug-session", "--data-dir", example, "--verbose").out)


def test_in_colour(example: Path, run: Run, golden: Golden) -> None:
    """Colours are there on demand; NO_COLOR goes before that."""
    words = ("debug-session", "--data-dir", example)
    golden("debug-session-colour.txt", run(*words, env={"FORCE_COLOR": "1"}).out)
    assert run(*words, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).out == run(*words).out


def test_json(example: Path, run: Run, golden: Golden) -> None:
    """JSON is the whole tree, alone on stdout."""
    done = run("debug-session", "--data-dir", example, "--format", "json")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["root"] == "5f0c1a52-7d1e-4a5b-9c33-0a1b2c3d4e5f"
    golden("debug-session.json", done.out)


def test_a_file_for_the_result(example: Path, run: Run, tmp_path: Path) -> None:
    """With -o the result is in the file, and stdout stays empty."""
    words = ("debug-session", "--data-dir", example)
    done = run(*words, "-o", tmp_path / "timeline.txt")
    assert (done.code, done.out, done.err) == (0, b"", "")
    assert (tmp_path / "timeline.txt").read_bytes() == run(*words).out


def test_where_sessions_lie(example: Path, run: Run) -> None:
    """The folder may be set once for all commands, and a part of an id says which session is meant."""
    done = run("debug-session", "--session-id", "7d1e", env={"REARVIEW_DATA": str(example.parent)})
    assert done.code == 0
    assert b"SESSION DEBUG: 5f0c1a52" in done.out


HOSTILE = (
    "[/INST] [bold]not markup[/bold] </script><script>alert(1)</script> "
    "\x1b[2J\x1b]0;owned\x07 \x9b31m \u202egpj.exe \u200b\u2066 \r\n10:00:00 │ [STEP]   forged: line"
)


@pytest.fixture
def hostile(snapshot_file: Write) -> Path:
    """A session in which every text is an attempt on whoever reads it."""
    payload = {"payload": HOSTILE}
    failed = {"type": "tool", "status": "failed", "error": HOSTILE, "mcpServer": HOSTILE, "command": HOSTILE}
    log = {
        "severity": "ERR",
        "fatal": True,
        "message": HOSTILE,
        "stack": HOSTILE,
        "remoteIdentifier": HOSTILE,
    }
    child = {
        "id": HOSTILE,
        "agentId": HOSTILE,
        "sessionTitle": HOSTILE,
        "success": False,
        "error": HOSTILE,
        "turns": [],
    }
    op = {
        "opId": HOSTILE,
        "kind": "session",
        "status": "failed",
        "attributes": {"name": HOSTILE, "provider": HOSTILE, "error": HOSTILE},
        "request": payload,
        "response": payload,
        "accounting": [failed],
        "logs": [log],
        "childSession": child,
    }
    prompts = {"system": HOSTILE, "user": HOSTILE}
    turn = {
        "id": HOSTILE,
        "index": 1,
        "attributes": {"prompts": prompts},
        "ops": [op, {**op, "opId": "2", "kind": "tool"}],
    }
    root = {"id": "root", "agentId": HOSTILE, "sessionTitle": HOSTILE, "success": False, "error": HOSTILE}
    return snapshot_file({**root, "turns": [turn]})


@pytest.mark.parametrize("words", [[], ["--verbose"], ["--format", "json"]])
def test_hostile_texts_do_nothing(words: list[str], hostile: Path, run: Run) -> None:
    """No text of a session acts on the terminal, forges a line of the page or gets lost."""
    done = run("debug-session", "--data-dir", hostile, *words)
    assert (done.code, done.err) == (0, "")
    shown = done.out.decode()
    assert {character for character in shown if unicodedata.category(character) in {"Cc", "Cf"}} == {"\n"}
    assert "[/INST]" in shown
    assert "[bold]not markup[/bold]" in shown
    assert not any(line.startswith("10:00:00") for line in shown.splitlines())


def test_hostile_texts_on_the_page(hostile: Path, run: Run, golden: Golden) -> None:
    """What was harmful stands on the page for all to see."""
    golden("debug-session-hostile.txt", run("debug-session", "--data-dir", hostile).out)


@pytest.mark.parametrize("verbose", [False, True])
def test_a_megabyte_on_one_line(verbose: bool, snapshot_file: Write, run: Run) -> None:
    """A text of any length is cut, or shown whole if that is wanted, within the width either way."""
    op = {"opId": "o", "kind": "tool", "status": "ok", "response": {"payload": "é" * 1_000_000}}
    path = snapshot_file({"id": "s", "turns": [{"id": "t", "index": 1, "ops": [op]}]})
    shown = run("debug-session", "--data-dir", path, *(["--verbose"] if verbose else [])).out.decode()
    assert max(map(len, shown.splitlines())) == 80
    assert shown.count("é") == (1_000_000 if verbose else 400)
    assert ("(+999,600" in shown) is not verbose


FILES = {
    "empty": b"",
    "half": GOOD[: len(GOOD) // 2],
    "damaged": GOOD[:-8] + bytes(4) + GOOD[-4:],
    "not-gzip": b'{"version": 1}',
    "not-json": gzip.compress(b"hello"),
    "not-a-snapshot": gzip.compress(b'{"version": 1, "name": "something else"}'),
    "too-deep": gzip.compress(b'{"deep": ' + b"[" * 100_000),
    "mistyped-id": GOOD,
}
MISTAKES = {
    **{name: (["--data-dir", "snapshot.json.gz"], 1) for name in FILES},
    "mistyped-id": (["--data-dir", "snapshot.json.gz", "--session-id", "t"], 3),
    "absent": (["--data-dir", "absent.json.gz"], 3),
    "nothing-given": ([], 3),
    "no-snapshots": (["--data-dir", "empty"], 3),
    "which-session": (["--data-dir", "many"], 4),
    "ambiguous-id": (["--data-dir", "many", "--session-id", "session"], 4),
    "nearest-ids": (["--data-dir", "many", "--session-id", "session-2x"], 3),
    "unknown-option": (["--sesion-id", "x"], 4),
    "unknown-format": (["--format", "xml"], 4),
    "missing-value": (["--data-dir"], 4),
    "too-many-words": (["session-1"], 4),
    "unwritable": (["--data-dir", "many/session-1.json.gz", "-o", "absent/result.txt"], 1),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes(mistake: str, tmp_path: Path, run: Run, golden: Golden) -> None:
    """Whatever is wrong: stdout stays empty, stderr says what, to which thing and what to do, the code says which kind."""
    words, code = MISTAKES[mistake]
    (tmp_path / "snapshot.json.gz").write_bytes(FILES.get(mistake, GOOD))
    (tmp_path / "empty").mkdir()
    (tmp_path / "many").mkdir()
    for number in range(7):
        (tmp_path / "many" / f"session-{number}.json.gz").write_bytes(GOOD)
    done = run("debug-session", *words, cwd=tmp_path)
    assert (done.code, done.out) == (code, b"")
    assert done.err.startswith("Error: ")
    assert done.err.splitlines()[-1].startswith("Hint: ")
    typed = " ".join(["$ rearview debug-session", *words])
    golden(f"mistakes/{mistake}.txt", f"{typed}\n{done.err}exit code {done.code}\n".encode())
