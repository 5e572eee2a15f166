"""Where a recorder writes and what it keeps: from arguments, the environment, a JSON file and defaults, in this order.

Owns the names and the defaults, which are ai-agent's. It must not touch the disk beyond reading the file.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import DecodeError, Struct, convert, json

from rearview.errors import AccessError, ArgumentError
from rearview.record.disk import Disk
from rearview.record.events import OnEvent
from rearview.record.notices import Notice
from rearview.record.plain import Plain, Redactor
from rearview.record.prices import Price, Prices

SESSIONS_DIR = "~/.ai-agent/sessions"
BILLING_FILE = "~/.ai-agent/accounting.jsonl"
TOOL_RESPONSE_MAX_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where a recorder writes and what it keeps."""

    sessions_dir: Path
    billing_file: Path
    tool_response_max_bytes: int = TOOL_RESPONSE_MAX_BYTES
    """Responses of tools that are larger lie in files of their own."""
    prices: Prices = field(default_factory=dict)
    plain: Plain = field(default_factory=Plain)
    """How values are written down: with redactions, or with none."""
    on_event: OnEvent | None = None
    disk: Disk = field(default_factory=Disk)


class _Persistence(Struct, frozen=True, rename="camel"):
    sessions_dir: str | None = None
    billing_file: str | None = None


class _Config(Struct, frozen=True, rename="camel"):
    """The file, as far as it is about recording; ai-agent's own says much else."""

    persistence: _Persistence = _Persistence()
    tool_response_max_bytes: int | None = None
    pricing: dict[str, dict[str, Price]] = {}


def settings(
    *,
    config: str | Path | None = None,
    sessions_dir: str | Path | None = None,
    billing_file: str | Path | None = None,
    tool_response_max_bytes: int | None = None,
    pricing: Mapping[str, Mapping[str, Mapping[str, object] | Price]] | None = None,
    redact: Iterable[Redactor] = (),
    on_event: OnEvent | None = None,
    disk: Disk | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Settings:
    """Return the settings that arguments, the environment, a JSON file and the defaults make together."""
    named = config or environ.get("REARVIEW_CONFIG")
    file = _read(Path(named).expanduser()) if named else _Config()
    kept = file.persistence
    sessions = sessions_dir or environ.get("REARVIEW_SESSIONS") or kept.sessions_dir or SESSIONS_DIR
    billing = billing_file or environ.get("REARVIEW_BILLING") or kept.billing_file or BILLING_FILE
    most = tool_response_max_bytes
    if most is None:
        most = _number(environ, "REARVIEW_TOOL_RESPONSE_MAX_BYTES")
    if most is None:
        most = file.tool_response_max_bytes
    return Settings(
        sessions_dir=Path(sessions).expanduser().absolute(),
        billing_file=Path(billing).expanduser().absolute(),
        tool_response_max_bytes=TOOL_RESPONSE_MAX_BYTES if most is None else most,
        prices=file.pricing if pricing is None else _prices(pricing),
        plain=Plain(redact),
        on_event=on_event,
        disk=disk or Disk(),
    )


_default: Settings | None = None


def configure(chosen: Settings | None) -> None:
    """Let sessions that name no settings go by these; by none, let them go by the environment again."""
    global _default  # noqa: PLW0603 - the one thing that a process has one of
    _default = chosen


def default() -> Settings:
    """Return the settings that were chosen for this process; else those that its environment names."""
    if _default is not None:
        return _default
    try:
        return settings()
    except Exception as error:  # noqa: BLE001 - nobody asked for these settings by name: the agent goes on without
        Notice.settings(error).tell()
        return settings(environ={})


def _read(path: Path) -> _Config:
    try:
        return json.decode(path.read_bytes(), type=_Config)
    except OSError as error:
        raise AccessError.of(error, doing=f"read {path}") from error
    except (DecodeError, UnicodeDecodeError) as error:
        raise ArgumentError.recorder_file(path, error) from error


def _prices(pricing: Mapping[str, Mapping[str, Mapping[str, object] | Price]]) -> Prices:
    try:
        return convert(pricing, dict[str, dict[str, Price]])
    except DecodeError as error:
        raise ArgumentError.pricing(error) from error


def _number(environ: Mapping[str, str], name: str) -> int | None:
    text = environ.get(name)
    if not text:
        return None
    try:
        return int(text)
    except ValueError as error:
        raise ArgumentError.recorder_number(name, text) from error
