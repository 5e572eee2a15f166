"""The pictures of the viewer in docs/images: every page over the demo, as a real Chromium shows it.

    make pictures

It needs Chromium. What the demo makes up is as old as the day on which it is made, so pictures differ from day to day.
"""

import shutil
import struct
import subprocess
import sys
import time
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from rearview.viewer.places import Places
from rearview.viewer.security import Door
from rearview.viewer.serve import serve

IMAGES = Path(__file__).parent / "images"
DEMO = Path(__file__).parents[1] / "build" / "pictures"
DESK, PHONE = (1280, 800), (390, 780)
MOST = 1_500_000
"""So many bytes all pictures may have together."""
_QUERY = "SELECT topic, count(*) AS turns, avg(duration_ms)::BIGINT AS mean_ms\nFROM turns\nGROUP BY topic\nORDER BY turns DESC"

_PALETTE = """async (png) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const apart = (a, b) => [0, 8, 16].reduce((sum, by) => sum + (((a >> by) & 255) - ((b >> by) & 255)) ** 2, 0);
  const kept = [];
  for (const [pixel] of [...counts].sort((one, other) => other[1] - one[1])) {
    if (kept.length < 256 && kept.every((one) => apart(one, pixel) > 12)) kept.push(pixel);
  }
  const places = new Map(kept.map((pixel, place) => [pixel, place]));
  const nearest = (pixel) => {
    if (!places.has(pixel)) places.set(pixel, kept.reduce((best, one, place) => apart(one, pixel) < apart(kept[best], pixel) ? place : best, 0));
    return places.get(pixel);
  };
  let indices = "";
  for (const pixel of pixels) indices += String.fromCharCode(nearest(pixel));
  return { width: image.width, height: image.height, indices: btoa(indices), colours: kept.map((pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255]) };
}"""
"""A picture in the 256 colours that it has most of, none of them nearly another: a page has few more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: what it is called, what it shows, and how."""

    name: str
    path: str
    size: tuple[int, int] = DESK
    dark: bool = False
    click: str = ""
    """What is clicked when the page is there."""
    shows: str = "main"
    """What has to be there in the end."""


def pictures(places: Places) -> Iterator[Picture]:
    """Yield every picture there is."""
    session, like = _failing(places)
    for name in ("overview", "failures", "topics", "tools", "money", "quality", "health"):
        yield Picture(name=name, path=f"/{name}")
    yield Picture(name="sessions", path=f"/sessions?{urlencode({'place': places.all[0].slug})}")
    click, shows = ".findings a", "#pane article"
    yield Picture(name="session", path=session, click=click, shows=shows)
    yield Picture(name="compare", path=like, shows="#lines")
    yield Picture(name="sql", path=f"/sql?{urlencode({'q': _QUERY})}", shows="#answer .answer")
    yield Picture(name="session-dark", path=session, dark=True, click=click, shows=shows)
    yield Picture(name="overview-phone", path="/overview", size=PHONE)
    yield Picture(name="session-phone", path=session, size=PHONE, dark=True)


def _failing(places: Places) -> tuple[str, str]:
    """Return where the longest session is shown in which something failed, and where it stands beside one like it."""
    from rearview.viewer.compare.alike import alike
    from rearview.viewer.compare.named import Named, compared_with

    rows = (
        places.table().frame.filter(failed_steps=1, place=places.all[0].slug).sort("steps", descending=True)
    )
    row = rows.row(0, named=True)
    named = Named.of(places, f"{row['place']}/{row['session_id']}")
    other = alike(places, named).others[0]
    return f"/session/{quote(str(named))}", compared_with(
        str(named), f"{other['place']}/{other['session_id']}"
    )


def main() -> None:
    """Draw them all anew."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("This needs Chromium: on Debian and Ubuntu, apt-get install chromium.")
    shutil.rmtree(DEMO, ignore_errors=True)
    command = [sys.executable, "-m", "rearview", "demo", "--no-view", "--output", str(DEMO)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - words of our own
    IMAGES.mkdir(exist_ok=True)
    with _shown() as (door, places), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        drawn = [_drawn(browser, door, picture) for picture in pictures(places)]
        browser.close()
    if sum(drawn) > MOST:
        sys.exit(f"The pictures have {sum(drawn):,} bytes; they may have {MOST:,}.")
    print(f"{len(drawn)} pictures, {sum(drawn):,} bytes")


@contextmanager
def _shown() -> Iterator[tuple[Door, Places]]:
    places = Places([DEMO / "stdm_data", DEMO / "snapshot_data"])
    with serve(places) as door:
        while any(place.search is None or not place.search.covered.whole for place in places.all):
            time.sleep(0.1)
        yield door, places


def _drawn(browser: Browser, door: Door, picture: Picture) -> int:
    """Write one picture; return how many bytes it has."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
        locale="en-GB",
    )
    page = context.new_page()
    page.goto(door.url)
    answer = page.goto(door.url.partition("/?")[0] + picture.path)
    if answer is None or not answer.ok:
        sys.exit(f"{picture.path} can't be shown.")
    page.wait_for_load_state("networkidle")
    if picture.click:
        page.locator(picture.click).first.click()
    page.locator(picture.shows).first.wait_for()
    page.mouse.move(0, 0)
    place = IMAGES / f"{picture.name}.png"
    place.write_bytes(_small(page, page.screenshot()))
    context.close()
    print(f"{place.name:24}{place.stat().st_size:>9,} bytes", flush=True)
    return place.stat().st_size


def _small(page: Page, png: bytes) -> bytes:
    """Return a picture with a palette."""
    page.goto("about:blank")
    found = page.evaluate(_PALETTE, b64encode(png).decode())
    width, height, indices = found["width"], found["height"], b64decode(found["indices"])
    rows = b"".join(b"\0" + indices[row * width : (row + 1) * width] for row in range(height))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", bytes(part for colour in found["colours"] for part in colour)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))
        for kind, held in parts
    )


if __name__ == "__main__":
    main()
