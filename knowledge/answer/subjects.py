"""The organiser's summits, events, publications and bodies; the programmes beside the calls; official terms."""

import re
from collections.abc import Sequence

from knowledge.answer.asking import Asking, composer, once
from knowledge.answer.finding import Finding, Found, NotCovered
from knowledge.answer.told import told
from knowledge.answer.wording import listed, span
from knowledge.facts import Body, Event, Publication, Summit

_FACTS_TOLD = 5
_SUMMITS_TOLD = 2
_NAMES_CATEGORIES = re.compile(r"类型|类别|领域|几类|categor|fields?\b|types?\b")


@composer("subject")
def subject(asking: Asking) -> Finding:
    """What is known of the things named; a programme or organisation named instead is told about as such."""
    slots = asking.question.slots
    ids = [*slots.subjects, *slots.people]
    if not ids:
        return summit_facts(asking) if asking.years else neighbour(asking)
    paragraphs: list[str] = []
    cites: list[str] = []
    for id_ in ids[:3]:
        found = asking.pack.subject[id_]
        if found.kind == "summit":
            paragraphs.append(_summit_text(asking, found))
            cites += found.cite
            continue
        text, used = asking.said(found.facts[:_FACTS_TOLD])
        paragraphs.append(text)
        cites += used
    return Found(
        "subject",
        "\n".join(paragraphs),
        once(cites),
        asking.next("list-events", "list-publications", "organiser-about"),
    )


# ── summits ──────────────────────────────────────────────────────────────────────────────


def _summits(asking: Asking) -> list[Summit]:
    return sorted((s for s in asking.pack.subjects if isinstance(s, Summit)), key=lambda s: s.starts)


def summits_asked(asking: Asking) -> list[Summit]:
    slots = asking.question.slots
    by_name = [s for s in _summits(asking) if s.id in slots.subjects]
    if slots.years:
        by_year = [s for s in _summits(asking) if s.year in slots.years]
        return [s for s in by_year if s in by_name] or by_year
    if by_name:
        return by_name
    return [s for s in _summits(asking) if s.number and s.number in slots.numbers]


@composer("summit-facts")
def summit_facts(asking: Asking) -> Finding:
    others = [id_ for id_ in asking.question.slots.subjects if asking.pack.subject[id_].kind not in ("summit", "term")]
    if others:
        return subject(asking)
    found = summits_asked(asking)
    known = {s.year for s in _summits(asking)}
    unknown = [y for y in asking.years if y not in known]
    if unknown:
        later = asking.pack.topic.get("summit-next")
        if later and max(unknown) > max(known):
            return told(asking, later)
        return NotCovered(
            asking.say(
                "summit.unknown",
                years=listed([str(y) for y in unknown], asking.language),
                mailbox=asking.pack.scheme.mailbox,
            ),
            "summit-facts",
        )
    if not found:
        found = [s for s in _summits(asking) if s.ends <= asking.today][-1:]
    text = "\n".join(_summit_text(asking, s) for s in found)
    return Found(
        "summit-facts",
        text,
        once(c for s in found for c in (*s.cite, *(c for f in s.facts for c in f.cite))),
        asking.next("list-summits", "summit-next", "summit-activities"),
    )


def _summit_text(asking: Asking, summit: Summit) -> str:
    """A summit's facts, the first of which gives name, days and theme."""
    return asking.joined(asking.text(fact.text) for fact in summit.facts[:4])


@composer("list-summits")
def list_summits(asking: Asking) -> Finding:
    """Every summit held, one a line; of a year or two named what is known of them."""
    if 1 <= len(asking.years) <= _SUMMITS_TOLD:
        return summit_facts(asking)
    held = [s for s in _summits(asking) if s.starts <= asking.today and (not asking.years or s.year in asking.years)]
    lines = [
        asking.say(
            "summits.head",
            count=len(held),
            first=str(held[0].year) if held else "",
            last=str(held[-1].year) if held else "",
        )
    ]
    lines += [
        asking.say(
            "summits.line",
            name=asking.text(s.name),
            dates=span(s.starts, s.ends, asking.language),
            theme=asking.text(s.theme) if s.theme else "none",
        )
        for s in held
    ]
    return Found(
        "list-summits",
        "\n".join(lines),
        once(c for s in held for c in s.cite),
        asking.next("summit-facts", "summit-next"),
    )


# ── events, publications, bodies ─────────────────────────────────────────────────────────


@composer("list-events")
def list_events(asking: Asking) -> Finding:
    events: list[Event] = [s for s in asking.pack.subjects if isinstance(s, Event)]
    events.sort(key=_event_order)
    return _listing(asking, "list-events", events)


