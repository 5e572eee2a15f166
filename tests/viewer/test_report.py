"""The report over a folder that means harm: all of it is text, and nothing leads or reaches out of the file."""

import re

from rearview.render.html.viewer import environment
from rearview.viewer.numbers.asked import Source
from rearview.viewer.report import report
from rearview.viewer.sessions.filters import Filters
from tests.viewer.conftest import Client


def test_a_hostile_session_is_text(viewer: Client) -> None:
    """Names and errors that are markup stand in the report as text."""
    place = viewer.places.named("runs")
    assert place.lake is not None
    assert place.facts is not None
    source = Source(slug=place.slug, lake=place.lake, facts=place.facts)
    page = report([source], Filters()).decode()
    assert "&lt;script&gt;" in page
    assert not re.search(r"<script|<img", page)
    assert "No session is like that" in report([source], Filters(chosen={"agent": ("nobody",)})).decode()


def test_what_is_private_is_masked() -> None:
    """Every text that a template writes is searched for what is private, where that is asked for."""
    held = {"text": "write to jana@example.com", "none": None}
    template = "{{ text|plain }} {{ text|lines }} {{ none|plain }}"
    told = environment(redacted=True).from_string(template).render(held)
    assert told == "write to [email] write to [email] "
    assert "jana@example.com" in environment().from_string(template).render(held)
