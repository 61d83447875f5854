"""What a message asks about reminders, and what it says of them: programme, dates, hours, zone, body, mailbox.

Words only; which programmes, places and dates there are, the pack and the lexicon tell.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.contract import Incoming
from handlers.slash import slash_in
from handlers.subscribe import patterns
from handlers.subscribe.draft import Draft, Own
from handlers.subscribe.own import Dated, dated, own_in
from handlers.subscribe.wanting import action_in
from handlers.subscribe.wishes import Action
from knowledge.figures import number_of
from knowledge.lexicon import Mention, Reading
from knowledge.pack import Pack
from knowledge.text import fold
from reminders.subscriptions import ALL, BodyKind, lead_days

COMMANDS: dict[str, Action] = {
    "subscribe": "subscribe", "subscriptions": "overview", "unsubscribe": "unsubscribe", "pause": "pause",
    "resume": "resume",
}  # fmt: skip


_UNREAD = 40  # characters behind the words for quiet hours in which hours are theirs, where they cannot be read
_NEAR = 12  # characters behind a day in which an hour is its own
_DAYS = {"天": 1, "日": 1, "day": 1, "周": 7, "星期": 7, "礼拜": 7, "week": 7, "月": 30, "month": 30}
_EN_FIGURES = {
    "the": 1, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10,
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What a message wants, None where nothing of ours; what it says besides; and what in it cannot be."""

    action: Action | None
    draft: Draft
    wrong: str = ""  # the words of a figure that is none


def read(message: Incoming, reading: Reading, pack: Pack) -> Said:
    """What a message says about reminders. Never guesses: what is not plainly there stays None."""
    command, argument = command_of(message)
    if command:
        return Said(COMMANDS[command], _command_draft(argument, message, reading, pack))
    if message.choice:
        return Said(None, Draft())
    try:
        draft = details(message, reading, pack)
    except ValueError as wrong:
        return Said(action_in(reading.folded, Draft()), Draft(), str(wrong))
    return Said(action_in(reading.folded, draft), draft)


def command_of(message: Incoming) -> tuple[str | None, str]:
    """The command of ours a message or a tapped choice is, and what follows it."""
    name, argument = slash_in(message) or (None, "")
    return (name, argument) if name in COMMANDS else (None, "")


def _command_draft(argument: str, message: Incoming, reading: Reading, pack: Pack) -> Draft:
    if argument in (ALL, *(call.id for call in pack.calls())):
        return Draft(programme=argument)
    return details(message, reading, pack)


def details(message: Incoming, reading: Reading, pack: Pack) -> Draft:
    """Everything a message says of a subscription. ValueError holds the words of a lead day that is none."""
    text = reading.folded
    dates = dated(reading, message.now)
    own = tuple(own_in(reading, dates, pack))
    quiet, hushed = quiet_in(reading)
    taken = [*(date.span for _, date in own), *hushed, *_worded_dates(text)]
    body, mail = body_in(message.text), mail_in(message.text)
    return Draft(
        programme=programme_in(reading, pack),
        body=body,
        kind=kind_of(body),
        mail=mail,
        own=tuple(deadline for deadline, _ in own),
        lead_days=_lead_days(text),
        hour=_hour(text, reading.mentions, taken),
        zone=zone_in(reading, pack, body),
        quiet=quiet,
        phases=_switched("phases", text),
        changes=_switched("changes", text),
        settled=("own",) if patterns.NO_OWN.search(text) and not own else (),
        doubtful=tuple(_doubtful(message.text, text, dates, own, mail, unread_quiet=bool(hushed) and quiet is None)),
    )


def _doubtful(
    raw: str,
    text: str,
    dates: Sequence[Dated],
    own: Sequence[tuple[Own, Dated]],
    mail: str | None,
    *,
    unread_quiet: bool,
) -> Iterator[str]:
    """The questions a message tried to answer in words that were not understood: they are asked."""
    left_over = [date for date in dates if all(date.start != taken.start for _, taken in own)]
    if patterns.NO_OWN.search(text):
        left_over = []
    elif left_over or (not own and (patterns.OWN.search(text) or patterns.WORDED_DATE.search(text))):
        yield "own"
    if unread_quiet:
        yield "quiet"
    if mail is None and patterns.BROKEN_MAIL.search(unicodedata.normalize("NFKC", raw)):
        yield "mail"


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
    match = patterns.MAIL.search(unicodedata.normalize("NFKC", text))
    return match[0].rstrip(".") if match else None