def _event_order(event: Event) -> tuple[bool, int]:
    """By day; those with a year alone after them, those with neither last."""
    return (event.starts is None, event.starts.toordinal() if event.starts else event.year or 9999)


@composer("list-publications")
def list_publications(asking: Asking) -> Finding:
    publications = [s for s in asking.pack.subjects if isinstance(s, Publication)]
    publications.sort(key=lambda publication: publication.year or 0)
    return _listing(asking, "list-publications", publications)


@composer("list-bodies")
def list_bodies(asking: Asking) -> Finding:
    return _listing(asking, "list-bodies", [s for s in asking.pack.subjects if isinstance(s, Body)])


def _listing(asking: Asking, topic: str, found: Sequence[Event | Publication | Body]) -> Finding:
    years = asking.years
    chosen = [s for s in found if not years or _year_of(s) in years]
    lines = [
        asking.say(
            f"{topic}.head",
            count=len(chosen),
            years=listed([str(y) for y in years], asking.language) or "none",
        )
    ]
    lines += [asking.say("listing.line", name=asking.text(s.name), when=_when(asking, s)) for s in chosen]
    return Found(
        topic,
        "\n".join(lines),
        once(c for s in chosen for c in s.cite),
        asking.next("list-events", "list-publications", "list-bodies"),
    )


def _year_of(found: Event | Publication | Body) -> int | None:
    return found.founded if isinstance(found, Body) else found.year


def _when(asking: Asking, found: Event | Publication | Body) -> str:
    if isinstance(found, Event) and found.starts:
        place = asking.text(found.place) if found.place else ""
        days = span(found.starts, found.ends or found.starts, asking.language)
        return asking.say("listing.separator").join(part for part in (days, place) if part)
    return str(_year_of(found) or "none")


# ── neighbours and terms ─────────────────────────────────────────────────────────────────


@composer("neighbour")
def neighbour(asking: Asking) -> Finding:
    named = [asking.pack.programme[p] for p in asking.question.slots.programmes]
    chosen = [p for p in named if p.kind == "neighbour"] or named
    if not chosen:
        return list_neighbours(asking)
    paragraphs: list[str] = []
    cites: list[str] = []
    for programme in chosen:
        facts = programme.about
        dated = [f for f in facts if any(str(y) in f.text.zh for y in asking.years)]
        text, used = asking.said((*facts[:1], *(f for f in dated if f != facts[0])) if dated else facts[:6])
        paragraphs.append(text)
        cites += used
    return Found(
        "neighbour",
        "\n".join(paragraphs),
        once(cites),
        asking.next("list-neighbours", "difference-neighbours"),
    )


@composer("list-neighbours")
def list_neighbours(asking: Asking) -> Finding:
    found = [p for p in asking.pack.programmes if p.kind == "neighbour"]
    lines = [
        asking.say(
            "neighbours.head",
            calls=listed([asking.name(p) for p in asking.pack.calls()], asking.language),
            count=len(found),
        )
    ]
    for programme in found:
        text, _ = asking.said(programme.about[:1])
        lines.append(asking.say("neighbours.line", name=asking.name(programme), text=text))
    return Found(
        "list-neighbours",
        "\n".join(lines),
        once(c for p in found for s in p.about[:1] for c in s.cite),
        asking.next("difference-neighbours", "compare-programmes"),
    )


@composer("term-in-english")
def term(asking: Asking) -> Finding:
    """The official name of a thing in the other language; that there is none where there is none."""
    lines: list[str] = []
    cites: list[str] = []
    slots = asking.question.slots
    for id_ in (*slots.subjects, *slots.people):
        found = asking.pack.subject[id_]
        if found.kind == "term":
            text, used = asking.said(found.facts)
            lines.append(text)
            cites += used
        else:
            lines.append(asking.say("term.pair", zh=found.name.zh, en=found.name.en))
            cites += found.cite
    asked = asking.categories
    if not asked and not lines and _NAMES_CATEGORIES.search(asking.question.folded):
        asked = [(programme, category) for programme in asking.calls for category in programme.categories]
    for programme, category in asked:
        lines.append(asking.say("term.pair", zh=category.name.zh, en=category.name.en))
        cites += [c for s in programme.about[:1] for c in s.cite]
    if not lines:
        for programme_id in slots.programmes:
            programme = asking.pack.programme[programme_id]
            lines.append(asking.say("term.pair", zh=programme.full_name.zh, en=programme.full_name.en))
            cites += [c for s in programme.about[:1] for c in s.cite]
    if not lines:
        lines = [asking.say("term.pair", zh=asking.pack.scheme.organiser.zh, en=asking.pack.scheme.organiser.en)]
        cites += asking.pack.scheme.cite
    return Found("term-in-english", "\n".join(lines), once(cites), asking.next("about-programme"))
