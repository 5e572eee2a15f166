"""Adapters: what other people's libraries do is recorded, without a word of theirs or of the agent's being changed."""
