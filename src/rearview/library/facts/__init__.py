"""The facts of sessions, one row each, kept beside a lake's cells and renewed where these have changed.

    facts = session_facts(lake)                 kept ones where nothing has changed, all others computed now
    facts.frame(lake.engine)                    as a frame of an engine

A lake's own cells are never touched, and a reader never meets a file that is half written.
"""

from rearview.library.facts.facts import SessionFacts, kept_facts, session_facts

__all__ = ["SessionFacts", "kept_facts", "session_facts"]
