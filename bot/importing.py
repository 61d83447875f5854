"""Lines of `wicbot subscriptions import`, read and checked: each is a wish, or says what is wrong with it."""

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args
from zoneinfo import ZoneInfo

from knowledge.pack import Pack
from reminders.own import AlreadyPast, BeforeOpening, NotBefore, NotPublished, Refusal, internal_deadline
from reminders.subscriptions import (
    ALL,
    SLOT,
    Address,
    Body,
    BodyKind,
    ChatKind,
    InternalDeadline,
    Preferences,
    Quiet,
    Wish,
    default_lead_days,
    lead_days,
)

CHANNELS = ("telegram", "email")
_KNOWN = frozenset(
    {"channel", "address", "thread", "chat_kind", "body", "kind", "programme", "lang", "zone", "hour", "quiet",
     "lead_days", "internal_deadline", "phases", "changes", "confirmed"}
)  # fmt: skip
_LONGEST_BODY = 120
_MAILBOX = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class BadLine(ValueError):
    """What is wrong with a line; shows the offending value."""


@dataclass(frozen=True)
class Line:
    """One line of the input: its number, and the wish it holds or what is wrong with it."""

    number: int
    wish: Wish | None = None
    error: str = ""


def read_lines(lines: Iterable[str], pack: Pack) -> Iterator[Line]:
    """Every non-empty line, in order."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield Line(number, _wish(_object(line), pack))
        except BadLine as problem:
            yield Line(number, error=str(problem))


def _object(line: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLine(f"no JSON: {line.strip()[:60]!r}") from None
    if not isinstance(data, dict):
        raise BadLine(f"no JSON object: {line.strip()[:60]!r}")
    if unknown := sorted(set(data) - _KNOWN):
        raise BadLine(f"unknown field {unknown[0]!r}; known: {', '.join(sorted(_KNOWN))}")
    return data


def _wish(data: Mapping[str, Any], pack: Pack) -> Wish:
    address = _address(data)
    preferences = _preferences(data, pack)
    programme = _one_of(data, "programme", (*pack.scheme.programmes, ALL), ALL)
    return Wish(
        address=address,
        body=Body(_text(data, "body", _LONGEST_BODY), _one_of(data, "kind", get_args(BodyKind), "association")),
        programme=programme,
        preferences=preferences,
        lead_days=_lead_days(data, pack),
        phases=_flag(data, "phases", True),
        changes=_flag(data, "changes", True),
        internal=tuple(_internal(data, programme, preferences.zone, pack)),
        confirmed=_flag(data, "confirmed", False) or address.channel != "email",
    )


def _address(data: Mapping[str, Any]) -> Address:
    channel = _one_of(data, "channel", CHANNELS)
    given = data.get("address")
    address = str(given) if isinstance(given, int) and not isinstance(given, bool) else _text(data, "address", 200)
    if channel == "telegram" and not re.fullmatch(r"-?[0-9]{1,19}", address):
        raise BadLine(f"address {address!r} is no chat id of Telegram such as 123456 or -1001234567890")
    if channel == "email" and not _MAILBOX.fullmatch(address):
        raise BadLine(f"address {address!r} is no mail address")
    thread = data.get("thread", 0)
    if isinstance(thread, bool) or not isinstance(thread, int) or thread < 0:
        raise BadLine(f"thread {thread!r} is no number of a topic")
    return Address(channel, address.lower() if channel == "email" else address, thread)


def _preferences(data: Mapping[str, Any], pack: Pack) -> Preferences:
    zone = data.get("zone", pack.scheme.zone)
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError, TypeError):
        raise BadLine(f"zone {zone!r} is unknown; write it like Asia/Shanghai") from None
    kind = "group" if str(data.get("address", "")).startswith("-") else "private"
    return Preferences(
        language=_one_of(data, "lang", ("zh", "en"), "zh"),
        zone=zone,
        hour=_time("hour", data["hour"]) if data.get("hour") is not None else SLOT,
        quiet=_quiet(data["quiet"]) if data.get("quiet") else None,
        kind=_one_of(data, "chat_kind", get_args(ChatKind), kind),
    )


def _time(name: str, given: Any) -> dt.time:
    """9, "9", "09:30"."""
    text = str(given).strip()
    found = re.fullmatch(r"([0-9]{1,2})(?::([0-9]{2}))?(?::00)?", text)
    if isinstance(given, bool) or not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise BadLine(f"{name} {given!r} is no hour such as 9 or 09:30")
    return dt.time(int(found[1]), int(found[2] or 0))


def _quiet(given: Any) -> Quiet:
    """ "22:00-08:00", "22-8", ["22:00", "08:00"], {"from": …, "to": …}."""
    if isinstance(given, Mapping):
        ends = [given.get("from"), given.get("to")]
    elif isinstance(given, str):
        ends = list(re.split(r"\s*[-–—~至]\s*", given.strip()))
    else:
        ends = list(given) if isinstance(given, list) else []
    if len(ends) != 2:
        raise BadLine(f"quiet {given!r} is no span of hours such as 22:00-08:00")
    return Quiet(_time("quiet", ends[0]), _time("quiet", ends[1]))


def _lead_days(data: Mapping[str, Any], pack: Pack) -> tuple[int, ...]:
    given = data.get("lead_days")
    if given is None:
        return default_lead_days(pack)
    if not isinstance(given, list):
        raise BadLine(f"lead_days {given!r} is no list such as [30, 14, 7]")
    try:
        return lead_days(given)
    except ValueError as problem:
        raise BadLine(str(problem)) from None


def _internal(data: Mapping[str, Any], programme: str, zone: str, pack: Pack) -> Iterator[InternalDeadline]:
    """A date for the programme; for all of them one date for each, or an object of dates by programme."""
    given = data.get("internal_deadline")
    if given is None:
        return
    programmes = pack.scheme.programmes if programme == ALL else (programme,)
    dates = given if isinstance(given, Mapping) else dict.fromkeys(programmes, given)
    for id_, date in dates.items():
        if id_ not in programmes:
            raise BadLine(f"internal_deadline for {id_!r}, which is not subscribed to")
        yield _deadline(pack, id_, date, zone)


def _deadline(pack: Pack, programme: str, given: Any, zone: str) -> InternalDeadline:
    day, time = _moment(given)
    found = internal_deadline(pack, programme, day, time, zone)
    if isinstance(found, InternalDeadline):
        return found
    raise BadLine(f"internal_deadline {given!r}: {_why(found)}")


def _moment(given: Any) -> tuple[dt.date, dt.time | None]:
    try:
        if len(str(given)) <= 10:
            return dt.date.fromisoformat(str(given)), None
        moment = dt.datetime.fromisoformat(str(given))
    except ValueError:
        raise BadLine(f"internal_deadline {given!r} is no date such as 2026-05-20 or 2026-05-20T17:00") from None
    if moment.tzinfo:
        raise BadLine(f"internal_deadline {given!r} holds a zone; it is read in `zone`")
    return moment.date(), moment.time().replace(second=0, microsecond=0)


def _why(refusal: Refusal) -> str:
    match refusal:
        case NotPublished(programme, year):
            return f"no deadline of {programme} {year} is published, so nothing can be held against it"
        case NotBefore(edition):
            return f"it must precede the organiser's deadline, {edition.last_day} ({edition.id})"
        case BeforeOpening(edition):
            return f"it lies before the call is published, {edition.opened} ({edition.id})"
        case AlreadyPast(_, day):
            return f"{day} is over already"


def _text(data: Mapping[str, Any], name: str, longest: int) -> str:
    given = data.get(name)
    if not isinstance(given, str) or not given.strip() or len(given.strip()) > longest:
        raise BadLine(f"{name} {given!r} is no text of 1 to {longest} characters")
    return " ".join(given.split())


def _one_of(data: Mapping[str, Any], name: str, allowed: tuple[str, ...], default: str | None = None) -> Any:
    given = data.get(name, default)
    if given not in allowed:
        raise BadLine(f"{name} {given!r} is none of {', '.join(allowed)}")
    return given


def _flag(data: Mapping[str, Any], name: str, default: bool) -> bool:
    given = data.get(name, default)
    if not isinstance(given, bool):
        raise BadLine(f"{name} {given!r} is neither true nor false")
    return given
