"""When a call opened, which phase runs, when results come, the next call, and today."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from knowledge.answer.asking import Asking, composer, once
from knowledge.answer.coming import next_call_text, silent, silent_sources
from knowledge.answer.dates import (
    deadline,
    deadline_of,
    left,
    no_deadline,
    spoken,
    standing,
    told_by_standing,
)
from knowledge.answer.finding import Finding, Found
from knowledge.answer.wording import day, listed, span
from knowledge.facts import Edition, Phase, Programme


@composer("opening")
def opening(asking: Asking) -> Finding:
    sentences: list[str] = []
    cites: list[str] = []
    for year in asking.years or (None,):
        for programme in asking.calls:
            edition = asking.edition(programme, year)
            if edition is None or edition.opened is None:
                sentences.append(_no_opening(asking, programme, year))
                cites += silent_sources(asking, [programme])
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
    unknown = asking.say(
        "opening.unknown",
        programme=asking.name(programme),
        year=str(year or asking.today.year),
        mailbox=asking.mailboxes(),
    )
    return silent(asking, [programme], year, unknown)


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
            sentences.append(no_deadline(asking, [programme], asking.years[0] if asking.years else None))
            cites += silent_sources(asking, [programme])
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
            paragraphs.append(_no_phases(asking, programme, edition))
            cites += (edition.deadline_cite if edition else ()) or silent_sources(asking, [programme])
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


def _no_phases(asking: Asking, programme: Programme, edition: Edition | None) -> str:
    """What is said of a year whose phases are not published, with its deadline where that much is."""
    year = asking.years[0] if asking.years else asking.today.year
    values = {"programme": asking.name(programme), "year": str(year), "mailbox": asking.mailboxes()}
    if edition and edition.last_day:
        return asking.say("timeline.unknown", deadline=spoken(asking, edition), **values)
    return silent(asking, [programme], year, asking.say("timeline.unpublished", **values))


@composer("results-when")
def results_when(asking: Asking) -> Finding:
    sentences: list[str] = []
    cites: list[str] = []
    for programme in asking.calls:
        edition = asking.edition(programme)
        if edition is None or not edition.phases:
            sentences.append(no_deadline(asking, [programme], asking.years[0] if asking.years else None))
            cites += silent_sources(asking, [programme])
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
            *silent_sources(asking, asking.calls),
            *(c for p in asking.calls for e in asking.pack.editions_of(p.id) for c in e.deadline_cite),
        ]
    )
    return Found("next-call", text, cites, asking.next("contact", "timeline"))


@composer("today")
def today(asking: Asking) -> Finding:
    scheme = asking.pack.scheme
    places = [asking.pack.place[place] for place in asking.question.slots.places]
    clocks = [_clock(asking, asking.text(place.name), ZoneInfo(place.zone)) for place in places]
    if not any(place.zone == scheme.zone for place in places):
        clocks.append(_clock(asking, asking.text(scheme.city), asking.zone))
    text = asking.joined(clocks)
    standing_now = told_by_standing(asking, "still-open")
    return Found(
        "today",
        asking.joined([text, standing_now.text]),
        standing_now.cites,
        asking.next("deadline", "timeline"),
    )


def _clock(asking: Asking, city: str, zone: ZoneInfo) -> str:
    """The present day and hour in a city."""
    there = asking.now.astimezone(zone)
    return asking.say("today.told", date=day(there.date(), asking.language), clock=there.strftime("%H:%M"), city=city)
