"""A pack: all facts of one content folder, found by their ids and in their order."""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cached_property

from knowledge.advice import Condition, Land, Pair, Role, Sign
from knowledge.broadcasts import Broadcast, BroadcastKind
from knowledge.facts import (
    Aliases,
    AnySubject,
    Concept,
    Edition,
    Honour,
    HonourList,
    MoreParaphrases,
    Organisation,
    Place,
    Programme,
    Scheme,
    Source,
    Topic,
)
from knowledge.flow import Flow
from knowledge.language import Frozen, Text


class Outside(Frozen):
    """Questions that are not ours, by language, and names of other prizes and occasions."""

    zh: tuple[str, ...]
    en: tuple[str, ...]
    names: Aliases = Aliases()


class Pack(Frozen):
    """All facts of one content folder. `version` is the hash of its files."""

    version: str
    scheme: Scheme
    sources: tuple[Source, ...]
    programmes: tuple[Programme, ...]
    editions: tuple[Edition, ...]
    honours: tuple[HonourList, ...]
    organisations: tuple[Organisation, ...]
    subjects: tuple[AnySubject, ...]
    topics: tuple[Topic, ...]
    concepts: tuple[Concept, ...]
    more_paraphrases: tuple[MoreParaphrases, ...] = ()
    wording: dict[str, Text]
    places: tuple[Place, ...]
    broadcasts: tuple[Broadcast, ...] = ()
    outside: Outside
    flows: tuple[Flow, ...] = ()  # as written; `knowledge.precheck.flow_for` gives those to ask
    signs: tuple[Sign, ...] = ()
    roles: tuple[Role, ...] = ()
    lands: tuple[Land, ...] = ()
    conditions: tuple[Condition, ...] = ()
    pairs: tuple[Pair, ...] = ()

    @cached_property
    def source(self) -> Mapping[str, Source]:
        return {source.id: source for source in self.sources}

    @cached_property
    def programme(self) -> Mapping[str, Programme]:
        return {programme.id: programme for programme in self.programmes}

    @cached_property
    def topic(self) -> Mapping[str, Topic]:
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def organisation(self) -> Mapping[str, Organisation]:
        return {organisation.id: organisation for organisation in self.organisations}

    @cached_property
    def subject(self) -> Mapping[str, AnySubject]:
        return {subject.id: subject for subject in self.subjects}

    @cached_property
    def place(self) -> Mapping[str, Place]:
        return {place.id: place for place in self.places}

    def calls(self) -> list[Programme]:
        """The yearly calls, in the order of the scheme."""
        return [self.programme[id_] for id_ in self.scheme.programmes]

    def editions_of(self, programme: str) -> list[Edition]:
        """All editions of a programme, earliest first."""
        found = [edition for edition in self.editions if edition.programme == programme]
        return sorted(found, key=lambda edition: edition.year)

    def edition(self, programme: str, year: int) -> Edition | None:
        return next((e for e in self.editions_of(programme) if e.year == year), None)

    def current_edition(self, programme: str, today: dt.date) -> Edition | None:
        """The edition of the latest notice dated on or before `today`; it stays current until the next notice."""
        opened = [e for e in self.editions_of(programme) if e.opened and e.opened <= today]
        return max(opened, key=lambda edition: edition.opened or dt.date.min, default=None)

    def broadcast(self, kind: BroadcastKind) -> Broadcast | None:
        """What is told on that occasion; there is one of each kind but of announcements."""
        return next((b for b in self.broadcasts if b.kind == kind), None)

    def honour_lists(self, kind: str, programme: str | None = None, year: int | None = None) -> list[HonourList]:
        found = [
            honours
            for honours in self.honours
            if honours.kind == kind and programme in (None, honours.programme) and year in (None, honours.year)
        ]
        order = {id_: place for place, id_ in enumerate(self.scheme.programmes)}
        return sorted(found, key=lambda h: (order.get(h.programme, 99), h.year))

    def paraphrases(self) -> Iterator[tuple[Topic, str]]:
        """Every paraphrase of every topic, those kept apart included."""
        for topic in self.topics:
            yield from ((topic, text) for text in (*topic.paraphrases.zh, *topic.paraphrases.en))
        for more in self.more_paraphrases:
            yield from ((self.topic[more.topic], text) for text in (*more.zh, *more.en))

    def all_honours(self) -> Iterator[tuple[HonourList, Honour]]:
        for honours in self.honour_lists("winners"):
            for entry in honours.entries:
                yield honours, entry
