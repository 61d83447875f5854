"""What looking for an answer ends in: one of a closed list."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Suggestion:
    """A next question worth offering: a topic, with slots as `name=value` pairs, and its button."""

    topic: str
    slots: tuple[tuple[str, str], ...]
    label: str


@dataclass(frozen=True)
class Found:
    """An answer stated from content, and the citations it rests on, in the order they are used."""

    topic: str
    text: str
    cites: tuple[str, ...] = ()
    next: tuple[Suggestion, ...] = ()


@dataclass(frozen=True)
class Unclear:
    """More than one thing may be meant: `text` asks which, `options` are the choices."""

    text: str
    options: tuple[Suggestion, ...]
    topic: str | None = None
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotCovered:
    """The pack does not cover it: `text` says so and names whom to ask."""

    text: str
    topic: str | None = None
    next: tuple[Suggestion, ...] = ()
    cites: tuple[str, ...] = ()


Finding = Found | Unclear | NotCovered
