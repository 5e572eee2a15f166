"""The viewer shows itself to whoever started it, on this machine, and to nobody else."""

import re
import socket

import pytest

from rearview.viewer.security import Door
from rearview.viewer.session.routes import ROUTES
from tests.viewer.conftest import Client

PAGES = ("/", "/sessions", "/sessions/rows", "/sessions.csv", "/state", "/static/x/shell.js", "/nowhere")


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_shown_without_the_token(viewer: Client, path: str) -> None:
    """Whoever has no token learns nothing at any address but how to get in."""
    answer = viewer.get(path, Cookie="")
    assert (answer.status, "Hint: open the address that it printed" in answer.text) == (403, True)


def test_a_wrong_token_opens_nothing(viewer: Client) -> None:
    """A guessed token, in the address or in the cookie, is none."""
    assert viewer.get("/sessions?token=guess", Cookie="").status == 403
    assert viewer.get("/sessions", Cookie=f"{viewer.door.cookie}=guess").status == 403


def test_the_token_leaves_the_address(viewer: Client) -> None:
    """The address that is opened turns the token into a cookie that no script can read, and keeps the rest."""
    answer = viewer.get(f"/sessions?outcome=open&token={viewer.door.token}", Cookie="")
    assert (answer.status, answer.headers["location"]) == (303, "/sessions?outcome=open")
    assert re.fullmatch(
        rf"{viewer.door.cookie}={viewer.door.token}; HttpOnly; Path=/; SameSite=lax",
        answer.headers["set-cookie"],
    )


def test_the_token_leads_nowhere_else(viewer: Client) -> None:
    """An address that looks like another host's stays here."""
    answer = viewer.get(f"//elsewhere.example/?token={viewer.door.token}", Cookie="")
    assert answer.headers["location"] == "/elsewhere.example/"


def test_tokens_are_random() -> None:
    """Two doors never have the same token, and it isn't shown where a door is."""
    first, second = Door(port=1), Door(port=1)
    assert first.token != second.token
    assert first.token not in repr(first)
    assert len(first.token) >= 40


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "elsewhere.example:80", "127.0.0.1.elsewhere.example", "[", ""]
)
def test_other_names_are_refused(viewer: Client, host: str) -> None:
    """A page elsewhere that lets its own name lead here gets nothing, whatever it knows."""
    assert viewer.get("/sessions", Host=host or " ").status in {400, 421}


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:7171", "127.0.0.1:9", "[::1]:7171"])
def test_names_of_this_machine_are_known(viewer: Client, host: str) -> None:
    """It can be reached under every name of loopback, whatever the port: that of a tunnel is another."""
    assert viewer.get("/state", Host=host).status == 200


def test_a_wider_door_knows_addresses_and_its_own_names() -> None:
    """Opened to others, it answers to numbers, which nobody can make lead here, and to names of its own."""
    door = Door(port=1, host="0.0.0.0")  # noqa: S104 - that is what is tested
    known = [door.is_named(name) for name in ("192.0.2.7:1", socket.gethostname(), "elsewhere.example")]
    assert known == [True, True, False]
    assert Door(port=1).is_named("192.0.2.7:1") is False
    assert door.url.startswith(f"http://{socket.gethostname()}:1/?token=")
    assert Door(port=1, host="::1").url.startswith("http://[::1]:1/")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
    ],
)
def test_pages_elsewhere_may_not_ask(viewer: Client, headers: dict[str, str]) -> None:
    """Another page makes the browser ask, with its cookie: it gets nothing."""
    assert viewer.get("/sessions.json", **headers).status == 403


def test_links_from_elsewhere_may_be_followed(viewer: Client) -> None:
    """Somebody sends a link to a session, and it opens."""
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert viewer.get("/sessions", **followed).status == 200
    assert viewer.get("/sessions", Origin=f"http://127.0.0.1:{viewer.door.port}").status == 200


@pytest.mark.parametrize("path", ["/sessions", "/nowhere", "/state", "/sessions?token=guess"])
def test_browsers_are_told_what_a_page_may_do(viewer: Client, path: str) -> None:
    """Every answer forbids scripts and styles inline, anything from elsewhere, frames, and keeping it."""
    headers = viewer.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "connect-src", "form-action")} == {"'self'"}
    assert {policy[name] for name in ("base-uri", "frame-ancestors")} == {"'none'"}
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_it_only_reads(viewer: Client, method: str) -> None:
    """Nothing can be changed: no page takes anything but a question."""
    own = f"http://127.0.0.1:{viewer.door.port}"
    assert viewer.get("/sessions", method=method, Origin=own).status == 405


@pytest.mark.parametrize(
    "path",
    [
        "/static/x/../../app.py",
        "/static/x/%2e%2e/%2e%2e/app.py",
        "/static/x//etc/passwd",
        "/static/x/..%2fapp.py",
    ],
)
def test_no_file_outside_its_folders_is_shown(viewer: Client, path: str) -> None:
    """Ways out of the folder of scripts and styles lead nowhere."""
    stamped = viewer.get("/sessions").text.split("/static/")[1].split("/")[0]
    answer = viewer.get(path.replace("/x/", f"/{stamped}/"))
    assert answer.status == 404


@pytest.mark.parametrize("session_id", ["../lake/metadata/lake", "..%2f..%2fetc%2fpasswd", "%00", "x" * 5000])
def test_ids_lead_out_of_no_folder(viewer: Client, session_id: str) -> None:
    """What isn't a session of the place isn't there, whatever path it spells."""
    assert viewer.get(f"/session/runs/{session_id}/-/outline").status in {400, 404}


def test_places_that_were_not_opened_are_not_there(viewer: Client) -> None:
    """Only what was named when the viewer was started can be asked for."""
    for route in ROUTES:
        answer = viewer.get(route.path.replace("{place}", "elsewhere").replace("{session_id:path}", "x"))
        assert (answer.status, "Nothing named elsewhere is shown." in answer.text) == (404, True)


def test_scripts_may_be_kept_by_their_version(viewer: Client) -> None:
    """What a page's scripts and styles are named by is another when they are, so a browser may keep them."""
    page = viewer.get("/sessions").text
    (address,) = re.findall(r'src="(/static/[^"]*shell\.js)"', page)
    answer = viewer.get(address)
    assert (answer.status, "immutable" in answer.headers["cache-control"]) == (200, True)
    assert answer.headers["content-type"].startswith("text/javascript")
