"""What was asked for isn't there."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from rearview.errors.root import RearviewError


class NotFoundError(RearviewError):
    """What was asked for isn't there."""

    @classmethod
    def path(cls, path: Path) -> Self:
        """There is nothing at a path."""
        return cls(
            f"There is nothing at {path}.",
            hint="check the spelling, and where you are: a path without a leading slash is looked up from there.",
        )

    @classmethod
    def in_session(cls, what: str, session_id: str) -> Self:
        """A session holds no such step, turn or text."""
        return cls(
            f"The session {session_id} has no {what[:_TEXT]}.",
            hint="it may have been read again since; load its page anew.",
        )

    @classmethod
    def opened_place(cls, name: str, known: Sequence[str]) -> Self:
        """The viewer shows no place of that name."""
        return cls(f"Nothing named {name} is shown.", hint=f"it is one of {_shown(known)}.")

    @classmethod
    def unread_place(cls, name: str) -> Self:
        """A place of the viewer can't be asked yet."""
        return cls(f"{name} is still being read.", hint="ask again in a moment.")

    @classmethod
    def snapshots(cls, folder: Path) -> Self:
        """A folder holds no snapshot."""
        return cls(
            f"There are no snapshots in {folder}: no file there is named <session id>.json.gz.",
            hint="name the folder that the agent writes its sessions to, or one file, with --data-dir.",
        )

    @classmethod
    def journals(cls, folder: Path, part: str) -> Self:
        """No process left a journal behind."""
        named = f" whose id has {part!a} in it" if part else ""
        return cls(
            f"There is no journal{named} in {folder}: nothing was left behind there.",
            hint="a journal is there while its session runs, and when its process was killed; --sessions-dir names "
            "another folder.",
        )

    @classmethod
    def no_sessions(cls, folder: Path) -> Self:
        """A sessions' folder holds no session."""
        return cls(
            f"There are no snapshots in {folder}: neither <session id>.json.gz nor session/<session id>.jsonl.",
            hint="name the folder that the agent writes its sessions to with --sessions-dir, or a file.",
        )

    @classmethod
    def agent(cls, wanted: str, known: Sequence[str]) -> Self:
        """A run has no such agent."""
        return cls(f"The run has no agent {wanted}.", hint=f"it has {_shown(known)}.")

    @classmethod
    def turn(cls, wanted: str, known: Sequence[str]) -> Self:
        """A run has no such turn."""
        return cls(f"The run has no turn {wanted}.", hint=f"it has {_shown(known)}." if known else _NO_TURNS)

    @classmethod
    def operation(cls, part: str, nearest: Sequence[str]) -> Self:
        """A run has no such operation."""
        listing = "'rearview snapshot ops' lists all."
        hint = f"the nearest ids are {', '.join(nearest)}. {listing}" if nearest else listing
        return cls(f"The run has no operation whose id has {part} in it.", hint=hint)

    @classmethod
    def conversation(cls, op_id: str) -> Self:
        """What was sent and came back is no conversation that anybody can tell."""
        return cls(
            f"What {op_id} sent and got back can't be understood as a conversation.",
            hint="leave out --chat to see it as it is; only model calls whose bodies were captured hold one.",
        )

    @classmethod
    def body(cls, side: str, reason: str | None) -> Self:
        """An operation has no such body."""
        return cls(
            f"There is no body of the {side}. {reason or ''}".rstrip(),
            hint="'rearview snapshot payload' without --raw shows what else is known.",
        )

    @classmethod
    def prompts(cls) -> Self:
        """A run doesn't say with which prompts it was begun."""
        return cls(
            "The run keeps no prompts beside its turns.",
            hint="'rearview snapshot payload OP --chat' shows them as they went to the model, where that was captured.",
        )

    @classmethod
    def reasoning(cls) -> Self:
        """Nothing of what models thought was kept."""
        return cls(
            "The run keeps nothing of what its models thought.",
            hint="few models tell; see 'rearview snapshot llm'.",
        )

    @classmethod
    def salvage(cls, path: Path) -> Self:
        """There is nothing to save, because a file is whole or because nothing of it is."""
        return cls(
            f"There is nothing to save of {path}.",
            hint="'rearview snapshot doctor' without --salvage says why.",
        )

    @classmethod
    def report(cls, why: str) -> Self:
        """A session answered nothing in the end."""
        return cls(f"There is no final report: {why}", hint="'rearview snapshot show' tells what went wrong.")

    @classmethod
    def payload_not_kept(cls, kind: str | None) -> Self:
        """A payload was left out when the session was recorded."""
        return cls(
            f"The recorder kept no {(kind or 'payload').replace('_', ' ')}.",
            hint="it was run without keeping payloads, or the exchange broke off.",
        )

    @classmethod
    def session(cls, part: str, place: Path, nearest: Sequence[str]) -> Self:
        """No session's id has such a part."""
        known = f"the nearest ids are {', '.join(nearest)}."
        hint = known if nearest else "check the id; a part of it is enough. 'rearview sessions' lists them."
        return cls(f"{place} holds no session whose id has {part} in it.", hint=hint)

    @classmethod
    def in_none_of(cls, missing: Sequence[Self]) -> Self:
        """Something is in none of several places, each of which says so."""
        what = "\n".join(dict.fromkeys(error.what for error in missing))
        return cls(what, hint=" ".join(dict.fromkeys(error.hint for error in missing)))

    @classmethod
    def sessions(cls, ids: Sequence[str]) -> Self:
        """None of some sessions is in an org."""
        shown = "".join(f"\n  {id_}" for id_ in ids[:_NAMED])
        more = f"\n  and {len(ids) - _NAMED:,} more" if len(ids) > _NAMED else ""
        return cls(
            f"The org has no session with such an id:{shown}{more}",
            hint="give whole ids; a session becomes visible minutes after it began, and --data-space must be its own.",
        )

    @classmethod
    def tables(cls, reasons: Mapping[str, str]) -> Self:
        """An org shows none of the tables that are to be read."""
        listed = [f"\n  {table}: {why}" for table, why in reasons.items()]
        more = f"\n  and {len(listed) - _NAMED:,} more" if len(listed) > _NAMED else ""
        return cls(
            f"The org shows none of the tables asked for:{''.join(listed[:_NAMED])}{more}",
            hint="'rearview test-auth' says what has to be switched on, and what the user lacks.",
        )

    @classmethod
    def nothing_covered(cls, lake: Path) -> Self:
        """A lake has nothing yet to go by."""
        return cls(
            f"There is nothing in {lake} to go by: it covers no time yet.",
            hint="name another lake with --data-dir, or say how busy the org is with --sessions-per-day.",
        )

    @classmethod
    def with_agent(cls, wanted: str, known: Sequence[str]) -> Self:
        """No session is with an agent."""
        hint = f"there are sessions with {_shown(known)}." if known else "no session there names its agent."
        return cls(f"No session is with an agent named {wanted}.", hint=hint)

    @classmethod
    def asked_about(cls, place: str, period: str | None) -> Self:
        """No session is among those that are asked about."""
        if period is None:
            return cls(
                f"There is no session in {place}.", hint="'rearview status' says what the lake covers."
            )
        return cls(
            f"There is no session in {place} {period}.",
            hint="'rearview status' says what the lake covers; --since and --until choose another time.",
        )

    @classmethod
    def answer(cls, question: str) -> Self:
        """There are sessions, and nothing in them that a question is about."""
        return cls(
            f"There are sessions, and nothing in them that answers: {question}",
            hint="that is no data, and not zero; 'rearview ask health' says what is missing from the trace.",
        )

    @classmethod
    def matching(cls, what: str, of: int) -> Self:
        """No session is of a certain kind."""
        return cls(
            f"Among {of:,} sessions there are none {what}.",
            hint="leave out an option, or widen --since and --until.",
        )

    @classmethod
    def moments(cls, place: str) -> Self:
        """No session that is asked about has a moment."""
        return cls(
            f"The sessions asked about in {place} have no moments.",
            hint="a moment is kept by Agentforce Optimization; 'rearview status' says which tables the lake has.",
        )

    @classmethod
    def measured(cls, measure: str) -> Self:
        """Nothing is known of a measure in one of two cohorts."""
        return cls(
            f"Of {measure} there is no data in one of the cohorts, so they can't be compared by it.",
            hint="leave out that --fail-on, or choose cohorts whose sessions say something of it.",
        )

    @classmethod
    def unjudged(cls, what: str, of: int) -> Self:
        """No session was ever looked at for something."""
        return cls(
            f"Whether there are any {what} among {of:,} sessions isn't known: none was judged for that.",
            hint="'rearview quality-report' says what was judged; 'rearview extract-quality' copies verdicts.",
        )

    @classmethod
    def agents(cls) -> Self:
        """Nothing in an org says which agent a session is with."""
        return cls(
            "The org has no table that says which agent a session is with, so --agent can't be answered.",
            hint="leave out --agent to read all sessions; 'rearview test-auth' lists the tables that are missing.",
        )


_NAMED = 5
_MANY = 12
_TEXT = 80
_NO_TURNS = "it has none at all; 'rearview snapshot doctor' says whether something is wrong with it."


def _shown(names: Sequence[str]) -> str:
    return ", ".join(names[:_MANY]) + (f" and {len(names) - _MANY:,} more" if len(names) > _MANY else "")
