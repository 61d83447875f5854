"""Deadlines, days left, still open or not. Open or closed is decided by the instant a call closes."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal
from zoneinfo import ZoneInfo

from knowledge.answer.asking import Asking, composer, once
from knowledge.answer.coming import silent, silent_sources
from knowledge.answer.finding import Finding, Found
from knowledge.answer.wording import day, listed, moment
from knowledge.facts import Edition, Programme

Standing = Literal["ahead", "open", "last-day", "closed"]

_LONG = 366  # days after which nobody counts how many they are
_MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Deadline:
    """One programme's deadline in one year, seen from now."""

    programme: Programme
    edition: Edition
    standing: Standing
    days: int  # whole days from today to the last day; negative once past

    @property
    def key(self) -> tuple[object, ...]:
        """Deadlines with the same key read the same but for the programme's name."""
        return (self.edition.last_day, self.edition.closes_at, self.standing)


def standing(edition: Edition, now: dt.datetime) -> Standing:
    """Where an edition with a known last day stands at `now` (in the organiser's zone)."""
    assert edition.last_day is not None
    closed = now >= edition.closes_at if edition.closes_at else now.date() > edition.last_day
    if closed:
        return "closed"
    if edition.opened and now.date() < edition.opened:
        return "ahead"
    return "last-day" if now.date() == edition.last_day else "open"


def deadline_of(asking: Asking, programme: Programme, year: int | None = None) -> Deadline | None:
    edition = asking.edition(programme, year)
    if edition is None or edition.last_day is None:
        return None
    days = (edition.last_day - asking.today).days
    return Deadline(programme, edition, standing(edition, asking.now), days)


def left(asking: Asking, until: dt.datetime) -> str:
    """How long until an instant, in hours and minutes."""
    minutes = max(0, int((until - asking.now) / _MINUTE))
    hours, minutes = divmod(minutes, 60)
    if hours == 0:
        return asking.say("span.minutes", minutes=minutes)
    return asking.say("span.hours", hours=hours, minutes=minutes)


# ── the deadline ─────────────────────────────────────────────────────────────────────────


@composer("deadline")
def deadline(asking: Asking) -> Finding:
    """When it closes, of each programme and year asked about; equal deadlines are told once.

    An hour of a day that is put forward is held against the close: "3 pm on 15 June New York time, is that fine?"
    """
    slots = asking.question.slots
    if asking.question.yes_no and slots.times and slots.dates and slots.places and not closes_then(asking):
        return replace(still_open(asking), topic="deadline")
    sentences: list[str] = []
    cites: list[str] = []
    for year in asking.years or (None,):
        found = [(p, deadline_of(asking, p, year)) for p in asking.calls]
        known = [d for _, d in found if d]
        for group in _alike(known):
            sentences.append(_deadline_sentence(asking, group))
            sentences += _elsewhere(asking, group[0])
            cites += [c for d in group for c in d.edition.deadline_cite]
        missing = [p for p, d in found if d is None]
        if missing:
            sentences.append(no_deadline(asking, missing, year))
            cites += silent_sources(asking, missing)
    return Found("deadline", asking.joined(sentences), once(cites), _after_deadline(asking))


def _alike(deadlines: list[Deadline]) -> list[list[Deadline]]:
    groups: dict[tuple[object, ...], list[Deadline]] = {}
    for found in deadlines:
        groups.setdefault(found.key, []).append(found)
    return list(groups.values())


def names(asking: Asking, group: list[Deadline]) -> str:
    return listed([asking.name(d.programme) for d in group], asking.language)


def spoken(asking: Asking, edition: Edition) -> str:
    assert edition.last_day is not None
    return asking.text(edition.spoken) if edition.spoken else day(edition.last_day, asking.language)


def _deadline_sentence(asking: Asking, group: list[Deadline]) -> str:
    first = group[0]
    values = {
        "programme": names(asking, group),
        "year": str(first.edition.year),
        "deadline": spoken(asking, first.edition),
        "days": abs(first.days),
        "past": "long" if first.days < -_LONG else "recent",
        "many": "yes" if len(group) > 1 else "no",
    }
    if first.standing == "last-day":
        values["left"] = left(asking, first.edition.closes_at) if first.edition.closes_at else ""
    if first.standing == "closed" and first.days > -2 and first.edition.closes_at:
        values["ago"] = _ago(asking, first.edition.closes_at)
        return asking.joined([asking.say("deadline.just-closed", **values), _after_close(asking, first)])
    if first.standing == "ahead" and first.edition.opened:
        values["opened"] = day(first.edition.opened, asking.language)
    told = asking.say(f"deadline.{first.standing}", **values)
    return asking.joined([told, _after_close(asking, first)])


def _after_close(asking: Asking, found: Deadline) -> str:
    """What follows a close: the later call that is open or was, or that none is announced; nothing while open."""
    if found.standing != "closed" or (asking.years and asking.topic != "still-open"):
        return ""  # who asks for one year's date wants no other beside it
    current = asking.pack.current_edition(found.programme.id, asking.today)
    if current is None or current.last_day is None:
        return ""
    if current.year <= found.edition.year:
        return asking.say("deadline.next-none")
    name = "deadline.later-closed" if standing(current, asking.now) == "closed" else "deadline.later-open"
    return asking.say(name, year=str(current.year))


