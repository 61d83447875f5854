"""What an answer is made of: the topic and its kind, the facts, and the sources they rest on."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from knowledge.answer import Finding, Found, NotCovered, Unclear
from knowledge.checks.ids import cited
from knowledge.pack import Draft, Pack
from knowledge.pack.documents import Placed
from knowledge.question import Question

_MOST = 6


@dataclass(frozen=True)
class Fact:
    """A fact by its id, and where it stands."""

    id: str
    place: str


@dataclass(frozen=True)
class Origin:
    """The reply: what came out, of which topic, from which facts and sources."""

    outcome: str
    topic: str | None
    kind: str
    computed_by: str
    text: str
    offers: tuple[str, ...]  # the topics to choose from
    facts: tuple[Fact, ...]
    sources: tuple[str, ...]


def origin(pack: Pack, draft: Draft, question: Question, finding: Finding) -> Origin:
    topic = pack.topic.get(finding.topic or "")
    match finding:
        case Found():
            outcome = "answer"
        case Unclear():
            outcome = "which one is meant"
        case NotCovered():
            outcome = "not covered"
    return Origin(
        outcome=outcome,
        topic=finding.topic,
        kind=topic.kind if topic else "",
        computed_by=(topic.compose or "") if topic else "",
        text=finding.text,
        offers=tuple(option.topic for option in finding.options) if isinstance(finding, Unclear) else (),
        facts=tuple(_facts(pack, draft, question, finding)[:_MOST]),
        sources=finding.cites,
    )


def _facts(pack: Pack, draft: Draft, question: Question, finding: Finding) -> list[Fact]:
    """The texts that are told as they stand; of a computed answer, the facts in question that rest on its sources."""
    told = [
        Fact(f"{placed.fact.id}, text {i + 1}", f"{placed.file}:{placed.line('told', i)}")
        for placed in draft.topics
        if placed.fact.id == finding.topic
        for i, told in enumerate(placed.fact.told)
        if told.text.in_(question.language).split("{")[0].strip() in finding.text
    ]
    return told or [
        Fact(placed.fact.id, f"{placed.file}:{placed.line()}")
        for placed in _in_question(pack, draft, question)
        if {citation for _, citation in cited(placed.fact)} & {*finding.cites}
    ]


def _in_question(pack: Pack, draft: Draft, question: Question) -> Iterator[Placed[Any]]:
    """The facts a question can be about: what it names, and what there is of its programmes and years."""
    slots = question.slots
    named = {*slots.people, *slots.subjects, *slots.organisations}
    programmes = {*slots.programmes} or {*pack.scheme.programmes}
    yield from (p for p in chain[Placed[Any]](draft.subjects, draft.organisations) if p.fact.id in named)
    for placed in chain[Placed[Any]](draft.editions, draft.honours):
        if placed.fact.programme in programmes and (not slots.years or placed.fact.year in slots.years):
            yield placed
    yield from (placed for placed in draft.programmes if placed.fact.id in programmes)
    yield from (placed for placed in draft.subjects if placed.fact.id not in named and placed.fact.kind != "term")
