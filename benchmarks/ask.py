"""Every question on a lake of millions of steps: its time and its memory, beside SQL written by hand for the same answers.

Each question is a process of its own, so that its peak memory is its own; what is done there, `ask_sides.py` says. Then:
percentiles against exact ones, the rows of one session with its date known and unknown, and `analyze` from the facts
that are kept. By default 3 million steps, which take minutes to make; --steps 30000000 for more, --lake to keep them.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rearview.analyses import ANALYSES

HERE = Path(__file__).parent
Row = dict[str, Any]
STEPS = 3_000_000
STEPS_A_SESSION = 9.7
ALONE = ("facts",)
"""What isn't asked: it is every fact of every session, which is measured by itself."""


def build(root: Path, sessions: int) -> None:
    """Make a lake of so many sessions."""
    command = [sys.executable, str(HERE / "ask_lake.py"), str(root), str(sessions)]
    subprocess.run(command, check=True)


def measured(work: str, root: Path, name: str = "") -> dict[str, Any]:
    """Do something in a process of its own, and return what it took."""
    command = [sys.executable, "-m", "benchmarks.ask_sides", work, str(root.absolute()), name]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=HERE.parent).stdout
    done: dict[str, Any] = json.loads(told)
    return done


def questions(root: Path) -> None:
    """Print what each question takes, and the same by hand; refuse to go on if the answers differ."""
    print(
        f"{'question':12} {'cpu s':>8} {'seconds':>8} {'peak MB':>8} {'by hand':>8} {'seconds':>8} {'peak MB':>8} {'ratio':>6}"
    )
    ours, hand, peak = [0.0, 0.0], [0.0, 0.0], 0.0
    for name in ANALYSES:
        if name in ALONE:
            continue
        told, other = measured("ask", root, name), measured("by_hand", root, name)
        if not alike(told["result"], other["result"]):
            sys.exit(f"{name}: the answer by hand is another one")
        peak = max(peak, told["peak_mb"])
        for sums, each in ((ours, told), (hand, other)):
            sums[0], sums[1] = sums[0] + each["cpu"], sums[1] + each["seconds"]
        line = " ".join(
            f"{each['cpu']:>8.2f} {each['seconds']:>8.2f} {each['peak_mb']:>8,.0f}" for each in (told, other)
        )
        print(f"{name:12} {line} {told['seconds'] / other['seconds']:>6.2f}", flush=True)
    print(f"{'sum':12} {ours[0]:>8.2f} {ours[1]:>8.2f} {'':>8} {hand[0]:>8.2f} {hand[1]:>8.2f}")
    print(
        f"{'ratio':12} {ours[0] / hand[0]:>8.2f} {ours[1] / hand[1]:>8.2f}; the highest peak is {peak:,.0f} MB\n"
    )


def alike(answer: list[Row], by_hand: list[Row]) -> bool:
    """Whether two answers have the same rows, as far as the one by hand has columns."""
    columns = list(by_hand[0]) if by_hand else []
    shown = [
        sorted(map(repr, ([_plain(row[name]) for name in columns] for row in rows)))
        for rows in (answer, by_hand)
    ]
    return shown[0] == shown[1]


def _plain(value: Any) -> Any:
    return round(value, 3) + 0.0 if isinstance(value, int | float) else value


def percentiles(root: Path) -> None:
    """Print how far percentiles from buckets are from exact ones, and what memory each takes beyond reading the column."""
    sharp, rough = measured("exact", root), measured("buckets", root)
    off = max(abs(b - e["took"]) / e["took"] for b, e in zip(rough["result"], sharp["result"], strict=True))
    beyond = [
        told["peak_mb"] - measured(read, root)["peak_mb"]
        for told, read in ((rough, "buckets_read"), (sharp, "exact_read"))
    ]
    print(
        f"percentiles: {off:.2%} off at most; {beyond[0]:,.0f} MB beyond reading, exact {beyond[1]:,.0f} MB"
    )


def main() -> None:
    """Make a lake, unless there is one, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--lake", type=Path)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = said.lake or Path(folder) / "lake"
        if not root.exists():
            build(root, round(said.steps / STEPS_A_SESSION))
        shutil.rmtree(root / "metadata" / "facts", ignore_errors=True)  # questions are to read rows
        questions(root)
        percentiles(root)
        for known in ("unknown", "known"):
            told = measured("lookup", root, known)
            print(f"one session's steps, warm, date {known}: {told['result'] * 1000:.1f} ms")
        kept = measured("facts", root)
        print(f"facts derived and kept: {kept['seconds']:.1f} s, {kept['peak_mb']:,.0f} MB")
        told = measured("analyze", root)
        print(f"analyze, {told['result']:,} sessions: {told['seconds']:.2f} s, {told['peak_mb']:,.0f} MB")


if __name__ == "__main__":
    main()
