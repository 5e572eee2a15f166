"""The layout of the older extractor's folders: which of them holds which table of Data 360.

Its files hold texts only, in the columns of Data 360; what it calls messages are moments. It never fetched what was
said, who took part, or what the gateway recorded.
"""

from pathlib import Path

FOLDERS = {
    "sessions": "sessions",
    "interactions": "interactions",
    "steps": "steps",
    "moments": "messages",
    "generations": "generations",
    "content_quality": "content_quality",
    "content_categories": "content_categories",
}
"""For each table that it has, by the name that a lake gives it, the folder that it lies in."""


def is_older(root: Path) -> bool:
    """Whether a folder is filled in that layout."""
    return bool(files(root, "sessions"))


def files(root: Path, table: str) -> list[Path]:
    """Return the files of a table; none for one that was never fetched."""
    return sorted((root / FOLDERS[table]).glob("*.parquet")) if table in FOLDERS else []
