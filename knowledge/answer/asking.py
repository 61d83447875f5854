"""What an answer is made from, and the register of computed answers."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from knowledge.answer.finding import Finding, Suggestion
from knowledge.answer.wording import Wording
from knowledge.facts import Category, Edition, Programme, Statement
from knowledge.language import Language, Text
from knowledge.pack import Pack
from knowledge.question import Question

T = TypeVar("T")
Composer = Callable[["Asking"], Finding]
COMPOSERS: dict[str, Composer] = {}


def composer(name: str) -> Callable[[Composer], Composer]:
    """Registers a function as the computed answer that topics call `name`."""

    def register(function: Composer) -> Composer:
        COMPOSERS[name] = function
        return function

    return register


@dataclass(frozen=True)
class Asking:
    """A question together with the pack and the present instant."""

    pack: Pack
    wording: Wording
    question: Question
    instant: dt.datetime

    @property
    def language(self) -> Language:
        return self.question.language

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.pack.scheme.zone)

    @cached_property
    def now(self) -> dt.datetime:
        """The present instant in the organiser's zone."""
        return self.instant.astimezone(self.zone)

    @property
    def today(self) -> dt.date:
        return self.now.date()

    @property
    def topic(self) -> str:
        return self.question.topic or ""

    def say(self, name: str, /, **values: Any) -> str:
        return self.wording.say(name, self.language, **values)

    def text(self, text: Text) -> str:
        return text.in_(self.language)

    @cached_property
    def calls(self) -> list[Programme]:
        """The calls asked about: those named, or all of them."""
        named = [self.pack.programme[p] for p in self.question.slots.programmes if p in self.pack.scheme.programmes]
        return named or self.pack.calls()

    @property
    def one_call(self) -> Programme | None:
        """The one call asked about, where exactly one is."""
        return self.calls[0] if len(self.calls) == 1 else None

    @property
    def years(self) -> tuple[int, ...]:
        return self.question.slots.years

    def edition(self, programme: Programme, year: int | None = None) -> Edition | None:
        """The edition of the year named, else the current one."""
        year = year or (self.years[0] if self.years else None)
        if year:
            return self.pack.edition(programme.id, year)
        return self.pack.current_edition(programme.id, self.today)

    def name(self, programme: Programme) -> str:
        return self.text(programme.name)

    @cached_property
    def categories(self) -> list[tuple[Programme, Category]]:
        """The categories named, with their programme."""
        found = []
        for key in self.question.slots.categories:
            programme_id, category_id = key.split("/")
            programme = self.pack.programme[programme_id]
            found += [(programme, c) for c in programme.categories if c.id == category_id]
        return found

    def mailboxes(self) -> str:
        """Whom to ask: the mailbox of the programme asked about, and no other; all where none is named."""
        boxes = [(p, p.mailbox) for p in self.calls if p.mailbox]
        if len(boxes) == 1:
            return str(boxes[0][1])
        named = [self.say("mailbox.of", programme=self.name(p), mailbox=box) for p, box in boxes]
        return self.say("list.separator").join(named)

    def joined(self, sentences: Iterable[str]) -> str:
        """Sentences one after another, as each script sets them."""
        parts = [s.strip() for s in sentences if s and s.strip()]
        return "".join(parts) if self.language == "zh" else " ".join(parts)

    def said(self, statements: Iterable[Statement]) -> tuple[str, tuple[str, ...]]:
        """Statements as one paragraph, and their citations."""
        chosen = list(statements)
        return self.joined(self.text(s.text) for s in chosen), once(c for s in chosen for c in s.cite)

    def suggestion(self, topic: str, **slots: str) -> Suggestion | None:
        """A next question, unless the pack has no such topic."""
        known = self.pack.topic.get(topic)
        if known is None:
            return None
        label = self.text(known.label)
        programme = self.pack.programme.get(slots.get("p", ""))
        if programme:
            label = self.say("choice.of", programme=self.name(programme), label=label)
        return Suggestion(topic, tuple(sorted(slots.items())), label)

    def next(self, *topics: str, **slots: str) -> tuple[Suggestion, ...]:
        """Next questions about the call asked about; those that are the present topic or unknown left out."""
        if "p" not in slots and self.question.slots.programmes and self.one_call:
            slots["p"] = self.one_call.id
        found = [self.suggestion(t, **slots) for t in topics if t != self.topic]
        return tuple(s for s in found if s)[:3]


def once(values: Iterable[T]) -> tuple[T, ...]:
    """Each value once, in order."""
    return tuple(dict.fromkeys(values))
