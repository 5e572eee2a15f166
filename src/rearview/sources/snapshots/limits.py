"""How much a file may ask of the machine before it is refused.

Owns the numbers and why each is what it is. They are far above anything that a recorder was seen to write (150 MB
packed, 1 GB unpacked), and low enough that no file can exhaust memory or time.
"""

from dataclasses import dataclass

MB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that one file may be."""

    packed: int = 512 * MB
    """Bytes of the file."""

    unpacked: int = 2048 * MB
    """Bytes of its text."""

    ratio: int = 200
    """Bytes of text a byte of the file. Conversations don't come near; gzip itself reaches 1,032 to 1 on zeros."""

    free: int = 64 * MB
    """Bytes of text up to which the ratio doesn't matter, for a short text does no harm however it was packed."""

    members: int = 100
    """Gzip streams in one file. A recorder writes one; each costs a copy of all that follows it."""

    depth: int = 500
    """Brackets open at once within one session; sub-agents' sessions nest in each other without limit."""

    brackets: int = 50_000_000
    """Brackets and strings of a text that nests too deeply to be decoded at once: some fifteen seconds of work."""

    objects: int = 10_000_000
    """Objects of a text, and a tenth of its quotation marks: what they become takes ten times as much memory."""

    crowded: int = 20
    """Bytes of text a byte of the file, from which its objects are counted: conversations don't come near either."""

    ill_typed: int = 256 * MB
    """Bytes of a text in which values that don't belong are looked for: each of them costs reading it again."""

    ledger: int = 128 * MB
    """Bytes of a ledger, which holds no payloads."""

    lines: int = 1_000_000
    """Lines of a ledger."""

    sessions: int = 10_000
    """Ledgers of one run."""

    def crowd(self, text: bytes, packed: int) -> bool:
        """Tell whether a text holds so many small things that memory might not do for them."""
        if len(text) <= self.free or (len(text) <= self.crowded * packed and len(text) <= self.packed):
            return False
        return text.count(b"{") > self.objects or text.count(b'"') > 10 * self.objects

    def text(self, packed: int) -> int:
        """Return how many bytes a file of some size may unpack to."""
        return min(self.unpacked, max(self.free, self.ratio * packed))


LIMITS = Limits()
