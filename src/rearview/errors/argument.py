"""What was asked for makes no sense."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from rearview.errors.root import RearviewError


class ArgumentError(RearviewError):
    """What was asked for makes no sense."""

    @classmethod
    def which_session(cls, folder: Path) -> Self:
        """A folder of many sessions was named, and none of them."""
        return cls(
            f"{folder} is a folder of sessions; which one is meant?",
            hint="name it by its id or a part of that, beside --data-dir; 'rearview sessions' lists them.",
        )

    @classmethod
    def followed_whole(cls) -> Self:
        """What is followed is to be one document, which can't be written before its end."""
        return cls(
            "A session can't be followed as one JSON document.",
            hint="use --format ndjson, which has a line for each event, or leave out --follow.",
        )

    @classmethod
    def ambiguous_session(cls, part: str, ids: Sequence[str]) -> Self:
        """A part of an id belongs to several sessions."""
        shown = "".join(f"\n  {id_}" for id_ in ids[:_NAMED])
        more = f"\n  and {len(ids) - _NAMED:,} more" if len(ids) > _NAMED else ""
        return cls(f"{part} is a part of {len(ids):,} session ids:{shown}{more}", hint="give a longer part.")

    @classmethod
    def event(cls, number: str, events: int) -> Self:
        """A text doesn't number an event of a session."""
        return cls(
            f"{number[:_TEXT]!a} is no event of the session, which has {events:,}.",
            hint="events count from 0.",
        )

    @classmethod
    def ambiguous_operation(cls, part: str, operations: Sequence[str]) -> Self:
        """What was typed fits several operations of a run."""
        shown = "".join(f"\n  {told}" for told in operations[:_NAMED])
        more = f"\n  and {len(operations) - _NAMED:,} more" if len(operations) > _NAMED else ""
        return cls(
            f"{part} fits {len(operations):,} operations:{shown}{more}",
            hint="give a longer part of the id, or name the agent with --agent.",
        )

    @classmethod
    def several_sessions(cls, agent: str, ids: Sequence[str]) -> Self:
        """An agent was called several times in a run."""
        shown = "".join(f"\n  {id_}" for id_ in ids[:_NAMED])
        more = f"\n  and {len(ids) - _NAMED:,} more" if len(ids) > _NAMED else ""
        return cls(
            f"{agent} has {len(ids):,} sessions in this run:{shown}{more}",
            hint="give a part of one's id in place of the agent's name.",
        )

    @classmethod
    def nothing_to_extract(cls, path: Path) -> Self:
        """The sessions of a run are files of their own already."""
        return cls(
            f"{path} is a ledger: each of its sub-agents' sessions is a file of its own already.",
            hint=f"look into {path.parent}.",
        )

    @classmethod
    def too_many_words(cls, words: Sequence[str]) -> Self:
        """More was typed than has a meaning."""
        return cls(
            f"{' '.join(words)} is one word too many.", hint="options begin with --; --help lists them."
        )

    @classmethod
    def which_side(cls) -> Self:
        """Bytes of two bodies can't be told apart once they are written."""
        return cls("--raw writes one body, byte by byte.", hint="add --request or --response.")

    @classmethod
    def unknown_command(cls, name: str, nearest: Sequence[str], *, of: str = "rearview") -> Self:
        """There is no such command."""
        listing = f"'{of} --help' lists all commands."
        hint = f"did you mean {' or '.join(nearest)}? {listing}" if nearest else listing
        return cls(f"There is no command {name}.", hint=hint)

    @classmethod
    def unknown_name(cls, name: str, *, of: str, known: Sequence[str]) -> Self:
        """There is no such thing of a kind of which there are a few."""
        return cls(f"There is no {of} named {name}.", hint=f"choose from: {', '.join(known)}.")

    @classmethod
    def unknown_parameter(cls, name: str, *, of: str, known: Sequence[str]) -> Self:
        """A question was asked with something that it doesn't take."""
        hint = f"choose from: {', '.join(known)}." if known else "leave it out."
        return cls(f"The question {of} takes no {name}.", hint=hint)

    @classmethod
    def unfit_parameter(cls, name: str, value: object, type_: str) -> Self:
        """A value isn't of the type that a question takes."""
        kinds = {"int": "a whole number", "float": "a number", "bool": "true or false"}
        return cls(f"{value!a} is no value for {name}.", hint=f"give {kinds.get(type_, 'a text')}.")

    @classmethod
    def no_pair(cls, text: str) -> Self:
        """What is said along with a question doesn't say to what it belongs."""
        return cls(
            f"{text!a} doesn't say what is set to what.",
            hint="write --set name=value, such as --set min_calls=5.",
        )

    @classmethod
    def what_to_find(cls, known: Sequence[str]) -> Self:
        """Nothing is to be found, or two things at once."""
        return cls(
            "Say what to find: one trouble, or --text with words.", hint=f"choose from: {', '.join(known)}."
        )

    @classmethod
    def what_to_compare(cls) -> Self:
        """Neither two sessions nor two cohorts were named, or both."""
        return cls(
            "Say what to compare: two sessions, or two cohorts.",
            hint="rearview compare A B, or --cohort 'agent_version=v1' --cohort 'agent_version=v2'.",
        )

    @classmethod
    def fail_on(cls, text: str, known: Sequence[str]) -> Self:
        """A text doesn't say by how much a measure may change."""
        return cls(
            f"{text!a} doesn't say how much worse is too much.",
            hint=f"write --fail-on failure_rate+5%, or completion_rate-5%; measures are {', '.join(known)}.",
        )

    @classmethod
    def rule(cls, text: str) -> Self:
        """What has to hold of a lake can't be read."""
        return cls(
            f"{text[:_TEXT]!a} is no rule.",
            hint="write QUESTION.COLUMN <= NUMBER, such as 'tools(by=agent).failure_rate <= 5% if calls >= 20'.",
        )

    @classmethod
    def rules_file(cls, path: Path) -> Self:
        """A file is no text."""
        return cls(
            f"{path} is no text, so it holds no rules.", hint="name a file with a rule a line, in UTF-8."
        )

    @classmethod
    def no_rules(cls) -> Self:
        """Nothing is said that has to hold."""
        return cls(
            "There are no rules to check.",
            hint="give one, such as 'outcomes.escalation_rate <= 20%', or a file of them with --rules.",
        )

    @classmethod
    def fail_on_sessions(cls) -> Self:
        """Two sessions are compared, and measures of cohorts named."""
        return cls(
            "--fail-on goes by cohorts, and two sessions are compared.",
            hint="name two cohorts with --cohort.",
        )

    @classmethod
    def chart(cls, path: Path) -> Self:
        """A chart can't be drawn into such a file."""
        return cls(
            f"No chart can be drawn into {path}.", hint="name a file that ends in .svg, .png or .html."
        )

    @classmethod
    def which_question(cls, option: str) -> Self:
        """An option belongs to a question, and none was asked."""
        return cls(
            f"{option} needs a question.", hint="'rearview ask' lists every question: rearview ask NAME."
        )

    @classmethod
    def small_parameter(cls, name: str, value: object, least: float) -> Self:
        """A number is smaller than makes sense."""
        return cls(f"{value!a} is too small for {name}.", hint=f"give {least:g} or more.")

    @classmethod
    def second_master(cls, first: str, later: str) -> Self:
        """Spark is to run in two places at once."""
        return cls(
            f"Spark runs on {first} already; a process can't have it on {later} too.",
            hint="use one master throughout, or another process.",
        )

    @classmethod
    def cohort(cls, name: str, text: str, *, known: Sequence[str]) -> Self:
        """A text doesn't say which sessions are meant."""
        return cls(
            f"{text!a} doesn't say which sessions {name} means.",
            hint=f"write {name} as 'agent_version=v2 since=2026-02-01'; it can name {', '.join(known)}.",
        )

    @classmethod
    def no_text(cls) -> Self:
        """Messages are to be searched for nothing."""
        return cls("There is no text to look for.", hint="say which words: text='refund'.")

    @classmethod
    def folder_in_use(cls, folder: Path) -> Self:
        """A folder that is to be filled holds something already."""
        return cls(
            f"The folder {folder} isn't empty, and what is in it would mix with what is written.",
            hint="name a new folder, or empty that one first.",
        )

    @classmethod
    def fault_plan(cls, path: Path, reason: object) -> Self:
        """A file doesn't hold a plan of faults."""
        return cls(
            f"{path} holds no fault plan: {reason}.",
            hint='a plan is JSON such as {"rules": [{"does": "reset", "on": ["page"], "nth": 2}]}.',
        )

    @classmethod
    def outside(cls, file: Path, folders: Sequence[Path]) -> Self:
        """A file lies outside the folders that may be read."""
        opened = ", ".join(map(str, folders)) or "no folder at all"
        return cls(
            f"{file} lies outside of what was opened: {opened}.", hint="name its folder with --data-dir."
        )

    @classmethod
    def moment(cls, option: str, text: str) -> Self:
        """A text should say when, and doesn't."""
        return cls(
            f"{option} {text} is no moment.",
            hint="write a day (2026-01-28), a time (2026-01-28T10:15, UTC unless it says +01:00) or an age (36h, 7d).",
        )

    @classmethod
    def duration(cls, option: str, text: str) -> Self:
        """A text should say how long, and doesn't."""
        return cls(
            f"{option} {text} is no length of time.", hint="write a number with m, h or d: 15m, 36h, 7d."
        )

    @classmethod
    def window(cls, option: str, text: str) -> Self:
        """A length of time can't be the width of a cell."""
        return cls(
            f"{option} {text} doesn't divide a day into equal parts.", hint="choose from: 24h, 6h, 1h, 15m."
        )

    @classmethod
    def ladder(cls, text: str) -> Self:
        """Ages don't ascend."""
        return cls(
            f"--settle {text} doesn't ascend.", hint="name ages from young to old: --settle 15m,1h,6h,24h,3d."
        )

    @classmethod
    def days(cls, days: int) -> Self:
        """A number of days makes no sense."""
        return cls(f"--days {days} is no number of days to go back.", hint="give 1 or more: --days 7.")

    @classmethod
    def session_id(cls, text: str) -> Self:
        """A text can't be a session's id."""
        return cls(
            f"{text[:_TEXT]!r} is no session id.",
            hint="an id is letters, digits, - and _, such as 0196b1a2-6f0e-7c3d-9a51-3f2b8c7d6e5f.",
        )

    @classmethod
    def no_session_ids(cls) -> Self:
        """Ids were to come from stdin, and none came."""
        return cls(
            "There are no session ids on stdin.", hint="write one id a line, or name them with --session-id."
        )

    @classmethod
    def since_and_days(cls) -> Self:
        """A period is given a beginning in two ways."""
        return cls("--since and --days both say where to begin.", hint="leave out one of them.")

    @classmethod
    def only_and_no_children(cls) -> Self:
        """The tables to read are named in two ways."""
        return cls("--only and --no-children both say which tables to read.", hint="leave out one of them.")

    @classmethod
    def in_the_future(cls, option: str, text: str, *, now: str) -> Self:
        """A period reaches beyond the present."""
        return cls(
            f"{option} {text} lies in the future: by the org's clock it is {now}.",
            hint="leave out --until to read up to now."
            if option == "--until"
            else f"give {option} an earlier time.",
        )

    @classmethod
    def too_early(cls, option: str, text: str) -> Self:
        """A period begins before time was counted."""
        return cls(f"{option} {text} lies before 1970.", hint="nothing is as old as that; give a later day.")

    @classmethod
    def empty_period(cls, since: str, until: str) -> Self:
        """A period ends before it begins."""
        return cls(
            f"The period from {since} to {until} is empty: it must end after it begins.",
            hint="--until is the first moment that isn't read any more; exchange the two, or give a later --until.",
        )

    @classmethod
    def org_name(cls, name: str) -> Self:
        """An org is named by what can't be a name."""
        return cls(
            f"{name!a} can't be the name of an org.",
            hint="--org takes the alias that sf knows the org by ('sf org list'), or a username.",
        )

    @classmethod
    def untrusted_host(cls, url: str) -> Self:
        """An address isn't one of those that tokens are sent to."""
        return cls(
            f"{url} isn't an address of Salesforce's, and nothing is sent there.",
            hint="name an https address that ends in salesforce.com or force.com with --login-url or --instance-url.",
        )

    @classmethod
    def not_in_sql(cls, value: str) -> Self:
        """A name or a text can't be written in SQL."""
        return cls(f"{value!a} can't be written in a query.", hint="check the spelling of what was typed.")

    @classmethod
    def proxy(cls) -> Self:
        """The environment names a proxy that makes no sense; which isn't shown, for it can hold a password."""
        return cls(
            "The proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY names can't be used.",
            hint="write it as http://host:port; for a SOCKS proxy: pip install 'httpx2[socks]'.",
        )

    @classmethod
    def recorder_file(cls, path: Path, reason: object) -> Self:
        """A file that says where to record to can't be understood."""
        return cls(
            f"{path} doesn't say where to record to: {reason}.",
            hint='it is JSON such as {"persistence": {"sessionsDir": "...", "billingFile": "..."}}.',
        )

    @classmethod
    def recorder_number(cls, name: str, text: str) -> Self:
        """An environment variable should be a number of bytes and isn't."""
        return cls(
            f"{name} is {text[:_TEXT]!a}, which is no number of bytes.", hint="write it in digits alone."
        )

    @classmethod
    def pricing(cls, reason: object) -> Self:
        """A table of prices can't be understood."""
        return cls(
            f"The prices of models can't be understood: {reason}.",
            hint='they are {provider: {model: {"unit": "per_1m", "prompt": ..., "completion": ...}}}.',
        )

    @classmethod
    def no_adapter(cls, client: type) -> Self:
        """A client is of a library that can't be recorded."""
        return cls(
            f"There is no adapter for {client.__module__}.{client.__qualname__}.",
            hint="wrap takes clients of openai and anthropic and MCP client sessions; "
            "record other calls with record.llm and record.tool.",
        )

    @classmethod
    def no_folder(cls, form: str, *, several: str) -> Self:
        """What makes several files was to go into one."""
        return cls(
            f"There is one file for each {several}: {form} needs a folder to put them in.",
            hint="name one with -o; it is made if it isn't there."
            + (" --table writes a single table." if several == "table" else ""),
        )

    @classmethod
    def one_of_all(cls) -> Self:
        """One session was named, and at the same time which of many are meant."""
        return cls(
            "--since, --until and --agent choose among all sessions of a lake.",
            hint="leave them out, or export all.",
        )

    @classmethod
    def report_on_one(cls) -> Self:
        """One session is to be reported on, and at the same time some among all."""
        return cls(
            "--since, --until and --agent choose among all sessions, and one is named.",
            hint="leave them out, or leave out the session.",
        )

    @classmethod
    def no_traces(cls, form: str) -> Self:
        """Something was to be sent to a collector of traces that is none."""
        return cls(f"A collector doesn't take {form}.", hint="add --to otlp or --to openinference.")

    @classmethod
    def no_tables(cls, form: str) -> Self:
        """A table was named for a form that has none."""
        return cls(
            f"{form} holds whole sessions, not tables.",
            hint="leave out --table, or choose --to csv, ndjson or parquet.",
        )

    @classmethod
    def endpoint(cls, url: str) -> Self:
        """Spans can't be sent to a text."""
        shown = url.rpartition("@")[2][:_TEXT]  # what stands before an @ is a password
        return cls(
            f"{shown!a} is no place to send spans to.",
            hint="write it as http://127.0.0.1:4318; what it must know about the sender goes in OTEL_EXPORTER_OTLP_HEADERS.",
        )

    @classmethod
    def headers(cls) -> Self:
        """The headers in the environment make no sense; they aren't shown, for they can hold a password."""
        return cls(
            "What OTEL_EXPORTER_OTLP_HEADERS holds can't be used.",
            hint="write name=value, with a comma between two, and spaces as %20.",
        )


_NAMED = 5
_TEXT = 80
