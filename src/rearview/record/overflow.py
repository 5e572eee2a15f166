"""Responses of tools that are too large for a snapshot: each in a file beside it, and a handle in its place."""

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from isal import igzip

from rearview.record.notices import Notice
from rearview.record.places import response_of
from rearview.record.plain import whole

if TYPE_CHECKING:
    from rearview.record.tool_call import ToolCall

_PREVIEW = 4096
_LEVEL = 2


def put_away(call: "ToolCall", result: object) -> tuple[Any, int, bool]:
    """Return what stands in the snapshot for a tool's result, how many bytes it has, and whether it lies elsewhere."""
    chosen = call.run.settings
    if isinstance(result, str):
        text = chosen.plain.text(whole(str.__str__(result)))
        content, form, inline = text.encode(), "text", chosen.plain.quoted(text)
    else:
        inline = chosen.plain.raw(result)
        content, form = bytes(inline), "json"
    if len(content) <= chosen.tool_response_max_bytes:
        return inline, len(content), False
    handle = _stored(call, content, form)
    if handle is None:
        return inline, len(content), False
    preview = content[:_PREVIEW].decode(errors="ignore")
    return chosen.plain.quoted({"textPreview": preview, "ref": handle}), len(content), True


def _stored(call: "ToolCall", content: bytes, form: str) -> dict[str, Any] | None:
    """Write a result to a file of its own and return its handle; None where that can't be."""
    chosen, turn = call.run.settings, call.turn
    name = response_of(turn.session.trace_id, turn.index, call.position, form)
    packed = igzip.compress(content, _LEVEL)
    path = chosen.sessions_dir / name
    try:
        chosen.disk.store(path, (packed,))
    except OSError as error:
        Notice.kept_inline(path, error).tell()
        return None
    return {
        "kind": "tool_response",
        "opId": call.op_id,
        "turn": turn.index,
        "opIndex": call.position,
        "format": form,
        "compression": "gzip",
        "path": name,
        "originalBytes": len(content),
        "compressedBytes": len(packed),
        "sha256": sha256(content).hexdigest(),
        "captured": True,
        "truncated": False,
        "redacted": bool(chosen.plain.redactors),
    }
