"""What the dialogue asks when something is missing or is to be changed: one question, its choices, its answer read."""

import datetime as dt
import re
from collections.abc import Callable

from handlers.contract import Choice, Incoming
from handlers.phrases import phrase
from handlers.subscribe import patterns, questions
from handlers.subscribe.draft import Draft
from handlers.subscribe.own import answered
from handlers.subscribe.patterns import BROKEN_MAIL, NONE, OFF, SENTENCE, YES
from handlers.subscribe.reading import body_in, details, kind_of, mail_in, programme_in, times_in, zone_in
from knowledge.language import Language
from knowledge.lexicon import Reading
from knowledge.pack import Pack
from knowledge.text import fold
from reminders.subscriptions import ALL, lead_days

# Asked of a new subscription, in this order; the first two and the fourth only where nothing else was said of it.
FOR_NEW = ("programme", "body", "own", "mail")
CHANGEABLE = ("own", "lead", "hour", "zone", "quiet", "language", "phases", "changes")

_LONGEST_BODY = 60


class NoMailbox(ValueError):
    """What was written as a mailbox is none; the message is what was written."""


def missing(draft: Draft, guided: bool, needs_mail: bool) -> str | None:
    """The next question of a new subscription; None where all is known."""
    if draft.programme is None:
        return "programme"
    for name in ("body", "own"):
        if (guided or name in draft.doubtful) and name not in draft.settled and not getattr(draft, name):
            return name
    if "quiet" in draft.doubtful and "quiet" not in draft.settled and draft.quiet is None:
        return "quiet"
    return "mail" if (needs_mail or "mail" in draft.doubtful) and draft.mail is None else None


def question(name: str, pack: Pack, language: Language) -> tuple[str, tuple[Choice, ...]]:
    """The words of a question and its choices."""
    return phrase(f"subscribe-ask-{name}", language), tuple(_choices(name, pack, language))


def _choices(name: str, pack: Pack, language: Language) -> list[Choice]:
    if name == "programme":
        calls = [Choice(f"sub:programme:{call.id}", call.name.in_(language)) for call in pack.calls()]
        return [*calls, Choice(f"sub:programme:{ALL}", phrase("subscribe-all", language))]
    if name in ("body", "own", "quiet"):
        return [Choice(f"sub:{name}:none", phrase(f"subscribe-none-{name}", language))]
    if name == "lead":
        return [
            Choice(f"sub:lead:{days}", phrase("subscribe-lead", language, days=days.replace("-", ", ")))
            for days in ("30-14-7-3-1-0", "14-7-1", "7-1")
        ]
    if name == "hour":
        return [Choice(f"sub:hour:{hour}", hour) for hour in ("08:30", "09:30", "14:00")]
    if name == "language":
        return [Choice("sub:language:zh", "中文"), Choice("sub:language:en", "English")]
    if name in ("phases", "changes"):
        return [
            Choice(f"sub:{name}:on", phrase("subscribe-on", language)),
            Choice(f"sub:{name}:off", phrase("subscribe-off", language)),
        ]
    return []


def answer(name: str, message: Incoming, reading: Reading, pack: Pack) -> Draft | None:
    """An answer to the open question; None where the message is none. ValueError: a figure that cannot be."""
    if message.choice and message.choice.startswith(f"sub:{name}:"):
        return _tapped(name, message.choice.removeprefix(f"sub:{name}:"))
    return _READ[name](message, reading, pack)


def _tapped(name: str, value: str) -> Draft | None:
    if value == "none":
        return _none(name)
    match name:
        case "programme":
            return Draft(programme=value)
        case "lead":
            return Draft(lead_days=tuple(int(day) for day in value.split("-")))
        case "hour":
            return Draft(hour=dt.time.fromisoformat(value))
        case "language":
            return Draft(language="en" if value == "en" else "zh")
        case "phases" | "changes":
            return Draft.model_validate({name: value == "on"})
        case _:
            return None


def _none(name: str) -> Draft:
    quiet = (dt.time(0), dt.time(0)) if name == "quiet" else None
    return Draft(settled=(name,), quiet=quiet)


def _programme(message: Incoming, reading: Reading, pack: Pack) -> Draft | None:
    found = programme_in(reading, pack)
    return Draft(programme=found) if found else None


def _body(message: Incoming, reading: Reading, pack: Pack) -> Draft | None:
    """A name, as it was typed; what looks like a sentence or a question is none."""
    if NONE.fullmatch(reading.folded):
        return _none("body")
    name = body_in(message.text) or message.text.strip().strip("。.！!")
    if not 2 <= len(name) <= _LONGEST_BODY or not _is_name(name, reading):
        return None
    return Draft(body=name, kind=kind_of(name), settled=("body",))


