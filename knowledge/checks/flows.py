"""The flows of the pre-check: sound tables, known ids, clauses that exist, texts in their language and short."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from knowledge.checks.ids import unknown
from knowledge.errors import Fault
from knowledge.facts import Edition
from knowledge.flow import Flow
from knowledge.language import Text
from knowledge.pack import Draft
from knowledge.pack.documents import Placed, Where
from knowledge.precheck.finishing import Unfinished, finished
from knowledge.precheck.soundness import references, tables
from knowledge.text import CJK

_ZH_LIMIT, _EN_LIMIT = 40, 25  # characters, words: what a question on a small screen can hold
_SHORT = ("text", "label")


def flows_sound(draft: Draft) -> Iterator[Fault]:
    """Everything that can be wrong with a flow beyond its shape."""
    editions = {placed.fact.id: placed.fact for placed in draft.editions}
    for placed in draft.flows:
        yield from _languages(placed)
        yield from _lengths(placed)
        yield from _edition(draft, editions, placed)


def _edition(draft: Draft, editions: dict[str, Edition], placed: Placed[Flow]) -> Iterator[Fault]:
    flow = placed.fact
    edition = editions.get(flow.edition)
    if edition is None and any(fault.file.startswith("editions/") for fault in draft.faults):
        return  # it may stand in the file that could not be read, which is told already
    if edition is None or edition.programme != flow.programme:
        known = [e.id for e in editions.values() if e.programme == flow.programme]
        message = f"{unknown('edition', flow.edition, known)} of programme '{flow.programme}'"
        yield placed.fault(f"{message}; known: {', '.join(known) or 'none'}", "unknown-edition", "edition")
        return
    first = next(other for other in draft.flows if other.fact.edition == flow.edition)
    if first is not placed:
        yield placed.fault(f"'{flow.edition}' has a flow already: {first.file}", "duplicate-id", "edition")
    if edition.closes_at is None:
        message = f"'{edition.id}' has no closes_at: without it nobody knows whether the call is open"
        yield placed.fault(message, "no-deadline", "edition")
    yield from _changes_flagged(placed, edition)
    try:
        asked = finished(flow, edition)
    except Unfinished as problem:
        yield placed.fault(str(problem), "unknown-placeholder", *_place_of(flow, problem.unknown))
        return
    for finding in references(asked) or tables(asked):
        yield placed.fault(finding.message, finding.kind, *finding.where)


def _changes_flagged(placed: Placed[Flow], edition: Edition) -> Iterator[Fault]:
    """Where the edition tells of a change to a section, one of the clauses of that section says so too."""
    clauses = placed.fact.clauses
    changed = {cite for change in edition.changes for cite in change.cite}
    for section in sorted({clause.cite for clause in clauses.values()} & changed):
        here = [clause for clause in clauses.values() if clause.cite == section]
        if not any(clause.changed for clause in here):
            message = f"'{edition.id}' tells of a change in {section}, but no clause of it is marked 'changed'"
            yield placed.fault(message, "unflagged-change", "clauses")
    for id_, clause in clauses.items():
        if clause.changed and clause.changed.since >= edition.year:
            message = f"changed since {clause.changed.since}: that is no year before {edition.year}"
            yield placed.fault(message, "order-of-dates", "clauses", id_, "changed", "since")


# ── texts ────────────────────────────────────────────────────────────────────────────────


def _languages(placed: Placed[Flow]) -> Iterator[Fault]:
    for path, text in _texts(placed.fact):
        if not CJK.search(text.zh):
            yield placed.fault(f"'{text.zh}' has no Chinese in it", "wrong-language", *path, "zh")
        if CJK.search(text.en):
            yield placed.fault(f"'{text.en}' has Chinese in it", "wrong-language", *path, "en")


def _lengths(placed: Placed[Flow]) -> Iterator[Fault]:
    for path, text in _texts(placed.fact):
        if path[0] not in ("questions", "conditions") or not set(_SHORT) & set(path[-1:]):
            continue
        if len(text.zh) > _ZH_LIMIT:
            message = f"{len(text.zh)} characters; up to {_ZH_LIMIT} can be read at a glance"
            yield placed.fault(message, "too-long", *path, "zh")
        words = len(re.findall(r"\S+", text.en))
        if words > _EN_LIMIT:
            yield placed.fault(f"{words} words; up to {_EN_LIMIT} can be read at a glance", "too-long", *path, "en")


def _place_of(flow: Flow, placeholder: str) -> Where:
    """The text that asks for a placeholder."""
    wanted = re.compile(r"\{\s*\$" + re.escape(placeholder) + r"\s*\}")
    return next((path for path, text in _texts(flow) if wanted.search(text.zh + text.en)), ())


def _texts(value: Any, path: Where = ()) -> Iterator[tuple[Where, Text]]:
    """Every text below a fact, with its path."""
    if isinstance(value, Text):
        yield path, value
    else:
        for key, below in _below(value):
            yield from _texts(below, (*path, key))


def _below(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, BaseModel):
        yield from ((name, getattr(value, name)) for name in type(value).model_fields)
    elif isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, tuple):
        yield from enumerate(value)
