"""An `sf` that prints what a test put there, and keeps what it was asked."""

import json
from pathlib import Path
from typing import Any

_SCRIPT = """#!/bin/sh
here=$(dirname "$0")
printf '%s\\n' "$*" >> "$here/asked"
printf '%s\\n' "NO_COLOR=$NO_COLOR FORCE_COLOR=$FORCE_COLOR" >> "$here/colours"
case "$*" in
  "org display"*) name=display ;;
  "org auth show-access-token"*) name=token ;;
esac
if [ -f "$here/$name.sh" ]; then . "$here/$name.sh"; fi
if [ -f "$here/$name" ]; then cat "$here/$name"; exit 0; fi
echo " Warning: $* is not a sf command."
exit 127
"""


class FakeSf:
    """A command for a test."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        program = folder / "sf"
        program.write_text(_SCRIPT)
        program.chmod(0o755)

    def prints(self, name: str, text: str) -> None:
        """Let one of its commands, display or token, print a text."""
        (self.folder / name).write_text(text)

    def tells(self, name: str, **result: Any) -> None:
        """Let one of its commands give a result."""
        self.prints(name, json.dumps({"status": 0, "result": result, "warnings": []}))

    def fails(self, name: str, message: str) -> None:
        """Let one of its commands fail."""
        self.prints(name, json.dumps({"status": 1, "name": "Error", "message": message, "exitCode": 1}))

    def does(self, name: str, script: str) -> None:
        """Let one of its commands do something first."""
        (self.folder / f"{name}.sh").write_text(script)

    @property
    def asked(self) -> list[str]:
        """What it was asked so far."""
        kept = self.folder / "asked"
        return kept.read_text().splitlines() if kept.exists() else []

    @property
    def colours(self) -> set[str]:
        """What the environment said of colours."""
        return set((self.folder / "colours").read_text().splitlines())
