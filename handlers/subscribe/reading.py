"""What a message asks about reminders, and what it says of them: programme, dates, hours, zone, body, mailbox.

Words only; which programmes, places and dates there are, the pack and the lexicon tell.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from handlers.contract import Incoming
from handlers.subscribe import patterns
from handlers.subscribe.draft import Draft, Own
from handlers.subscribe.patterns import Action
from knowledge.lexicon import Mention, Reading
from knowledge.pack import Pack
from reminders.subscriptions import ALL, BodyKind, lead_days

COMMANDS: dict[str, Action] = {
    "subscribe": "subscribe", "subscriptions": "overview", "unsubscribe": "unsubscribe", "pause": "pause",
    "resume": "resume",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What a message wants, None where nothing of ours; what it says besides; and what in it cannot be."""

    action: Action | None
    draft: Draft
    wrong: str = ""  # the words of a figure that is none


def read(message: Incoming, reading: Reading, pack: Pack) -> Said:
    """What a message says about reminders. Never guesses: what is not plainly there stays None."""
    text = reading.folded
    command, argument = command_of(message)
    if command:
        return Said(COMMANDS[command], _command_draft(argument, message, reading, pack))
    action = next((action for action, pattern in patterns.ACTIONS if pattern.search(text)), None)
    if action in ("subscribe", "change", "pause", "resume") and patterns.QUESTION.search(text):
        action = None
    try:
        return Said(action, details(message, reading, pack))
    except ValueError as wrong:
        return Said(action, Draft(), str(wrong))


def command_of(message: Incoming) -> tuple[str | None, str]:
    """The command of ours a message or a tapped choice is, and what follows it."""
    text = (message.choice if message.choice and message.choice.startswith("/") else message.text).strip()
    match = re.match(r"/([a-z]+)(?:@\w+)?(?:\s+(.*))?$", text, re.I | re.S)
    if not match or match[1].lower() not in COMMANDS:
        return None, ""
    return match[1].lower(), (match[2] or "").strip()


def _command_draft(argument: str, message: Incoming, reading: Reading, pack: Pack) -> Draft:
    if argument in (ALL, *(call.id for call in pack.calls())):
        return Draft(programme=argument)
    return details(message, reading, pack)


def details(message: Incoming, reading: Reading, pack: Pack) -> Draft:
    """Everything a message says of a subscription. ValueError holds the words of a lead day that is none."""
    text = reading.folded
    mentions = reading.mentions
    own = tuple(_own(text, mentions, message.now, pack))
    taken = [span for _, span in own]
    quiet = _quiet(text)
    return Draft(
        programme=programme_in(reading, pack),
        body=body_in(message.text),
        kind=kind_of(body_in(message.text)),
        mail=mail_in(message.text),
        own=tuple(deadline for deadline, _ in own),
        lead_days=_lead_days(text),
        hour=_hour(text, mentions, taken),
        zone=zone_in(reading, pack),
        quiet=quiet,
        phases=_switched("phases", text),
        changes=_switched("changes", text),
    )


def _switched(name: str, text: str) -> bool | None:
    return next((on for of, pattern, on in patterns.SWITCHES if of == name and pattern.search(text)), None)


def programme_in(reading: Reading, pack: Pack) -> str | None:
    """The call that is named, or all of them."""
    calls = [call.id for call in pack.calls()]
    named = [id_ for id_ in reading.ids("programme") if id_ in calls]
    if len(named) == len(calls) or (not named and patterns.ALL_CALLS.search(reading.folded)):
        return ALL
    return named[0] if len(named) == 1 else None


def mail_in(text: str) -> str | None:
    match = patterns.MAIL.search(text)
    return match[0].rstrip(".") if match else None


def body_in(text: str) -> str | None:
    """As what somebody says they write."""
    match = next((found for pattern in patterns.BODY if (found := pattern.search(text))), None)
    return match[1].strip() if match else None


def kind_of(body: str | None) -> BodyKind | None:
    """The kind a body's name tells; None where it tells none."""
    if body is None:
        return None
    return next((kind for kind, pattern in patterns.KINDS if pattern.search(body)), None)


def zone_in(reading: Reading, pack: Pack) -> str | None:
    return next((pack.place[id_].zone for id_ in reading.ids("place") if id_ in pack.place), None)


def times_in(reading: Reading) -> tuple[dt.time, ...]:
    return tuple(_time(t) for t in reading.ids("time") if _is_time(t))


def date_in(reading: Reading, now: dt.datetime) -> Own | None:
    """The first day a message names, with the hour it names, for a question that asks for one."""
    mentions = reading.mentions
    for mention in mentions:
        if mention.sort == "date" and (day := _day(mention.ids[0], now)):
            times = times_in(reading)
            return Own(day=day, time=times[0] if times else None)
    return None


def _own(
    text: str, mentions: tuple[Mention, ...], now: dt.datetime, pack: Pack
) -> Iterator[tuple[Own, tuple[int, int]]]:
    """Dates said to be a body's own: the first after each word for it, with its hour where one follows."""
    for words in patterns.OWN.finditer(text):
        date = next((m for m in mentions if m.sort == "date" and 0 <= m.start - words.end() <= 12), None)
        if date is None or (day := _day(date.ids[0], now)) is None:
            continue
        hour = next((m for m in mentions if m.sort == "time" and 0 <= m.start - date.end <= 6), None)
        programme = next(
            (m.ids[0] for m in mentions if m.sort == "programme" and 0 <= words.start() - m.end <= 4), None
        )
        known = programme if programme in {call.id for call in pack.calls()} else None
        end = hour.end if hour else date.end
        yield Own(day=day, time=_time(hour.ids[0]) if hour else None, programme=known), (date.start, end)


def _day(said: str, now: dt.datetime) -> dt.date | None:
    """A date as the lexicon gives it; without a year the next such day."""
    try:
        if not said.startswith("--"):
            return dt.date.fromisoformat(said)
        month, day = int(said[2:4]), int(said[5:7])
        this = dt.date(now.year, month, day)
        return this if this >= now.date() else dt.date(now.year + 1, month, day)
    except ValueError:
        return None


def _lead_days(text: str) -> tuple[int, ...] | None:
    match = next((found for pattern in patterns.LEAD if (found := pattern.search(text))), None)
    return lead_days([int(n) for n in re.findall(r"\d+", match[1])]) if match else None


def _quiet(text: str) -> tuple[dt.time, dt.time] | None:
    if patterns.NO_QUIET.search(text):
        return dt.time(0), dt.time(0)
    match = patterns.QUIET.search(text)
    if not match:
        return None
    start, end = (int(match[i]) % 24 for i in (1, 3))
    return dt.time(start, int(match[2] or 0)), dt.time(end, int(match[4] or 0))


def _hour(text: str, mentions: tuple[Mention, ...], taken: list[tuple[int, int]]) -> dt.time | None:
    """The hour of day a message names for itself, not as part of a date or of quiet hours."""
    quiet = patterns.QUIET.search(text)
    for mention in mentions:
        inside = any(start <= mention.start < end for start, end in taken)
        hushed = quiet and quiet.start() <= mention.start < quiet.end()
        if mention.sort == "time" and not inside and not hushed and _is_time(mention.ids[0]):
            return _time(mention.ids[0])
    return None


def _is_time(said: str) -> bool:
    hours = said.partition(":")[0]
    return hours.isdigit() and int(hours) < 24


def _time(said: str) -> dt.time:
    hours, _, minutes = said.partition(":")
    return dt.time(int(hours) % 24, int(minutes or 0))
