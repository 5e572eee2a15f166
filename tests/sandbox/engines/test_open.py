"""Opening and closing engines: what is loaded when, what is missing, what is left behind."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from rearview.errors import ArgumentError
from rearview.sandbox.engines import ENGINES, SqlEngine, SqlError, open_engine
from tests.sandbox.engines.build import PARTS, parts


def run(code: str) -> str:
    """Run code in an interpreter without a past, and return what it prints."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def test_engines_are_loaded_when_they_are_opened() -> None:
    """The registry can be read without either library."""
    code = "import sys, rearview.sandbox.engines; print({'duckdb', 'tableauhyperapi'} & sys.modules.keys() or 'none')"
    assert run(code) == "none\n"


def test_a_missing_extra_is_named() -> None:
    """Without its library, the real engine says how to get it."""
    code = """
import sys
sys.modules["tableauhyperapi"] = None
from rearview.errors import MissingExtraError
from rearview.sandbox.engines import open_engine
try:
    open_engine("hyper")
except MissingExtraError as error:
    print(error)
"""
    assert run(code) == (
        "The engine hyper needs tableauhyperapi, which isn't installed.\nHint: pip install 'rearview[hyper]'\n"
    )


def test_other_missing_modules_are_no_extras() -> None:
    """A broken installation isn't mistaken for a missing extra."""
    code = """
import sys
sys.modules["duckdb"] = None
from rearview.sandbox.engines import open_engine
try:
    open_engine("duckdb")
except ModuleNotFoundError as error:
    print(error.name)
"""
    assert run(code) == "duckdb\n"


def test_an_unknown_engine_is_named() -> None:
    """The error says which engines there are."""
    with pytest.raises(ArgumentError, match=r"no engine named excel\.\nHint: choose from: duckdb, hyper\."):
        open_engine("excel")


def test_an_engine_knows_its_name(name: str, engine: SqlEngine) -> None:
    """The name in the registry is the engine's own."""
    assert engine.name == name
    assert name in ENGINES


def test_engines_share_nothing(name: str, engine: SqlEngine) -> None:
    """What is loaded into one isn't in another."""
    engine.load(PARTS, iter([parts(("p", "a"))]))
    other = open_engine(name, strict=True)
    try:
        with pytest.raises(SqlError, match="42P01"):
            other.query('SELECT * FROM "ssot__AIPart__dlm"', now_ms=0)
    finally:
        other.close()


def test_closing_removes_the_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing stays in the folder for temporary files; closing twice does no harm."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    opened = open_engine("duckdb")
    opened.load(PARTS, iter([parts(("p", "a"))]))
    assert list(tmp_path.iterdir())
    opened.close()
    opened.close()
    assert list(tmp_path.iterdir()) == []


def test_the_process_of_the_real_engine_ends_with_ours(tmp_path: Path) -> None:
    """An interpreter that forgets to close leaves neither files nor a process behind."""
    code = f"""
import tempfile
tempfile.tempdir = {str(tmp_path)!r}
from rearview.sandbox.engines import ENGINES, open_engine
for name in ENGINES:
    try:
        engine = open_engine(name)
    except Exception:
        continue
    engine.query("SELECT 1", now_ms=0)
"""
    run(code)
    assert list(tmp_path.iterdir()) == []


def test_an_error_can_be_read() -> None:
    """The code, the words and the hint; without a hint, no hint."""
    assert str(SqlError("42P01", "no table", "quote it")) == "42P01: no table\nHint: quote it"
    assert str(SqlError("22012", "division by zero")) == "22012: division by zero"
