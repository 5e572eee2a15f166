"""Where things stand on a timeline's lines: the time, the gutter, a bar for each agent above, the tag, the words.

    10:15:24 │ │ [STEP]   tool: Get_Order_Status
             │ │          Input:  {"orderId": "12345"}

Owns geometry and styles. It must never let text through that isn't plain, nor a line that is wider than the page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.text import Text

from rearview.render.plain import plain, plain_lines
from rearview.render.wrap import wrap

NARROWEST = 40
"""On fewer cells a timeline can't be read."""

_CLOCK = 8
_GUTTER = " │ "
_BAR = "│ "
_TAG = len("[OUTPUT] ")
_LABEL = len("Output: ")
_FACT = len("Sub-agents: ")
_WORDS = 16
"""Bars give way before words have less room than this."""
_NARROW = 32
"""With less room beside a label, words stand below it."""

_STYLES = {
    "AGENT": "bold yellow",
    "END": "yellow",
    "GUARD": "magenta",
    "INPUT": "bold cyan",
    "JUDGE": "magenta",
    "LOG": "blue",
    "MODEL": "blue",
    "OUTPUT": "bold green",
    "PROMPT": "cyan",
    "STEP": "blue",
    "TOPIC": "magenta",
    "TURN": "blue",
}
FAILED = "bold red"
UNFINISHED = "yellow"
FAINT = "dim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a width, on which one timeline stands."""

    width: int
    verbose: bool

    def entry(self, clock: str, depth: int, tag: str, text: str, *, failed: bool = False) -> Iterator[Text]:
        """Yield an event: its time and tag, and its text beside them."""
        mark = f"[{tag}]".ljust(_TAG)
        lead = self._margin(clock, depth)
        if failed:
            lead.append(mark[:-2], _STYLES[tag]).append("✗ ", FAILED)
        else:
            lead.append(mark, _STYLES[tag])
        yield from self._block(lead, self._indent(depth), plain_lines(text), FAILED if failed else "")

    def detail(self, depth: int, label: str, text: str, *, style: str = "") -> Iterator[Text]:
        """Yield what belongs to the event above, beside its label, or below it where the page is narrow."""
        hang = self._indent(depth)
        lead = hang.copy().append(f"{label}:".ljust(_LABEL), style or FAINT)
        if self._is_narrow(depth):
            lead.rstrip()
            yield lead
            lead = hang
        else:
            hang.append(" " * _LABEL)
        yield from self._block(lead, hang, plain_lines(text), style)

    def room(self, depth: int) -> int:
        """Return how many cells a detail's text has."""
        return self._beside(depth) + (_LABEL if self._is_narrow(depth) else 0)

    def _beside(self, depth: int) -> int:
        return self.width - self._hung(depth) - _LABEL

    def _is_narrow(self, depth: int) -> bool:
        return self._beside(depth) < _NARROW

    def fact(self, label: str, words: str, *, style: str = "") -> Iterator[Text]:
        """Yield one line of the heading."""
        lead = _faint(f"{label}:".ljust(_FACT))
        yield from self._block(lead, Text(" " * _FACT), [plain(words)], style)

    def across(self, words: str, *, style: str) -> Iterator[Text]:
        """Yield one line that stands on the page's whole width."""
        yield from self._block(Text(), Text(), [plain(words)], style)

    def gap(self, depth: int) -> Text:
        """Return the line between two turns."""
        line = self._margin("", depth) if depth else Text()
        line.rstrip()
        return line

    def pause(self, depth: int, name: str, words: str) -> Text:
        """Return the line above a turn, or above what came after a long time: the turn's name, and what was waited for."""
        margin = self._margin(name, depth).plain.rstrip().removesuffix("│")
        line = _faint(f"{margin}┆ {words}"[: self.width])
        line.rstrip()
        return line

    def rule(self, character: str, title: str = "") -> Text:
        """Return a line across the page."""
        start = f"{character * 2} {title} " if title else ""
        return _faint(start + character * (self.width - len(start)))

    def _margin(self, clock: str, depth: int) -> Text:
        """Return the time, the gutter and the bars."""
        return _faint(clock.ljust(_CLOCK) + _GUTTER + self._bars(depth))

    def _bars(self, depth: int) -> str:
        """Return a bar for each agent above; those for which there is no room are counted instead."""
        room = (self.width - _CLOCK - len(_GUTTER) - _TAG - _WORDS) // len(_BAR)
        return _BAR * depth if depth <= room else f"{_BAR * (room - 1)}+{depth - room + 1} "

    def _hung(self, depth: int) -> int:
        """Return how many cells stand before an event's words."""
        return _CLOCK + len(_GUTTER) + len(self._bars(depth)) + _TAG

    def _indent(self, depth: int) -> Text:
        return self._margin("", depth).append(" " * _TAG)

    def _block(self, lead: Text, hang: Text, lines: Iterable[str], style: str) -> Iterator[Text]:
        """Yield plain lines wrapped to the page, the first after the lead, all others after the hang."""
        before, room = lead, self.width - hang.cell_len
        for line in lines:
            for piece in wrap(line, room):
                text = before.copy().append(piece, style)
                text.rstrip()
                yield text
                before = hang


def _faint(text: str) -> Text:
    """Return faint text to which text of other styles can be added; a style of the whole would colour that too."""
    return Text().append(text, FAINT)
