"""In a real browser: pages are opened, filtered, followed to a step and back, by mouse and by keyboard."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Position, Route, expect

from tests.conftest import EXAMPLE
from tests.sources.snapshots.ingest.build import DAY, ONE, run_of, write
from tests.viewer.browser.conftest import WIDTHS, Open, barriers
from tests.viewer.conftest import Viewing
from tests.viewer.hostile import ID

EXAMPLE_PAGE = f"/session/{EXAMPLE.name.removesuffix('.json.gz')}"
HOSTILE_PAGE = f"/session/runs/{ID}"


def settled(page: Page) -> Page:
    """Wait until a session's page shows what it has."""
    expect(page.locator("#head")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator("#transcript article").first).to_be_visible()
    return page


def test_from_the_list_to_a_step_and_back(opening: Open) -> None:
    """A choice in the list, a session, a finding, its step, and back to the same choice."""
    page = opening("/sessions")
    page.get_by_role("link", name=re.compile("^completed")).click()
    expect(page).to_have_url(re.compile("outcome=completed"))
    page.get_by_role("link", name="vendor price per node").first.click()
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("vendor price per node")
    page.locator(".findings a").first.click()
    expect(page.locator("#pane h2")).to_contain_text("gpt-4o-mini")
    expect(page).to_have_url(re.compile("#step="))
    expect(page.locator("#transcript .row.selected")).to_be_in_viewport()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/sessions\?outcome=completed$"))


def test_the_list_by_keyboard(opening: Open) -> None:
    """`/` searches, `j` and `k` go through the rows, Enter opens one."""
    page = opening("/sessions?place=lake")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("refund")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=refund"))
    for key in "jjjk":
        page.keyboard.press(key)
    chosen = page.locator("tr[aria-selected=true]")
    expect(chosen).to_have_count(1)
    assert page.evaluate("document.querySelector('tr[aria-selected]').rowIndex") == 2
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/session/lake/.*\?q=refund"))
    settled(page)
    expect(page.locator("#hits")).to_have_text(re.compile(r"^1 of \d+"))
    expect(page.locator("#pane article")).to_be_visible()


def test_rows_come_as_they_are_scrolled_to(opening: Open) -> None:
    """Whoever goes on scrolling to the end comes to the last row, without a click."""
    page = opening("/sessions?everyone=1")
    total = int((page.locator("#count b").text_content() or "0").replace(",", ""))
    assert total > 100
    page.wait_for_function(
        """total => {
            const list = document.querySelector(".list .scroll");
            list.scrollTo(0, list.scrollHeight);
            return document.querySelectorAll("#rows tbody tr:not(.room)").length == total;
        }""",
        arg=total,
    )


