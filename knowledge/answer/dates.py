"""When: deadlines, days left, phases, the next call. Open or closed is decided by the instant a call closes."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

from knowledge.answer.asking import Asking, composer, once
from knowledge.answer.finding import Finding, Found
from knowledge.answer.wording import day, listed, moment, span
from knowledge.facts import Edition, Phase, Programme

Standing = Literal["ahead", "open", "last-day", "closed"]

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
    """When it closes, of each programme and year asked about; equal deadlines are told once."""
    sentences: list[str] = []
    cites: list[str] = []
    for year in asking.years or (None,):
        found = [(p, deadline_of(asking, p, year)) for p in asking.calls]
        known = [d for _, d in found if d]
        if (checked := _asserted(asking, known)) is not None:
            sentences.append(checked)
        for group in _alike(known):
            sentences.append(_deadline_sentence(asking, group))
            sentences += _elsewhere(asking, group[0])
            cites += [c for d in group for c in d.edition.deadline_cite]
        missing = [p for p, d in found if d is None]
        if missing:
            sentences.append(_no_deadline(asking, missing, year))
            cites += _silent_sources(asking, missing)
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
    if found.standing != "closed":
        return ""
    current = asking.pack.current_edition(found.programme.id, asking.today)
    if current is None or current.last_day is None:
        return ""
    if current.year <= found.edition.year:
        return asking.say("deadline.next-none")
    name = "deadline.later-closed" if standing(current, asking.now) == "closed" else "deadline.later-open"
    return asking.say(name, year=str(current.year), deadline=spoken(asking, current))


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


def _asserted(asking: Asking, known: list[Deadline]) -> str | None:
    """Yes or no to a date the question puts forward; None where it puts none forward."""
    dates = asking.question.slots.dates
    if not dates or not known:
        return None
    last_days = {d.edition.last_day for d in known}
    for text in dates:
        year, month, date = _parts(text)
        if any(last and (last.month, last.day) == (month, date) and year in (None, last.year) for last in last_days):
            return asking.say("check.yes")
    asserted = asking.say("check.no", value=_as_said(asking, dates[0]))
    return asserted + _whose_date(asking, dates[0], last_days)


def _parts(text: str) -> tuple[int | None, int, int]:
    year, month, date = text.rsplit("-", 2)
    return (int(year) if year.isdigit() else None), int(month), int(date)


def _as_said(asking: Asking, text: str) -> str:
    year, month, date = _parts(text)
    return day(dt.date(year or 2024, month, date), asking.language, year=year is not None)


def _whose_date(asking: Asking, text: str, last_days: set[dt.date | None]) -> str:
    """Where the wrong date was right: another year's deadline."""
    year, month, date = _parts(text)
    for programme in asking.calls:
        for edition in asking.pack.editions_of(programme.id):
            last = edition.last_day
            if last and last not in last_days and (last.month, last.day) == (month, date) and year in (None, last.year):
                return asking.say("check.other-year", year=str(edition.year))
    return ""


def _no_deadline(asking: Asking, missing: list[Programme], year: int | None) -> str:
    programmes = listed([asking.name(p) for p in missing], asking.language)
    if year is None:
        return asking.say("deadline.none", programme=programmes, mailbox=asking.mailboxes())
    latest = max((e.year for p in missing for e in asking.pack.editions_of(p.id)), default=0)
    if year > latest:
        return next_call_text(asking, missing, year)
    return asking.say("deadline.unknown", programme=programmes, year=str(year), mailbox=asking.mailboxes())


def _silent_sources(asking: Asking, programmes: list[Programme]) -> list[str]:
    """The latest notices, which is where a later date would stand."""
    cites: list[str] = []
    for programme in programmes:
        editions = [e for e in asking.pack.editions_of(programme.id) if e.deadline_cite]
        cites += editions[-1].deadline_cite if editions else ()
    return cites


def _after_deadline(asking: Asking) -> tuple:  # type: ignore[type-arg]  # of Suggestion
    return asking.next("how-to-apply", "contact", "timeline")


# ── how long still, and is it still open ─────────────────────────────────────────────────


@composer("days-left")
def days_left(asking: Asking) -> Finding:
    return _told_by_standing(asking, "days-left")


@composer("still-open")
def still_open(asking: Asking) -> Finding:
    """Whether one can still file: now, or on the day and hour the question names."""
    moment_asked = _moment_asked(asking)
    if moment_asked is None:
        return _told_by_standing(asking, "still-open")
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
        return _told_by_standing(asking, "still-open")
    return Found("still-open", asking.joined(sentences), once(cites), _after_deadline(asking))


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


def _told_by_standing(asking: Asking, name: str) -> Found:
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
            sentences.append(_no_deadline(asking, missing, year))
            cites += _silent_sources(asking, missing)
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


# ── opening, phases, results ─────────────────────────────────────────────────────────────