def _is_name(name: str, reading: Reading) -> bool:
    """Whether it can be a body's name: no question, unless it ends in what a body is called."""
    if SENTENCE.search(reading.folded):
        return False
    asks = questions.ABOUT.search(reading.folded) or questions.ASKED.search(reading.folded)
    return not asks or bool(re.search(rf"(?:{patterns.NAMED_SO})$", fold(name)))


def _own(message: Incoming, reading: Reading, pack: Pack) -> Draft | None:
    if NONE.fullmatch(reading.folded) or patterns.NO_OWN.search(reading.folded):
        return _none("own")
    if own := details(message, reading, pack).own:
        return Draft(own=own)
    if SENTENCE.search(reading.folded):
        return None
    found = answered(reading, message.now, pack)
    return Draft(own=found) if found else None


def _mail(message: Incoming, reading: Reading, pack: Pack) -> Draft | None:
    if found := mail_in(message.text):
        return Draft(mail=found)
    if BROKEN_MAIL.search(message.text):
        raise NoMailbox(message.text.strip())
    return None


def _lead(message: Incoming, reading: Reading, pack: Pack) -> Draft | None:
    if found := details(message, reading, pack).lead_days:
        return Draft(lead_days=found)
    figures = re.fullmatch(r"[\d\s、,，和and/天日days.]+", reading.folded)
    days = re.findall(r"\d+", reading.folded) if figures else []
    if not days:
        return None
    return Draft(lead_days=lead_days([int(day) for day in days]))


def _hour(message: Incoming, reading: Reading, pack: Pack) -> Draft | None:
    if times := times_in(reading):
        return Draft(hour=times[0])
    bare = re.fullmatch(r"([01]?\d|2[0-3])\s*(?:点|时)?", reading.folded)
    return Draft(hour=dt.time(int(bare[1]))) if bare else None


def _zone(message: Incoming, reading: Reading, pack: Pack) -> Draft | None:
    found = zone_in(reading, pack)
    return Draft(zone=found) if found else None


def _quiet(message: Incoming, reading: Reading, pack: Pack) -> Draft | None:
    if NONE.fullmatch(reading.folded):
        return _none("quiet")
    if found := details(message, reading, pack).quiet:
        return Draft(quiet=found)
    times = times_in(reading)
    if len(times) == 2:
        return Draft(quiet=(times[0], times[1]))
    bare = re.search(r"(\d{1,2})\s*(?:点|时|:00)?\s*(?:-|–|~|到|至|to)\s*(\d{1,2})", reading.folded)
    return Draft(quiet=(dt.time(int(bare[1]) % 24), dt.time(int(bare[2]) % 24))) if bare else None


def _language(message: Incoming, reading: Reading, pack: Pack) -> Draft | None:
    if re.search(r"中文|汉语|chinese", reading.folded):
        return Draft(language="zh")
    return Draft(language="en") if re.search(r"英文|英语|english", reading.folded) else None


def _switch(name: str) -> "Callable[[Incoming, Reading, Pack], Draft | None]":
    def read(message: Incoming, reading: Reading, pack: Pack) -> Draft | None:
        if YES.fullmatch(reading.folded):
            return Draft.model_validate({name: True})
        off = NONE.fullmatch(reading.folded) or OFF.fullmatch(reading.folded)
        return Draft.model_validate({name: False}) if off else None

    return read


_READ: dict[str, Callable[[Incoming, Reading, Pack], Draft | None]] = {
    "programme": _programme, "body": _body, "own": _own, "mail": _mail, "lead": _lead, "hour": _hour, "zone": _zone,
    "quiet": _quiet, "language": _language, "phases": _switch("phases"), "changes": _switch("changes"),
}  # fmt: skip


_TRIED = frozenset({"own", "lead", "hour", "quiet"})
_LONGEST_TRY = 24  # characters


def tried(name: str, reading: Reading) -> bool:
    """Whether a message that is no answer was meant as one: short, with a figure in it, and no question."""
    text = reading.folded
    attempt = patterns.TRIED.search(text) or patterns.WORDED_DATE.search(text)
    asks = SENTENCE.search(text) or questions.ABOUT.search(text)
    return name in _TRIED and len(text) <= _LONGEST_TRY and bool(attempt) and not asks


ASKED = frozenset(_READ)
