"""Why a snapshot isn't where it should be.

Owns what a folder and its disk tell about it: a folder that nobody made, that can't be written, a disk that is full.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from rearview.sources.snapshots.findings import Finding


def absence(path: Path) -> list[Finding]:
    """Return what explains that nothing is at a path."""
    folder = path.parent
    try:
        left = sorted(entry for entry in folder.iterdir() if entry.name.startswith(f"{path.name}.tmp-"))
        disk, state = os.statvfs(folder), folder.stat()
    except OSError as error:
        return [Finding.no_folder(folder, error)]
    reasons = [
        *(Finding.orphan(file) for file in left),
        *disk_problems(folder, disk),
        *permission_problems(folder, state, writable=os.access(folder, os.W_OK | os.X_OK)),
    ]
    return reasons or [Finding.unexplained(path)]


def disk_problems(folder: Path, disk: os.statvfs_result) -> Iterator[Finding]:
    """Say what keeps a disk from taking another file."""
    if disk.f_flag & os.ST_RDONLY:
        yield Finding.read_only(folder)
    if disk.f_bavail == 0:
        yield Finding.disk_full(folder)
    # Some file systems don't count their files, and say zero of zero.
    if disk.f_files and disk.f_favail == 0:
        yield Finding.no_more_files(folder)


def permission_problems(folder: Path, state: os.stat_result, *, writable: bool) -> Iterator[Finding]:
    """Say what keeps a recorder from making a file in a folder."""
    owners = stat.S_IWUSR | stat.S_IXUSR
    if state.st_mode & owners != owners:
        yield Finding.not_writable_by_owner(folder, stat.filemode(state.st_mode))
    elif not writable:
        yield Finding.not_writable_by_us(folder, stat.filemode(state.st_mode), state.st_uid)
