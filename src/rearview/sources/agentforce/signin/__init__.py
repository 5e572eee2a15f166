"""Signing in to an org, in the way that is asked for: from what somebody said to a session with its doors.

Tokens, keys and secrets live here and in the files that they come from, nowhere else: they go to the host that they
are for, and never into a message, a log or a command line.
"""

from rearview.sources.agentforce.signin.checks import Check, walk
from rearview.sources.agentforce.signin.door import Door
from rearview.sources.agentforce.signin.login import Login, Method
from rearview.sources.agentforce.signin.remedy import PREREQUISITES, Prerequisite
from rearview.sources.agentforce.signin.session import Session, sign_in

__all__ = ["PREREQUISITES", "Check", "Door", "Login", "Method", "Prerequisite", "Session", "sign_in", "walk"]
