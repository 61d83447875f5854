"""What a pack needs from its editors before long: warnings, as nothing said is wrong yet."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from knowledge.errors import Fault
from knowledge.facts import Edition
from knowledge.language import LANGUAGES
from knowledge.lexicon import Lexicon
from knowledge.pack import Draft
from knowledge.pack.documents import Placed

_FEW = 8  # paraphrases of a topic in one language; fewer cost much in recognition
_SOON = dt.timedelta(days=30)
_LONG = dt.timedelta(days=365)


def few_paraphrases(draft: Draft) -> Iterator[Fault]:
    counted = Counter((said.topic, said.language) for said in draft.paraphrases())
    for placed in draft.topics:
        for language in LANGUAGES:
            number = counted[placed.fact.id, language]
            if 0 < number < _FEW:
                message = f"topic '{placed.fact.id}' has {number} paraphrases in '{language}'"
                yield placed.fault(f"{message}; {_FEW} or more are better", "few-paraphrases", "paraphrases")


def shared_names(draft: Draft, lexicon: Lexicon) -> Iterator[Fault]:
    """Names of two things. A word of the scheme may name a thing as well, and a title the body that made it."""
    placed = _by_id(draft)
    for name, owners in lexicon.clashes():
        things = [(sort, id_) for sort, id_ in owners if sort not in ("term", "honour")]
        if len(things) > 1:
            told = " and ".join(f"{sort} '{id_}'" for sort, id_ in things)
            message = f"'{name}' names {told}; the first wins: take the name away from the other"
            where = placed.get(things[-1][1])
            yield where.fault(message, "shared-name", "aliases") if where else Fault("(names)", 1, message)


def _by_id(draft: Draft) -> dict[str, Placed[Any]]:
    """The facts that bear names, by the id a name leads to."""
    found: dict[str, Placed[Any]] = {
        placed.fact.id: placed
        for facts in (draft.programmes, draft.subjects, draft.organisations, draft.places)
        for placed in facts
    }
    for programme in draft.programmes:
        for i, category in enumerate(programme.fact.categories):
            below = (*programme.path, "categories", i)
            found[f"{programme.fact.id}/{category.id}"] = Placed(category, programme.document, below)
    return found


def soon_past(draft: Draft, now: dt.datetime) -> Iterator[Fault]:
    """Days that will be over within a month: what is told of them changes then."""
    today = now.astimezone(ZoneInfo(draft.scheme[0].fact.zone)).date()
    for edition in draft.editions:
        closes = edition.fact.closes_at
        if closes and now <= closes <= now + _SOON:
            message = f"'{edition.fact.id}' closes in {(closes - now).days} days, at {closes.isoformat()}"
            yield edition.fault(f"{message}; read what is told from then on (--now)", "soon-past", "closes_at")
        for i, phase in enumerate(edition.fact.phases):
            if phase.ends and phase.id != "submission" and today <= phase.ends <= today + _SOON:
                message = f"phase '{phase.id}' of '{edition.fact.id}' ends on {phase.ends}"
                yield edition.fault(f"{message}; have ready what is known then", "soon-past", "phases", i, "ends")
    for subject in draft.subjects:
        ends = getattr(subject.fact, "ends", None)
        if ends and today <= ends <= today + _SOON:
            message = f"'{subject.fact.id}' ends on {ends}; have ready what is known then, and the next one"
            yield subject.fault(message, "soon-past", "ends")


def no_successor(draft: Draft, now: dt.datetime) -> Iterator[Fault]:
    """Calls that closed more than a year ago and have no newer edition: is there really none?"""
    newest: dict[str, Placed[Edition]] = {}
    for placed in sorted(draft.editions, key=lambda p: p.fact.year):
        newest[placed.fact.programme] = placed
    for placed in newest.values():
        closed = _closed(placed.fact, ZoneInfo(draft.scheme[0].fact.zone))
        if closed + _LONG < now:
            edition = placed.fact
            message = f"'{edition.id}' closed on {closed.date()}, and '{edition.programme}' has no newer edition"
            yield placed.fault(f"{message}; add editions/{edition.programme}-YEAR.yaml", "no-successor", "year")


def _closed(edition: Edition, zone: ZoneInfo) -> dt.datetime:
    """When an edition closed; where no day is known, with its year."""
    last = edition.last_day or dt.date(edition.year, 12, 31)
    return edition.closes_at or dt.datetime.combine(last, dt.time.max, zone)