@composer("opening")
def opening(asking: Asking) -> Finding:
    sentences: list[str] = []
    cites: list[str] = []
    for year in asking.years or (None,):
        for programme in asking.calls:
            edition = asking.edition(programme, year)
            if edition is None or edition.opened is None:
                sentences.append(_no_opening(asking, programme, year))
                cites += _silent_sources(asking, [programme])
                continue
            name = "opening.told" if edition.opened <= asking.today else "opening.ahead"
            sentences.append(
                asking.say(
                    name,
                    programme=asking.name(programme),
                    year=str(edition.year),
                    opened=day(edition.opened, asking.language),
                )
            )
            cites += edition.opened_cite or edition.deadline_cite
            if found := deadline_of(asking, programme, edition.year):
                sentences.append(asking.say(f"opening.then-{found.standing}", deadline=spoken(asking, edition)))
                cites += edition.deadline_cite
    return Found("opening", asking.joined(sentences), once(cites), asking.next("deadline", "timeline", "how-to-apply"))


def _no_opening(asking: Asking, programme: Programme, year: int | None) -> str:
    latest = max((e.year for e in asking.pack.editions_of(programme.id)), default=0)
    if year and year > latest:
        return next_call_text(asking, [programme], year)
    return asking.say(
        "opening.unknown",
        programme=asking.name(programme),
        year=str(year or asking.today.year),
        mailbox=asking.mailboxes(),
    )


def current_phases(edition: Edition, now: dt.datetime) -> list[Phase]:
    """The phases whose days hold `now`; two may overlap, and the preparation runs on until the summit."""
    state = standing(edition, now)
    if state in ("open", "last-day"):
        return [p for p in edition.phases if p.id == "submission"]
    if state == "ahead":
        return []
    today = now.date()
    return [
        p
        for p in edition.phases
        if p.id != "submission" and p.starts and p.starts <= today and (p.ends is None or p.ends >= today)
    ]


@composer("phase-now")
def phase_now(asking: Asking) -> Finding:
    sentences: list[str] = []
    cites: list[str] = []
    for programme in asking.calls:
        edition = asking.edition(programme)
        if edition is None or edition.last_day is None:
            sentences.append(_no_deadline(asking, [programme], asking.years[0] if asking.years else None))
            cites += _silent_sources(asking, [programme])
            continue
        sentences.append(_phase_sentence(asking, programme, edition))
        cites += [*edition.deadline_cite, *(c for phase in edition.phases for c in phase.cite)]
    return Found(
        "phase-now",
        asking.joined(sentences),
        once(cites),
        asking.next("timeline", "results-when", "deadline"),
    )


def _phase_sentence(asking: Asking, programme: Programme, edition: Edition) -> str:
    assert edition.last_day is not None
    state = standing(edition, asking.now)
    values: dict[str, Any] = {
        "programme": asking.name(programme),
        "year": str(edition.year),
        "deadline": spoken(asking, edition),
        "days": abs((edition.last_day - asking.today).days),
    }
    phases = current_phases(edition, asking.now)
    if phases:
        values["phases"] = listed([_named_phase(asking, phase) for phase in phases], asking.language)
        values["what"] = asking.joined(asking.text(phase.what) for phase in phases)
        values["left"] = left(asking, edition.closes_at) if edition.closes_at else ""
        return asking.say(f"phase.{'now' if state == 'closed' else state}", **values)
    past = [p for p in edition.phases if p.ends and p.ends < asking.today and p.id != "submission"]
    if state == "closed" and past:
        return asking.say("phase.over", phase=_named_phase(asking, past[-1]), **values)
    return asking.say("phase.between" if state == "closed" else "phase.ahead", **values)


def _named_phase(asking: Asking, phase: Phase) -> str:
    return asking.say("phase.named", phase=asking.text(phase.name), when=asking.text(phase.when))


@composer("timeline")
def timeline(asking: Asking) -> Finding:
    """All phases of an edition, one a line; both programmes where none is named."""
    paragraphs: list[str] = []
    cites: list[str] = []
    for programme in asking.calls:
        edition = asking.edition(programme)
        if edition is None or not edition.phases:
            year = asking.years[0] if asking.years else None
            paragraphs.append(
                _no_deadline(asking, [programme], year)
                if not edition or not edition.last_day
                else asking.say(
                    "timeline.unknown",
                    programme=asking.name(programme),
                    year=str(edition.year),
                    deadline=spoken(asking, edition),
                    mailbox=asking.mailboxes(),
                )
            )
            cites += edition.deadline_cite if edition else _silent_sources(asking, [programme])
            continue
        lines = [asking.say("timeline.head", programme=asking.name(programme), year=str(edition.year))]
        for number, phase in enumerate(edition.phases, 1):
            lines.append(
                asking.say(
                    "timeline.line",
                    number=str(number),
                    phase=asking.text(phase.name),
                    when=asking.text(phase.when),
                    what=asking.text(phase.what),
                )
            )
            cites += phase.cite
        if edition.last_day:
            lines.append(asking.say("timeline.deadline", deadline=spoken(asking, edition)))
            cites += edition.deadline_cite
        lines.append(_phase_sentence(asking, programme, edition))
        paragraphs.append("\n".join(lines))
    return Found("timeline", "\n\n".join(paragraphs), once(cites), asking.next("phase-now", "results-when", "deadline"))


