"""A Python agent keeps its own flight record: snapshots as ai-agent writes them, which everything here can read.

    from rearview import record

    with record.session(agent="researcher") as session:
        with session.turn(prompts="What is new?") as turn:
            with turn.llm("openai", "gpt-5") as call:
                ...

Whatever goes wrong in recording, the agent goes on: it is told once, on stderr, where the record went instead.
"""

from rearview.record.adapters.function import recorded
from rearview.record.adapters.install import install, wrap
from rearview.record.current import current
from rearview.record.entries import Severity
from rearview.record.events import Event
from rearview.record.model_call import ModelCall
from rearview.record.operation import Operation, SystemOperation
from rearview.record.recorder import llm, log, session, system, tool, turn
from rearview.record.recovery import Recovered, recover
from rearview.record.session import Session, Turn
from rearview.record.settings import Settings, configure, settings
from rearview.record.tool_call import ToolCall

__all__ = [
    "Event",
    "ModelCall",
    "Operation",
    "Recovered",
    "Session",
    "Settings",
    "Severity",
    "SystemOperation",
    "ToolCall",
    "Turn",
    "configure",
    "current",
    "install",
    "llm",
    "log",
    "recorded",
    "recover",
    "session",
    "settings",
    "system",
    "tool",
    "turn",
    "wrap",
]
