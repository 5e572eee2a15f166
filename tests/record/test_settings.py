"""Where a recorder writes to: arguments, the environment, a file, and the defaults."""

import json
from pathlib import Path

import pytest

from rearview import record
from rearview.errors import AccessError, ArgumentError
from rearview.record.prices import Tokens, cost_usd
from rearview.record.settings import default

CONFIG = {
    "persistence": {"sessionsDir": "/file/sessions", "billingFile": "/file/accounting.jsonl"},
    "toolResponseMaxBytes": 7,
    "pricing": {"acme": {"large": {"unit": "per_1k", "prompt": 1, "completion": 2}}},
    "providers": {"whatever": "else"},
}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A file of settings."""
    path = tmp_path / "ai-agent.json"
    path.write_text(json.dumps(CONFIG))
    return path


def test_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without anything else, the recorder writes where ai-agent does."""
    monkeypatch.setenv("HOME", "/somewhere")
    chosen = record.settings(environ={})
    assert chosen.sessions_dir == Path("/somewhere/.ai-agent/sessions")
    assert chosen.billing_file == Path("/somewhere/.ai-agent/accounting.jsonl")


def test_a_file(config: Path) -> None:
    """A file says the same as ai-agent's own."""
    chosen = record.settings(config=config, environ={})
    assert (str(chosen.sessions_dir), str(chosen.billing_file)) == (
        "/file/sessions",
        "/file/accounting.jsonl",
    )
    assert chosen.tool_response_max_bytes == 7
    assert cost_usd(chosen.prices, "acme", "large", Tokens(tokens_in=1000, tokens_out=500)) == 2.0


def test_the_environment_goes_before_the_file(config: Path) -> None:
    """The environment goes before the file that it names."""
    environ = {
        "REARVIEW_CONFIG": str(config),
        "REARVIEW_SESSIONS": "/environment",
        "REARVIEW_BILLING": "/environment.jsonl",
        "REARVIEW_TOOL_RESPONSE_MAX_BYTES": "9",
    }
    chosen = record.settings(environ=environ)
    assert (str(chosen.sessions_dir), str(chosen.billing_file)) == ("/environment", "/environment.jsonl")
    assert chosen.tool_response_max_bytes == 9
    assert "acme" in chosen.prices


def test_arguments_go_before_everything(config: Path) -> None:
    """What is given as an argument counts, even where it is nothing."""
    environ = {"REARVIEW_SESSIONS": "/environment", "REARVIEW_TOOL_RESPONSE_MAX_BYTES": "9"}
    chosen = record.settings(
        config=config, sessions_dir="/argument", tool_response_max_bytes=0, pricing={}, environ=environ
    )
    assert (str(chosen.sessions_dir), chosen.tool_response_max_bytes, chosen.prices) == ("/argument", 0, {})


def test_what_cannot_be_understood(tmp_path: Path) -> None:
    """Settings that were asked for by name and can't be used are refused, and say why."""
    broken = tmp_path / "broken.json"
    broken.write_text('{"persistence": 3}')
    with pytest.raises(ArgumentError, match=r"broken\.json doesn't say where to record to"):
        record.settings(config=broken, environ={})
    with pytest.raises(AccessError, match=r"none\.json"):
        record.settings(config=tmp_path / "none.json", environ={})
    with pytest.raises(ArgumentError, match="'lots', which is no number of bytes"):
        record.settings(environ={"REARVIEW_TOOL_RESPONSE_MAX_BYTES": "lots"})
    with pytest.raises(ArgumentError, match="The prices of models"):
        record.settings(pricing={"acme": {"large": {"prompt": "much"}}}, environ={})


def test_an_environment_that_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An agent that said nothing of settings isn't broken by those that its environment names."""
    monkeypatch.setenv("REARVIEW_CONFIG", "/none/such.json")
    monkeypatch.setenv("HOME", "/somewhere")
    assert default().sessions_dir == Path("/somewhere/.ai-agent/sessions")
    assert "goes by its defaults" in caplog.records[0].getMessage()


@pytest.mark.parametrize(
    ("tokens", "cost"),
    [
        (Tokens(tokens_in=1_000_000, tokens_out=500_000), 6.0),
        (Tokens(tokens_in=0, tokens_out=0, cache_read=2_000_000), 1.0),
        (Tokens(tokens_in=1, tokens_out=1, cache_write=1), None),
        (Tokens(tokens_in=1), None),
        (Tokens(), None),
    ],
)
def test_prices(tokens: Tokens, cost: float | None) -> None:
    """A cost is told where every price and every count is known, and is unknown otherwise."""
    pricing = {"acme": {"large": {"prompt": 2.0, "completion": 8.0, "cacheRead": 0.5}}}
    prices = record.settings(pricing=pricing, environ={}).prices
    assert cost_usd(prices, "acme", "large", tokens) == cost
    assert cost_usd(prices, "acme", "small", tokens) is None
    assert cost_usd(prices, "other", "large", tokens) is None
