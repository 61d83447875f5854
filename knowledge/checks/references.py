"""Whatever a fact names by id exists: programmes, categories, organisations, people, sources, topics."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from knowledge.checks.ids import unknown
from knowledge.errors import Fault
from knowledge.facts import Edition, HonourList, Programme, Topic
from knowledge.pack import Draft
from knowledge.pack.documents import Placed


def references(draft: Draft) -> Iterator[Fault]:
    """Every id named that does not exist."""
    known = _Known.of(draft)
    for scheme in draft.scheme:
        for i, id_ in enumerate(scheme.fact.programmes):
            yield from known.programme(scheme, id_, "programmes", i)
    for edition in draft.editions:
        yield from _of_edition(known, edition)
    for honours in draft.honours:
        yield from _of_honours(known, honours)
    for programme in draft.programmes:
        for i, limit in enumerate(programme.fact.limits):
            yield from known.category(programme, programme.fact.id, limit.category, "limits", i, "category")
    for topic in draft.topics:
        yield from _of_topic(known, topic)
    for more in draft.more_paraphrases:
        yield from known.topic(more, more.fact.topic, "topic")


@dataclass(frozen=True)
class _Known:
    """The ids there are; each method yields a fault at the path given unless the value is one of them."""

    programmes: dict[str, Programme]
    organisations: set[str]
    people: set[str]
    sources: set[str]
    topics: set[str]

    @classmethod
    def of(cls, draft: Draft) -> "_Known":
        return cls(
            {p.fact.id: p.fact for p in draft.programmes},
            {p.fact.id for p in draft.organisations},
            {p.fact.id for p in draft.subjects if p.fact.kind == "person"},
            {p.fact.id for p in draft.sources},
            {p.fact.id for p in draft.topics},
        )

    def programme(self, placed: Placed[Any], value: str | None, *path: str | int) -> Iterator[Fault]:
        if value is not None and value not in self.programmes:
            yield placed.fault(unknown("programme", value, self.programmes), "unknown-programme", *path)

    def category(self, placed: Placed[Any], owner: str | None, value: str | None, *path: str | int) -> Iterator[Fault]:
        """A category of the programme `owner`, or of any where that is None or unknown itself."""
        owners = [self.programmes[owner]] if owner in self.programmes else self.programmes.values()
        known = [c.id for programme in owners for c in programme.categories]
        if value is not None and value not in known:
            where = f" of programme '{owner}'" if owner else ""
            message = f"{unknown('category', value, known)}{where}; known: {', '.join(known) or 'none'}"
            yield placed.fault(message, "unknown-category", *path)

    def organisation(self, placed: Placed[Any], value: str, *path: str | int) -> Iterator[Fault]:
        if value not in self.organisations:
            message = unknown("organisation", value, self.organisations)
            yield placed.fault(message, "unknown-organisation", *path)

    def person(self, placed: Placed[Any], value: str, *path: str | int) -> Iterator[Fault]:
        if value not in self.people:
            yield placed.fault(unknown("person", value, self.people), "unknown-person", *path)

    def source(self, placed: Placed[Any], value: str, *path: str | int) -> Iterator[Fault]:
        if value not in self.sources:
            yield placed.fault(unknown("source", value, self.sources), "unknown-source", *path)

    def topic(self, placed: Placed[Any], value: str | None, *path: str | int) -> Iterator[Fault]:
        if value is not None and value not in self.topics:
            yield placed.fault(unknown("topic", value, self.topics), "unknown-topic", *path)


def _of_edition(known: _Known, placed: Placed[Edition]) -> Iterator[Fault]:
    yield from known.programme(placed, placed.fact.programme, "programme")
    for i, contact in enumerate(placed.fact.contacts):
        yield from known.person(placed, contact.person, "contacts", i, "person")
    for i, notice in enumerate(placed.fact.notices):
        yield from known.source(placed, notice.source, "notices", i, "source")


def _of_honours(known: _Known, placed: Placed[HonourList]) -> Iterator[Fault]:
    honours = placed.fact
    yield from known.programme(placed, honours.programme, "programme")
    for i, entry in enumerate(honours.entries):
        yield from known.category(placed, honours.programme, entry.category, "entries", i, "category")
        for name, parties in (("applicants", entry.applicants), ("joint", entry.joint)):
            for j, party in enumerate(parties):
                yield from known.organisation(placed, party.org, "entries", i, name, j, "org")
    for i, body in enumerate(honours.bodies):
        yield from known.organisation(placed, body.org, "bodies", i, "org")


def _of_topic(known: _Known, placed: Placed[Topic]) -> Iterator[Fault]:
    topic = placed.fact
    for i, told in enumerate(topic.told):
        yield from known.programme(placed, told.programme, "told", i, "programme")
        yield from known.category(placed, told.programme, told.category, "told", i, "category")
    for i, following in enumerate(topic.next):
        yield from known.topic(placed, following, "next", i)
    yield from known.topic(placed, topic.otherwise, "otherwise")
    yield from known.topic(placed, topic.in_past, "in_past")
