"""The final report of a session, wherever its recorder put it.

It stands beside the turns, else in the call by which the agent handed it in, else between tags in what the model said.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from rearview.sources.snapshots.format import SessionReport
from rearview.sources.snapshots.number import whole
from rearview.sources.snapshots.payload import answer, handed_in, text_of
from rearview.sources.snapshots.places import Places, SessionPlace, StepPlace

Origin = Literal["session", "call", "text"]

_CALLS = ("final_report", "final_report_xml")
_MEDIA_TYPES = {"markdown": "text/markdown", "json": "application/json", "text": "text/plain"}
_MARK = re.compile(rb"ai-agent-")
"""What every tag holds; few payloads do, so the others needn't be decoded."""
_TAG = re.compile(r"<(?P<name>ai-agent-[^\s<>]{1,64}-FINAL)(?:\s[^<>]{0,200})?>")
_FORMAT = re.compile(r"\bformat\s*=\s*[\"']?(?P<format>[\w-]+)")


class Report(Struct, frozen=True, kw_only=True, gc=False):
    """What a session answered in the end."""

    text: str
    format: str | None
    """In the recorder's words, such as `markdown`."""
    origin: Origin
    """Where it stood: beside the turns, in a call, or in the model's words."""
    step: StepPlace | None = None
    """The step that it stood in."""
    at_ms: int | None = None

    @property
    def media_type(self) -> str | None:
        """Its media type, where that is known."""
        return _MEDIA_TYPES.get(self.format or "")


def reports(places: Places) -> dict[str, Report]:
    """Return the final report of each session that has one, by the session's id."""
    calls = {step.session_id: step for step in places.steps if _hands_in(step)}
    found = (
        (place.session_id, _recorded(place) or _called(calls.get(place.session_id)))
        for place in places.sessions
    )
    known = {session_id: report for session_id, report in found if report is not None}
    return known | dict(_tagged(step for step in places.steps if step.session_id not in known))


def _hands_in(step: StepPlace) -> bool:
    """Whether a step is a report that was taken: one that was refused isn't the answer."""
    return step.op.status == "ok" and (step.op.attributes.name or "").endswith(_CALLS)


def _recorded(place: SessionPlace) -> Report | None:
    report = place.node.final_report
    text = _text(report) if report else None
    if report is None or text is None:
        return None
    return Report(text=text, format=report.format, origin="session", at_ms=whole(report.ts))


def _text(report: SessionReport) -> str | None:
    return report.content or text_of(report.content_json)


def _called(step: StepPlace | None) -> Report | None:
    asked = handed_in(step.op.request) if step else None
    if step is None or asked is None:
        return None
    text = asked.report_content or text_of(asked.content_json) or text_of(asked.messages)
    at_ms = whole(step.op.started_at if step.op.ended_at is None else step.op.ended_at)
    return (
        Report(text=text, format=asked.report_format, origin="call", step=step, at_ms=at_ms) if text else None
    )


def _tagged(steps: Iterable[StepPlace]) -> Iterator[tuple[str, Report]]:
    """Yield the reports that models wrote between tags: of each session, the last."""
    calls: defaultdict[str, list[StepPlace]] = defaultdict(list)
    for step in steps:
        op = step.op
        if op.kind == "llm" and op.response is not None and _MARK.search(op.response.payload):
            calls[step.session_id].append(step)
    for session_id, asked in calls.items():
        found = (report for step in reversed(asked) if (report := _between_tags(step)) is not None)
        report = next(found, None)
        if report is not None:
            yield session_id, report


def _between_tags(step: StepPlace) -> Report | None:
    """Return what stands between the last tags of a model's answer; old recorders cut long answers short."""
    said = answer(step.op.response) or ""
    opening = max(_TAG.finditer(said), key=re.Match.start, default=None)
    if opening is None:
        return None
    text = said[opening.end() :].partition(f"</{opening['name']}>")[0].strip()
    form = _FORMAT.search(opening[0])
    return Report(
        text=text,
        format=form["format"] if form else None,
        origin="text",
        step=step,
        at_ms=whole(step.op.ended_at),
    )
