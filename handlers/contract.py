"""All that ever crosses a channel: one message in, one reply out."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from knowledge.language import Language


class Kind(StrEnum):
    """What a reply is."""

    ANSWER = "answer"  # stated from content
    CLARIFY = "clarify"  # asks which one, with choices
    FALLBACK = "fallback"  # not covered or not understood; names the right contact
    QUESTION = "question"  # the pre-check asks
    VERDICT = "verdict"  # the pre-check's result
    DONE = "done"  # a command was carried out


@dataclass(frozen=True)
class Choice:
    """A next step offered with a reply: `id` (≤ 64 bytes) comes back as `Incoming.choice`, `text` is shown."""

    id: str
    text: str


@dataclass(frozen=True)
class SourceLine:
    """A document a reply rests on, worded in the reply's language. `address` is None where none is fit to show."""

    id: str
    title: str
    section: str
    address: str | None = None


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a reply. `is_data`: for a program that shows the reply itself, no file for a person."""

    name: str
    type: str
    content: bytes
    is_data: bool = False


@dataclass(frozen=True)
class Incoming:
    """One message of one person in one chat. `now` is aware; a tap carries `choice` and its words as `text`.

    `language` is fixed by the channel; `speaks` is that of the person's app, and counts where nothing else tells.
    """

    channel: str
    chat: str
    text: str
    now: dt.datetime
    person: str | None = None
    choice: str | None = None
    language: Language | None = None
    update: str | None = None
    speaks: Language | None = None


@dataclass(frozen=True)
class Reply:
    """Exactly one per message. `text` is plain text as a person would read it, without the source lines."""

    kind: Kind
    text: str
    language: Language
    topic: str | None = None
    confidence: float = 1.0
    sources: tuple[SourceLine, ...] = ()
    choices: tuple[Choice, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def files(self) -> tuple[Attachment, ...]:
        """What is handed to a person: the attachments but for the data."""
        return tuple(file for file in self.attachments if not file.is_data)
