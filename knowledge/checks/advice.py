"""What advice rests on: cues can be read and say something, and what signs and questions speak of exists."""

import re
from collections.abc import Iterator
from typing import Any

from knowledge.advisor.patterns import compiled
from knowledge.checks.ids import unknown
from knowledge.errors import Fault
from knowledge.language import LANGUAGES
from knowledge.pack import Draft
from knowledge.pack.documents import Placed


def cues_readable(draft: Draft) -> Iterator[Fault]:
    """Every cue of a sign or a role is an expression, and none matches nothing at all."""
    first: dict[str, Placed[Any]] = {}
    everything: list[Placed[Any]] = [*draft.signs, *draft.roles]
    for placed in everything:
        if placed.fact.id in first:
            other = first[placed.fact.id]
            message = f"duplicate id '{placed.fact.id}': already used in {other.file}:{other.line()}"
            yield placed.fault(message, "duplicate-id", "id")
        first.setdefault(placed.fact.id, placed)
        for language in LANGUAGES:
            for cue in placed.fact.zh if language == "zh" else placed.fact.en:
                if wrong := _wrong_with(cue, language == "zh"):
                    yield placed.fault(f"cue '{cue}' {wrong}", "unreadable-cue", language)


def _wrong_with(cue: str, chinese: bool) -> str | None:
    try:
        return "matches where nothing is written" if compiled([cue], chinese).search("") else None
    except re.error as error:
        return f"cannot be read: {error}"


def advice_known(draft: Draft) -> Iterator[Fault]:
    """Signs, conditions and questions name categories of the calls; signs show conditions that are there."""
    known = {f"{p.fact.id}/{c.id}" for p in draft.programmes for c in p.fact.categories}
    known |= {f"{p.fact.id}/*" for p in draft.programmes if p.fact.categories}
    conditions = {placed.fact.id for placed in draft.conditions}
    for sign in draft.signs:
        for place in sign.fact.leans:
            if place not in known:
                yield sign.fault(unknown("category", place, known), "unknown-category", "leans", place)
        for i, id_ in enumerate(sign.fact.shows):
            if id_ not in conditions:
                yield sign.fault(unknown("condition", id_, conditions), "unknown-condition", "shows", i)
    for condition in draft.conditions:
        if condition.fact.category not in known:
            yield condition.fault(unknown("category", condition.fact.category, known), "unknown-category", "category")
    for pair in draft.pairs:
        for i, side in enumerate(pair.fact.sides):
            if side.category not in known:
                message = unknown("category", side.category, known)
                yield pair.fault(message, "unknown-category", "sides", i, "category")