def _ago(asking: Asking, instant: dt.datetime) -> str:
    minutes = int((asking.now - instant) / _MINUTE)
    if minutes < 60:
        return asking.say("span.minutes", minutes=max(minutes, 0))
    return asking.say("span.hours", hours=minutes // 60, minutes=minutes % 60)


def _elsewhere(asking: Asking, found: Deadline) -> list[str]:
    """The same instant in the places the question names."""
    if found.edition.closes_at is None:
        return []
    sentences = []
    for place_id in asking.question.slots.places:
        place = asking.pack.place[place_id]
        if place.zone == asking.pack.scheme.zone:
            continue
        there = found.edition.closes_at.astimezone(ZoneInfo(place.zone))
        sentences.append(
            asking.say("deadline.elsewhere", place=asking.text(place.name), time=_last_moment(asking, there))
        )
    return sentences


def _last_moment(asking: Asking, instant: dt.datetime) -> str:
    """Midnight is told as 24:00 of the day before, as people file until then."""
    if instant.hour == instant.minute == 0:
        before = instant.date() - dt.timedelta(days=1)
        return f"{day(before, 'zh')}24:00" if asking.language == "zh" else f"24:00 on {day(before, 'en')}"
    return moment(instant, asking.language)


def _parts(text: str) -> tuple[int | None, int, int]:
    year, month, date = text.rsplit("-", 2)
    return (int(year) if year.isdigit() else None), int(month), int(date)


def no_deadline(asking: Asking, missing: list[Programme], year: int | None) -> str:
    programmes = listed([asking.name(p) for p in missing], asking.language)
    if year is None:
        return asking.say("deadline.none", programme=programmes, mailbox=asking.mailboxes())
    unknown = asking.say("deadline.unknown", programme=programmes, year=str(year), mailbox=asking.mailboxes())
    return silent(asking, missing, year, unknown)


def _after_deadline(asking: Asking) -> tuple:  # type: ignore[type-arg]  # of Suggestion
    return asking.next("how-to-apply", "contact", "timeline")


# ── how long still, and is it still open ─────────────────────────────────────────────────


@composer("days-left")
def days_left(asking: Asking) -> Finding:
    return told_by_standing(asking, "days-left")


@composer("still-open")
def still_open(asking: Asking) -> Finding:
    """Whether one can still file: now, or on the day and hour the question names."""
    moment_asked = _moment_asked(asking)
    if moment_asked is None:
        return told_by_standing(asking, "still-open")
    sentences: list[str] = []
    cites: list[str] = []
    for group in _alike([d for p in asking.calls if (d := deadline_of(asking, p))]):
        closes = group[0].edition.closes_at
        if closes is None:
            continue
        verdict = "in-time" if moment_asked < closes else "too-late"
        sentences.append(
            asking.say(
                f"still-open.{verdict}",
                programme=names(asking, group),
                year=str(group[0].edition.year),
                deadline=spoken(asking, group[0].edition),
                moment=_last_moment(asking, moment_asked.astimezone(asking.zone)),
            )
        )
        sentences += _elsewhere(asking, group[0])
        cites += [c for d in group for c in d.edition.deadline_cite]
    if not sentences:
        return told_by_standing(asking, "still-open")
    return Found("still-open", asking.joined(sentences), once(cites), _after_deadline(asking))


def closes_then(asking: Asking) -> bool:
    """Whether the day and hour a question names are the instant at which a call it means closes."""
    moment = _moment_asked(asking) if asking.question.slots.times else None
    closes = [found.edition.closes_at for p in asking.calls if (found := deadline_of(asking, p))]
    return moment is not None and moment in closes


def _moment_asked(asking: Asking) -> dt.datetime | None:
    """The instant a question names by day, with an hour and a place if given; the day's last minute otherwise."""
    slots = asking.question.slots
    if not slots.dates:
        return None
    year, month, date = _parts(slots.dates[0])
    year = year or (asking.years[0] if asking.years else asking.today.year)
    zone = ZoneInfo(asking.pack.place[slots.places[0]].zone) if slots.places else asking.zone
    hour, minute = (int(n) for n in slots.times[0].split(":")) if slots.times else (23, 59)
    start = dt.datetime(year, month, date, tzinfo=zone)
    return start + dt.timedelta(hours=hour, minutes=minute)


def told_by_standing(asking: Asking, name: str) -> Found:
    sentences: list[str] = []
    cites: list[str] = []
    for year in asking.years or (None,):
        found = [(p, deadline_of(asking, p, year)) for p in asking.calls]
        for group in _alike([d for _, d in found if d]):
            sentences.append(_standing_sentence(asking, name, group))
            sentences += _elsewhere(asking, group[0])
            cites += [c for d in group for c in d.edition.deadline_cite]
        missing = [p for p, d in found if d is None]
        if missing:
            sentences.append(no_deadline(asking, missing, year))
            cites += silent_sources(asking, missing)
    return Found(name, asking.joined(sentences), once(cites), _after_deadline(asking))


def _standing_sentence(asking: Asking, name: str, group: list[Deadline]) -> str:
    first = group[0]
    closes = first.edition.closes_at
    recent = first.standing == "closed" and closes is not None and asking.now - closes < dt.timedelta(days=2)
    told = asking.say(
        f"{name}.{'just-closed' if recent else first.standing}",
        programme=names(asking, group),
        year=str(first.edition.year),
        deadline=spoken(asking, first.edition),
        days=abs(first.days),
        left=left(asking, closes) if closes and first.standing == "last-day" else "",
        ago=_ago(asking, closes) if closes and recent else "",
        opened=day(first.edition.opened, asking.language) if first.edition.opened else "",
        mailbox=asking.mailboxes(),
        many="yes" if len(group) > 1 else "no",
    )
    return asking.joined([told, _after_close(asking, first)])
