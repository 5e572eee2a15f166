"""`rearview view`: it prints where the sessions can be looked at, and answers there until it is interrupted."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cli.conftest import WORDS, Run

BROWSER = """#!/bin/sh
cat "${1#file:}" > "$OPENED.new" && mv "$OPENED.new" "$OPENED"
"""
"""A browser that notes what it was given."""


@contextmanager
def viewing(
    *words: str | Path, env: Mapping[str, str] | None = None
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run the command until the block ends; yield the address that it printed."""
    line = [*WORDS, "view", *map(str, words)]
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, text=True, env={**os.environ, **(env or {})}
    ) as process:
        try:
            assert process.stdout
            lines = [process.stdout.readline() for _ in range(2)]
            (address,) = re.findall(r"http://\S+", lines[1])
            yield address, process
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0


@pytest.fixture(autouse=True)
def _caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what the viewer can make again lie in a folder of the test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))


def test_it_answers_at_the_address_that_it_prints(example: Path) -> None:
    """The address has the token in it, and is on this machine."""
    with viewing("--data-dir", example, "--no-open") as (address, _):
        place = urlsplit(address)
        assert place.hostname == "127.0.0.1"
        with closing(HTTPConnection("127.0.0.1", place.port or 0)) as connection:
            connection.request("GET", f"/?{place.query}")
            with connection.getresponse() as response:
                assert response.status == 303


def test_no_command_line_holds_the_token(example: Path, tmp_path: Path) -> None:
    """The browser is led to the address by a file that only its owner can read: command lines can be read by all."""
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(BROWSER)
    browser.chmod(0o700)
    env = {"BROWSER": f"{browser} %s", "OPENED": str(opened)}
    with viewing("--data-dir", example, env=env) as (address, process):
        for _ in range(300):
            if opened.exists():
                break
            subprocess.run(["sleep", "0.1"], check=True)
        assert f"url={address}" in opened.read_text()
        told = subprocess.run(["ps", "-eo", "args"], check=False, capture_output=True, text=True).stdout
        assert urlsplit(address).query not in told
        assert process.poll() is None


def test_what_is_not_there_is_said(run: Run, tmp_path: Path) -> None:
    """A path that leads nowhere ends the command before anything is served."""
    done = run("view", "--data-dir", tmp_path / "none", "--no-open")
    assert (done.code, "There is nothing at" in done.err) == (3, True)


def test_a_port_that_is_taken_is_said(run: Run, example: Path) -> None:
    """Another program listens there already: the command says so and ends."""
    with viewing("--data-dir", example, "--no-open") as (address, _):
        done = run("view", "--data-dir", example, "--no-open", "--port", str(urlsplit(address).port))
    assert (done.code, "Could not listen on 127.0.0.1" in done.err) == (1, True)
