"""Where things stand on a timeline's lines."""

from rearview.render.page import Page


def plain(page: Page, depth: int) -> list[str]:
    """Return a detail of two lines as it stands at a depth."""
    return [line.plain for line in page.detail(depth, "Input", "one two\nthree")]


def test_details_stand_beside_their_label() -> None:
    """What belongs to an event stands under its words, its lines below each other."""
    assert plain(Page(width=80, verbose=False), 1) == [
        "         │ │          Input:  one two",
        "         │ │                  three",
    ]


def test_details_stand_below_their_label() -> None:
    """Where the page is narrow, the label stands alone and leaves its room to the words."""
    assert plain(Page(width=40, verbose=False), 0) == [
        "         │          Input:",
        "         │          one two",
        "         │          three",
    ]


def test_bars_give_way_to_words() -> None:
    """The bars that don't fit are counted, so that words keep their room at any depth."""
    page = Page(width=40, verbose=False)
    assert [line.plain for line in page.entry("10:15:23", 2, "STEP", "word")] == [
        "10:15:23 │ │ │ [STEP]   word"
    ]
    assert [line.plain for line in page.entry("10:15:23", 7, "STEP", "word")] == [
        "10:15:23 │ │ +6 [STEP]   word"
    ]


def test_failures_are_marked_without_colour_too() -> None:
    """A failure has a mark of its own, in the place of two spaces."""
    (line,) = Page(width=80, verbose=False).entry("10:15:23", 0, "STEP", "tool: search", failed=True)
    assert line.plain == "10:15:23 │ [STEP] ✗ tool: search"
    assert {str(span.style) for span in line.spans} == {"dim", "blue", "bold red"}