def body_in(text: str) -> str | None:
    """As what somebody says they write."""
    match = next((found for pattern in patterns.BODY if (found := pattern.search(text))), None)
    name = match[1].strip().removesuffix("的") if match else ""
    return name if name and not patterns.NO_NAME.search(name) else None


def kind_of(body: str | None) -> BodyKind | None:
    """The kind a body's name tells; None where it tells none."""
    if body is None:
        return None
    return next((kind for kind, pattern in patterns.KINDS if pattern.search(body)), None)


def zone_in(reading: Reading, pack: Pack, body: str | None = None) -> str | None:
    """The zone of the place a message names; a place in a body's name is where it comes from, not its clock."""
    name = fold(body or "")
    begins = reading.folded.find(name) if name else -1
    named = range(begins, begins + len(name)) if begins >= 0 else range(0)
    places = (m.ids[0] for m in reading.mentions if m.sort == "place" and m.start not in named)
    return next((pack.place[id_].zone for id_ in places if id_ in pack.place), None)


def times_in(reading: Reading) -> tuple[dt.time, ...]:
    return tuple(_time(t) for t in reading.ids("time") if _is_time(t))


def _lead_days(text: str) -> tuple[int, ...] | None:
    match = next((found for pattern in patterns.LEAD if (found := pattern.search(text))), None)
    days = list(days_in(match[1])) if match else []
    if patterns.LAST_DAY.search(text):
        days.append(0)
    return lead_days(days) if days else None


def days_in(spans: str) -> Iterator[int]:
    """Days, weeks and months, as days; a figure without a unit has that of the one behind it."""
    unit = 1
    for figure in reversed(list(patterns.LEAD_FIGURE.finditer(spans))):
        unit = _DAYS.get((figure[2] or "").rstrip("s"), unit)
        if figure[1] == "半":
            yield unit // 2
        elif figure[1] in _EN_FIGURES:
            yield _EN_FIGURES[figure[1]] * unit
        else:
            yield number_of(figure[1]) * unit


def quiet_in(reading: Reading) -> tuple[tuple[dt.time, dt.time] | None, list[tuple[int, int]]]:
    """The hours without notices, where they can be read, and the spans of text that speak of them."""
    text = reading.folded
    if patterns.NO_QUIET.search(text):
        return (dt.time(0), dt.time(0)), []
    word = patterns.QUIET_WORDS.search(text)
    if not word:
        return None, []
    times = [m for m in reading.mentions if m.sort == "time" and m.start >= word.end()]
    if len(times) > 1 and patterns.TO.fullmatch(text[times[0].end : times[1].start]):
        start, end = (dt.time(int(t.ids[0][:2]) % 24, int(t.ids[0][3:5] or 0)) for t in times[:2])
        return (start, end), [(word.start(), times[1].end)]
    if match := patterns.QUIET.search(text):
        first, last = (int(match[i]) % 24 for i in (1, 3))
        return (dt.time(first, int(match[2] or 0)), dt.time(last, int(match[4] or 0))), [match.span()]
    return None, [(word.start(), word.end() + _UNREAD)]


def _worded_dates(text: str) -> list[tuple[int, int]]:
    """Days in words that are not read as one; an hour right behind is theirs."""
    return [(match.start(), match.end() + _NEAR) for match in patterns.WORDED_DATE.finditer(text)]


def _hour(text: str, mentions: tuple[Mention, ...], taken: list[tuple[int, int]]) -> dt.time | None:
    """The hour of day a message names for itself, not as part of a date or of quiet hours."""
    if re.search(r"中午(?!\s*[\d一二两三四五六七八九十])", text):
        return dt.time(12)
    for mention in mentions:
        inside = any(start <= mention.start < end for start, end in taken)
        if mention.sort == "time" and not inside and _is_time(mention.ids[0]):
            return _time(mention.ids[0])
    return None


def _is_time(said: str) -> bool:
    hours = said.partition(":")[0]
    return hours.isdigit() and int(hours) < 24


def _time(said: str) -> dt.time:
    hours, _, minutes = said.partition(":")
    return dt.time(int(hours) % 24, int(minutes or 0))
