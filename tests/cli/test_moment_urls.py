"""`rearview moment-urls`: links into the org's own pages."""

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.cli.typed import Asker, asking
from tests.lakes import kept_lake, kept_snapshots, shown

ORG = "https://acme.my.salesforce.com"


@pytest.fixture
def ask(capsysbinary: pytest.CaptureFixture[bytes]) -> Iterator[Asker]:
    """Commands about the org's lake."""
    with asking(capsysbinary, kept_lake()) as asker:
        yield asker


def test_every_moment_has_its_address(ask: Asker) -> None:
    """Each moment of the source is named by its address as it is, whatever signs its title has; the newest come first."""
    told = json.loads(ask("moment-urls", "--instance-url", "acme.my.salesforce.com", "--format", "json").out)
    held = {row["ssot__Id__c"]: row for row in shown("moments").to_pylist()}
    assert {row["moment_id"] for row in told} == set(held)
    for row in told:
        said = {name: value for name, (value,) in parse_qs(urlsplit(row["url"]).query).items()}
        moment = held[row["moment_id"]]
        assert row["url"].startswith(f"{ORG}/lightning/cmp/runtime_analytics_evf_aie__record?")
        assert "+" not in row["url"]
        assert said["c__id"] == row["moment_id"]
        assert said["c__sessionId"] == row["session_id"] == moment["ssot__AiAgentSessionId__c"]
        assert said.get("c__title") == (moment["ssot__RequestSummaryText__c"] or None)
    assert [row["started_ms"] or 0 for row in told] == sorted(
        (row["started_ms"] or 0 for row in told), reverse=True
    )


def test_the_moments_of_one_session(ask: Asker) -> None:
    """A part of a session's id is enough; addresses begin at the org's root where nobody says where it is."""
    first = json.loads(ask("moment-urls", "--limit", "1", "--format", "json").out)[0]["session_id"]
    done = ask("moment-urls", "--session-id", first[-12:])
    assert (done.code, done.err) == (0, "")
    assert f"c__sessionId={first}" in done.text
    assert "\n  /lightning/cmp/" in done.text
    assert "--instance-url" in done.text


def test_a_list_says_how_many_there_are(ask: Asker) -> None:
    """Of many moments, so many are shown as fit, and no address is broken into lines."""
    done = ask("moment-urls")
    of = shown("moments").num_rows
    assert done.text.startswith(f"The newest 20 of {of} moments\n")
    assert len([line for line in done.text.splitlines() if "c__id=" in line and "c__title=" in line]) == 20


def test_what_makes_no_sense_is_refused(ask: Asker, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """An address that isn't Salesforce's makes no links; a session that isn't there, and snapshots, have none."""
    assert "isn't an address of Salesforce's" in ask("moment-urls", "--instance-url", "http://a.example").err
    assert ask("moment-urls", "--session-id", "nobody").code == 3
    with asking(capsysbinary, kept_snapshots()) as other:
        done = other("moment-urls")
    assert (done.code, done.out) == (3, b"")
    assert "have no moments" in done.err
