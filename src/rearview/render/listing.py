"""A list to read on a terminal: names with what is said of each, or headings with what stands under them."""

from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

from rearview.render.plain import plain
from rearview.render.wrap import wrap

_GAP = "  "


def defined(entries: Sequence[tuple[str, str]], *, width: int) -> Iterator[Text]:
    """Yield names, and beside each what it means, broken where the line ends."""
    column = max((len(name) for name, _ in entries), default=0) + len(_GAP)
    for name, meaning in entries:
        for number, line in enumerate(wrap(plain(meaning), width - column)):
            yield (
                Text()
                .append("" if number else plain(name), "bold")
                .append(" " * (column if number else column - len(name)) + line)
            )


def grouped(groups: Iterable[tuple[str, str, Iterable[str]]], *, width: int) -> Iterator[Text]:
    """Yield headings with a sentence each, and lines under them."""
    for place, (name, sentence, lines) in enumerate(groups):
        if place:
            yield Text()
        yield Text(plain(name), "bold")
        yield from (Text(_GAP + line) for line in wrap(plain(sentence), width - len(_GAP)))
        yield from (Text(_GAP * 2 + plain(line), "dim") for line in lines)
