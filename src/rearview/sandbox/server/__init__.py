"""The server of the stand-in: it answers on loopback as Data 360 does, faults included."""

from rearview.sandbox.server.behaviour import Behaviour
from rearview.sandbox.server.clock import Clock
from rearview.sandbox.server.faults import NAMED, Plan, Rule, choose
from rearview.sandbox.server.serve import serve
from rearview.sandbox.server.standin import Standin

__all__ = ["NAMED", "Behaviour", "Clock", "Plan", "Rule", "Standin", "choose", "serve"]
