"""What a session is: the canonical tables, one session as a tree, and what can be read off a tree.

Standard library only: whoever has rows can build a tree, without an engine, a lake or a source.
"""
