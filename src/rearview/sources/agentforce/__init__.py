"""Agentforce sessions as Data 360 keeps them. Reading is all it does: nothing in an org is ever changed."""