def test_rows_that_come_late_stay_out_of_another_list(opening: Open) -> None:
    """Another choice of sessions shows its own, also when rows of the one before arrive afterwards."""
    page = opening("/sql")
    held: list[Route] = []
    page.route("**/sessions/rows?*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright takes no built-in
    page.goto(page.url.replace("/sql", "/sessions?everyone=1"))
    expect(page.locator("#rows")).to_be_visible()
    while not held:
        page.wait_for_timeout(20)
    page.get_by_role("link", name=re.compile("^completed")).click()
    expect(page).to_have_url(re.compile("outcome=completed"))
    expect(page.locator("#main")).not_to_have_attribute("aria-busy", "true")
    before = page.locator("#rows tbody").count()
    with page.expect_response("**/sessions/rows?*"):
        held[0].continue_()
    page.wait_for_timeout(200)
    assert page.locator("#rows tbody").count() == before


def test_a_date_and_sub_agents_are_in_the_address(opening: Open) -> None:
    """What is chosen in the form stands in the address, and nothing else does."""
    page = opening("/sessions")
    page.get_by_label("From", exact=True).fill("2026-02-01")
    expect(page).to_have_url(re.compile(r"/sessions\?since=2026-02-01$"))
    page.get_by_label("Sub-agents too").check()
    expect(page).to_have_url(re.compile(r"\?since=2026-02-01&everyone=1$"))


def test_a_session_by_keyboard(opening: Open) -> None:
    """Errors, rows, runs and views are a key away; Escape closes the pane."""
    page = settled(opening(EXAMPLE_PAGE))
    page.keyboard.press("n")
    expect(page.locator("#pane")).to_contain_text("failed")
    first = page.locator("#pane article").get_attribute("data-at")
    page.keyboard.press("n")
    expect(page.locator("#pane article")).not_to_have_attribute("data-at", first or "")
    page.keyboard.press("p")
    expect(page.locator("#pane article")).to_have_attribute("data-at", first or "")
    page.keyboard.press("w")
    expect(page.get_by_role("button", name="Waterfall")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("c")
    expect(page.locator("#critical")).to_be_checked()
    page.keyboard.press("+")
    page.keyboard.press("0")
    page.keyboard.press("Escape")
    expect(page.locator("#pane")).to_contain_text("Select a step")
    expect(page).to_have_url(re.compile(rf"{EXAMPLE_PAGE}$"))


def test_steps_along_the_time_axis(opening: Open) -> None:
    """On the axis, arrows go from step to step, and what is selected is said to whoever can't see it."""
    page = settled(opening(EXAMPLE_PAGE))
    page.locator("#chart").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#spoken")).not_to_be_empty()
    first = page.locator("#spoken").text_content()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#spoken")).not_to_have_text(first or "")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#spoken")).to_have_text(first or "")


def test_a_bar_is_hovered_and_clicked(opening: Open) -> None:
    """A bar says what it is, and shows its step when it is clicked."""
    page = settled(opening(EXAMPLE_PAGE))
    box = page.locator("#chart").bounding_box()
    assert box
    place: Position = {"x": box["width"] * 0.6, "y": 22 + 15 + 5}
    page.locator("#chart").hover(position=place)
    expect(page.locator("#tip")).to_contain_text("github__search_code")
    page.locator("#chart").click(position=place)
    expect(page.locator("#pane h2")).to_contain_text("github__search_code")


def test_the_map_and_the_wheel_zoom(opening: Open) -> None:
    """A stretch of the map is looked at; the wheel with Ctrl goes closer; All shows all."""
    page = settled(opening(EXAMPLE_PAGE))
    chart = page.locator("#chart canvas")
    page.mouse.move(10, 10)
    whole = chart.screenshot()
    box = page.locator("#minimap").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 10, steps=3)
    page.mouse.up()
    page.mouse.move(10, 10)
    _until(page, lambda: chart.screenshot() != whole)
    page.get_by_role("button", name="All", exact=True).click()
    page.mouse.move(10, 10)
    _until(page, lambda: chart.screenshot() == whole)


def _until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for something that no locator tells; what never comes to be is a failure."""
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(50)
    pytest.fail("It never came to be.")


def test_folded_steps_and_agents_are_opened(opening: Open) -> None:
    """A run of steps and a sub-agent's card open and close; unfolded, all of it is there."""
    page = settled(opening(EXAMPLE_PAGE))
    run = page.locator("#transcript .run").first
    run.click()
    expect(run).to_have_attribute("aria-expanded", "true")
    card = page.locator("#transcript article.session button")
    card.first.click()
    expect(card.first).to_have_text(re.compile("^Hide"))
    page.get_by_role("button", name="Unfold all").click()
    expect(page.locator("#transcript .run")).to_have_count(0)


def test_a_link_to_a_step_opens_it(opening: Open) -> None:
    """An address with a step in it shows that step, whatever it is folded in."""
    page = settled(opening(f"{EXAMPLE_PAGE}#event=20"))
    expect(page.locator("#pane article")).to_have_attribute("data-at", "20")
    link = page.url
    again = settled(opening(link.split("/", 3)[3].join(["/", ""])))
    expect(again.locator("#transcript .row.selected")).to_be_visible()
    expect(again.locator("#pane article")).to_have_attribute("data-at", "20")


def test_texts_are_turned_and_copied(opening: Open) -> None:
    """The input of a step is laid out, or raw as it was recorded, and goes to the clipboard whole."""
    page = settled(opening(EXAMPLE_PAGE))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    text, shown = page.locator("#pane [data-name=input]"), ""
    while not text.locator("[data-form]").count():
        page.keyboard.press("n")
        article = page.locator("#pane article")
        expect(article).not_to_have_attribute("data-at", shown)
        shown = article.get_attribute("data-at") or ""
    laid_out = text.locator("pre").text_content() or ""
    text.get_by_role("button", name="Raw").click()
    expect(text.get_by_role("button", name="Raw")).to_have_attribute("aria-pressed", "true")
    page.wait_for_function(
        "before => document.querySelector('[data-name=input] pre').textContent != before", arg=laid_out
    )
    raw = text.locator("pre").text_content() or ""
    assert "\n" in laid_out
    assert json.loads(raw) == json.loads(laid_out)
    text.get_by_role("button", name="Copy").click()
    expect(text.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == raw


def test_a_session_is_searched(opening: Open) -> None:
    """Hits are counted and marked, Enter goes from one to the next."""
    page = settled(opening(EXAMPLE_PAGE))
    page.keyboard.press("/")
    page.keyboard.type("github")
    expect(page.locator("#hits")).to_have_text(re.compile(r"^\d+$"))
    page.keyboard.press("Enter")
    expect(page.locator("#hits")).to_have_text(re.compile(r"^1 of \d+"))
    expect(page.locator("#transcript .row.hit").first).to_be_visible()


def test_a_session_that_goes_on_shows_itself(tmp_path: Path, opening: Open, viewing: Viewing) -> None:
    """Written again while its page is open, a session shows what has happened, and keeps what is selected."""
    folder = tmp_path / "runs"
    folder.mkdir()
    write(folder, run_of(ONE, ended=False))
    with viewing(folder) as client:
        page = settled(opening(f"/session/runs/{ONE}#step={ONE}-tool", client=client))
        expect(page.locator("#pane article")).to_have_attribute("data-step", f"{ONE}-tool")
        expect(page.locator("#head")).to_contain_text("no end recorded")
        more = {
            "opId": "late",
            "kind": "tool",
            "status": "failed",
            "attributes": {"name": "zebra"},
            "startedAt": DAY + 5,
        }
        write(folder, run_of(ONE, more), mtime=2)
        expect(page.locator("#transcript")).to_contain_text("zebra", timeout=15_000)
        expect(page.locator("#head")).not_to_contain_text("no end recorded")
        expect(page.locator("#pane article")).to_have_attribute("data-step", f"{ONE}-tool")
        page.close()


def test_colours_and_zone_are_remembered(opening: Open) -> None:
    """Dark or light, UTC or local: what was chosen holds on the next page."""
    page = opening("/sessions")
    page.get_by_role("button", name=re.compile("^Colours")).click()
    page.get_by_role("button", name=re.compile("^Colours")).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name=re.compile("^Time zone")).click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("#zone")).to_have_attribute("title", re.compile("^Times are local"))