@composer("results-when")
def results_when(asking: Asking) -> Finding:
    sentences: list[str] = []
    cites: list[str] = []
    for programme in asking.calls:
        edition = asking.edition(programme)
        if edition is None or not edition.phases:
            sentences.append(_no_deadline(asking, [programme], asking.years[0] if asking.years else None))
            cites += _silent_sources(asking, [programme])
            continue
        release = next((p for p in edition.phases if p.id == "release"), None)
        summit = next((s for s in asking.pack.subjects if s.kind == "summit" and s.year == edition.year), None)
        values = {
            "programme": asking.name(programme),
            "year": str(edition.year),
            "review": _phase_when(asking, edition, "review"),
            "release": asking.text(release.what) if release else "",
        }
        if summit is not None:
            past = summit.ends < asking.today
            sentences.append(
                asking.say(
                    "results.dated" if past else "results.dated-ahead",
                    summit=span(summit.starts, summit.ends, asking.language),
                    **values,
                )
            )
            cites += summit.cite
        else:
            sentences.append(asking.say("results.undated", mailbox=programme.mailbox or "", **values))
        cites += [c for p in edition.phases if p.id in ("review", "preparation", "release") for c in p.cite]
    return Found(
        "results-when",
        asking.joined(sentences),
        once(cites),
        asking.next("winners", "timeline", "when-contacted"),
    )


def _phase_when(asking: Asking, edition: Edition, phase_id: str) -> str:
    return next((asking.text(p.when) for p in edition.phases if p.id == phase_id), "")


# ── the next call, and today ─────────────────────────────────────────────────────────────


def next_call_text(asking: Asking, programmes: list[Programme], year: int | None = None) -> str:
    """That nothing is published for a coming year, and what the past closings were, as a pattern only."""
    latest = max(
        (
            e
            for p in programmes
            for e in asking.pack.editions_of(p.id)
            if e.last_day and (not e.opened or e.opened <= asking.today)
        ),
        key=lambda e: e.year,
        default=None,
    )
    year = year or (latest.year + 1 if latest else asking.today.year)
    text = asking.say(
        "next-call.none",
        year=str(year),
        programme=listed([asking.name(p) for p in programmes], asking.language),
    )
    closings = sorted(
        {
            e.last_day
            for p in programmes
            for e in asking.pack.editions_of(p.id)
            if e.last_day and e.last_day.year < year and (not e.opened or e.opened <= asking.today)
        }
    )
    if closings:
        text = asking.joined(
            [
                text,
                asking.say(
                    "next-call.pattern",
                    days=listed([day(d, asking.language) for d in closings], asking.language),
                ),
            ]
        )
    return asking.joined([text, asking.say("next-call.ask", mailbox=asking.mailboxes())])


@composer("next-call")
def next_call(asking: Asking) -> Finding:
    later = []
    for programme in asking.calls:
        current = asking.pack.current_edition(programme.id, asking.today)
        after = asking.pack.edition(programme.id, (current.year if current else asking.today.year) + 1)
        if asking.years and asking.pack.edition(programme.id, asking.years[0]):
            return deadline(asking)
        if after and after.last_day:
            later.append((programme, after))
    if later:
        sentences = [
            asking.say(
                "next-call.known",
                programme=asking.name(p),
                year=str(e.year),
                opened=day(e.opened, asking.language) if e.opened else "",
                deadline=spoken(asking, e),
            )
            for p, e in later
        ]
        return Found(
            "next-call",
            asking.joined(sentences),
            once(c for _, e in later for c in e.deadline_cite),
            asking.next("deadline", "contact"),
        )
    text = next_call_text(asking, asking.calls, asking.years[0] if asking.years else None)
    cites = once(
        [
            *_silent_sources(asking, asking.calls),
            *(c for p in asking.calls for e in asking.pack.editions_of(p.id) for c in e.deadline_cite),
        ]
    )
    return Found("next-call", text, cites, asking.next("contact", "timeline"))


@composer("today")
def today(asking: Asking) -> Finding:
    text = asking.say(
        "today.told",
        date=day(asking.today, asking.language),
        clock=asking.now.strftime("%H:%M"),
        city=asking.text(asking.pack.scheme.city),
    )
    standing_now = _told_by_standing(asking, "still-open")
    return Found(
        "today",
        asking.joined([text, standing_now.text]),
        standing_now.cites,
        asking.next("deadline", "timeline"),
    )
