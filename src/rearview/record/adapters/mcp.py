"""Tool calls through a client of MCP, the protocol of tool servers."""

from functools import wraps
from typing import Any

from rearview.record.notices import Notice
from rearview.record.recorder import tool
from rearview.record.tool_call import ToolCall

_SERVER, _RECORDS = "_rearview_server", "_rearview_records"
_UNNAMED = "mcp"

_classes: dict[type, type] = {}


def watch(session: Any, server: str | None) -> None:
    """Record the tool calls of a client's session, under a server's name."""
    setattr(session, _SERVER, server or _UNNAMED)
    if not getattr(type(session).call_tool, _RECORDS, False):
        session.__class__ = _watched(type(session))


def watch_all(sessions: Any) -> None:
    """Record the tool calls of every session of a class."""
    if not getattr(sessions.call_tool, _RECORDS, False):
        sessions.call_tool = _recording(sessions.call_tool)


def _watched(sessions: Any) -> type:
    """Return a class of sessions whose tool calls are recorded."""
    if sessions not in _classes:
        _classes[sessions] = type(
            sessions.__name__, (sessions,), {"call_tool": _recording(sessions.call_tool)}
        )
    return _classes[sessions]


def _recording(plain: Any) -> Any:
    """Return a session's way of calling tools, recorded."""

    @wraps(plain)
    async def call_tool(
        self: Any, name: str, arguments: dict[str, Any] | None = None, *args: Any, **options: Any
    ) -> Any:
        with tool(name, arguments or {}, provider=getattr(self, _SERVER, _UNNAMED), kind="mcp") as call:
            result = await plain(self, name, arguments, *args, **options)
            _take(call, result)
            return result

    setattr(call_tool, _RECORDS, True)
    return call_tool


def _take(call: ToolCall, result: Any) -> None:
    try:
        words = _words(result)
        call.response(result if words is None else words)
        if getattr(result, "is_error", getattr(result, "isError", False)):
            call.fail(words or "The tool says that it failed.")
    except Exception as error:  # noqa: BLE001 - recording never breaks the agent
        Notice.adapter("MCP", error).tell()


def _words(result: Any) -> str | None:
    """Return a result that is texts alone; None for any other."""
    texts = [getattr(block, "text", None) for block in getattr(result, "content", ())]
    words = [text for text in texts if isinstance(text, str)]
    return "\n".join(words) if words and len(words) == len(texts) else None
