"""Rearview shows what an AI agent did in a session, and why."""

__version__ = "0.1.0"
