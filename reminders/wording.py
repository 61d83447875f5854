"""What a notice says, worded at the moment of sending: the one shape every courier gets."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from knowledge.language import Language
from reminders.subscriptions import Address

CHOICE_BYTES = 64  # what fits into a button


@dataclass(frozen=True, slots=True)
class Button:
    """Something to tap; `id` comes back as `Incoming.choice`.

    `remind:done:SUBSCRIPTION:PROGRAMME:YEAR`, `remind:tomorrow:SUBSCRIPTION`, `remind:change`, `remind:stop`.
    """

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Section:
    """One thing told: a heading, sentences, a check list, links. Nothing in it is markup."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A deadline for a calendar. A day without an hour is a whole day; alarms are days before."""

    uid: str
    title: str
    day: dt.date
    closes_at: dt.datetime | None
    zone: str
    text: str
    address: str  # of the platform
    alarms: tuple[int, ...] = ()
    sequence: int = 0  # grows when the date moves
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One notice, ready to be sent. `key` is the same for every copy of it, and fit for a Message-ID."""

    key: str
    address: Address
    language: Language
    subject: str
    mark: str  # said first, where it repeats what may have arrived already; else empty
    sections: tuple[Section, ...]
    footer: str
    buttons: tuple[Button, ...] = ()
    events: tuple[CalendarEvent, ...] = ()
    confirm: str = ""  # tokens of reminders.links, for couriers that know a web address to put them behind
    done: str = ""
    unsubscribe: str = ""
    calendar: str = ""

    @property
    def text(self) -> str:
        """The whole message as plain text, without its buttons."""
        parts = [self.mark, *(_plain(section) for section in self.sections), self.footer]
        return "\n\n".join(part for part in parts if part)

    def to_json(self) -> Mapping[str, Any]:
        """What the books keep of it."""
        kept = asdict(self)
        for door in ("confirm", "done", "unsubscribe", "calendar"):
            kept.pop(door)  # no keys to other doors in the books
        return kept


def _plain(section: Section) -> str:
    lines = [section.heading, *section.paragraphs, *(f"– {item}" for item in section.checklist)]
    lines += [f"{link.label}{_COLON}{link.address}" for link in section.links]
    return "\n".join(line for line in lines if line)


_COLON = ": "
