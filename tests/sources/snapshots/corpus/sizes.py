"""A sessions' folder of which only the sizes matter: as many files as wanted, as large as real ones are.

Owns how large those are. It is made to be quick, so that benchmarks may ask for a hundred thousand; for what is right
or wrong about a file there is the corpus.
"""

import json
import os
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from math import exp, log
from pathlib import Path
from random import Random

from isal import isal_zlib

from tests.sources.snapshots.corpus.pieces import SPAN_MS, Piece, pieces

KB, MB = 1000, 1000 * 1000

_SHARES = (
    (0.0, 2 * KB),
    (0.5, 10.9 * KB),
    (0.9, 28.7 * KB),
    (0.99, 1.19 * MB),
    (0.999, 10 * MB),
    (1.0, 50 * MB),
)
"""Which share of a real folder's files is how large at most, packed; measured on 294,316 of them, but for the last two."""

_LENGTHS = (100, 1_000, 3_000, 10_000, 100_000, 1_000_000)
_AROUND = 1_000
"""About how many bytes what is around a file's turns takes."""
_CHOICE = 8
"""Among how many turns that would still fit one is drawn."""
_SCATTER = 2_654_435_761
"""Odd, so that files whose numbers differ have different names; large, so that names that follow each other don't."""
_FIRST = 176_579
"""The first file's time, in units of ten million milliseconds, of which a file spans one: 15 December 2025."""
_GZIP = 31
"""How a compressor is told to write gzip."""
_DAY_MS = 86_400_000


def sizes_of(files: int, *, largest: float = 50 * MB) -> list[float]:
    """Return the sizes of so many files as they are in a real folder, cut off at the largest."""
    return [min(largest, _size((number + 1) / files)) for number in range(files)]


def write_sizes(folder: Path, sizes: Sequence[float], seed: int = 0, *, days: int = 30) -> list[Path]:
    """Write snapshots of some sizes into a folder, in no order; the same seed, the same files.

    They begin within so many days, and the time of each file is that of its session's end.
    """
    random = Random(seed)  # noqa: S311 - it has to repeat itself
    folder.mkdir(parents=True, exist_ok=True)
    stock = pieces(random, _LENGTHS, of_each=8)
    shuffled = random.sample(sizes, len(sizes))
    spans = days * _DAY_MS // SPAN_MS
    return [
        _write(folder, number, _FIRST + number % spans, _chosen(random, stock, size))
        for number, size in enumerate(shuffled)
    ]


def _size(rank: float) -> float:
    """Return how large the file of some rank is: between two shares, sizes grow by even factors."""
    low, high = next(pair for pair in pairwise(_SHARES) if rank <= pair[1][0])
    way = (rank - low[0]) / (high[0] - low[0])
    return exp(log(low[1]) + way * (log(high[1]) - log(low[1])))


def _chosen(random: Random, stock: list[Piece], size: float) -> list[Piece]:
    """Return turns that fill a file of some size: a few long ones, then shorter ones."""
    left, chosen = size - _AROUND, list[Piece]()
    while fitting := bisect_right(stock, left, key=lambda piece: piece.packed):
        chosen.append(stock[random.randrange(max(0, fitting - _CHOICE), fitting)])
        left -= chosen[-1].packed
    return chosen or stock[:1]


def _write(folder: Path, number: int, span: int, chosen: list[Piece]) -> Path:
    name = b"%08x" % (number * _SCATTER % 2**32)
    session_id = f"{name.decode()}-0000-4000-8000-000000000000"
    path = folder / f"{session_id}.json.gz"
    ended = span * SPAN_MS + len(chosen) * 1000 + 999
    before, after = _around(number, session_id, span * SPAN_MS, ended, chosen)
    packer = isal_zlib.compressobj(level=2, wbits=_GZIP)
    with path.open("wb") as file:
        file.write(packer.compress(before))
        for turn, piece in enumerate(chosen, start=1):
            file.write(packer.compress((b"," if turn > 1 else b"") + piece.at(name, b"%d" % span, turn)))
        file.write(packer.compress(after) + packer.flush())
    os.utime(path, (ended / 1000, ended / 1000))
    return path


def _around(
    number: int, session_id: str, started: int, ended: int, chosen: list[Piece]
) -> tuple[bytes, bytes]:
    """Return what stands before and after a file's turns: three of five files are of version 1, the others of 2."""
    version = 1 if number % 5 < 3 else 2
    session = {
        "id": f"{session_id[:8]}-root",
        "traceId": session_id,
        "agentId": "researcher",
        "callPath": "researcher",
        "sessionTitle": "",
        "startedAt": started,
        "endedAt": ended,
        "success": True,
        "totals": {
            "tokensIn": sum(piece.tokens_in for piece in chosen),
            "tokensOut": sum(piece.tokens_out for piece in chosen),
            "tokensCacheRead": 0,
            "tokensCacheWrite": 0,
            "costUsd": round(sum(piece.cost_usd for piece in chosen), 4),
            "toolsRun": sum(piece.tools for piece in chosen),
            "agentsRun": 1 + sum(piece.agents for piece in chosen),
        },
        **(
            {"finalReport": {"format": "markdown", "content": "Done.", "ts": ended}, "steps": []}
            if version > 1
            else {}
        ),
    }
    text = json.dumps({"version": version, "reason": "final", "opTree": session}, separators=(",", ":"))
    return text[:-2].encode() + b',"turns":[', b"]}}"