def test_keys_are_listed(opening: Open) -> None:
    """`?` shows what can be typed."""
    page = opening("/sessions")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Next and previous session")
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page).to_have_url(re.compile("/sessions$"))


def test_a_hostile_session_is_text(opening: Open) -> None:
    """Scripts, images and turned directions in every text of a session stand there as text, and do nothing."""
    page = opening("/sessions?place=runs&everyone=1")
    expect(page.get_by_role("link", name=re.compile("title <img"))).to_be_visible()
    page.get_by_role("link", name=re.compile("title <img")).click()
    settled(page)
    page.get_by_role("button", name="Unfold all").click()
    for _ in range(3):
        page.keyboard.press("n")
    expect(page.locator("#pane")).to_contain_text("<script>window.harmed = 1</script>")
    expect(page.locator("#pane")).to_contain_text("<U+202E>")
    assert page.evaluate("window.harmed") is None
    assert page.evaluate("document.querySelectorAll('main img, main script, main svg').length") == 0
    page.get_by_role("button", name="Waterfall").click()
    page.locator("#chart").hover(position={"x": 60, "y": 30})
    expect(page.locator("#tip")).to_contain_text("</script>")


def test_a_megabyte_is_shown_on_demand(opening: Open) -> None:
    """A megabyte in one line is there as a beginning, and whole when it is asked for."""
    page = settled(opening(HOSTILE_PAGE))
    page.keyboard.press("n")
    output = page.locator("#pane [data-name=output]")
    expect(output).to_contain_text("1,000,000 characters")
    output.get_by_role("button", name="Show all of it").click()
    expect(output.get_by_role("button", name="Show all of it")).to_have_count(0)
    assert output.locator("pre").evaluate("element => element.textContent.length") == 1_000_000


@pytest.mark.parametrize("width", [*WIDTHS])
@pytest.mark.parametrize(
    "path",
    [
        "/sessions?place=runs&everyone=1",
        "/sessions?agent=nobody&q=re",
        f"{EXAMPLE_PAGE}#event=20",
        HOSTILE_PAGE,
    ],
)
def test_everybody_can_use_it(opening: Open, path: str, width: str) -> None:
    """At every width and in both colours, axe finds no serious barrier, and nothing runs out of the page."""
    page = opening(path, width=width)
    if path.startswith("/session/"):
        settled(page)
    assert barriers(page) == []
    page.emulate_media(color_scheme="dark")
    assert barriers(page, "color-contrast") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
