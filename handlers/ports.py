"""What a turn needs from outside."""

import datetime as dt
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from handlers.contract import Attachment, Incoming, Reply
from handlers.state import State
from knowledge.errors import Fault
from knowledge.facts import Edition, Programme
from knowledge.language import Language
from knowledge.precheck.sheet import Sheet
from reminders.subscriptions import Address, ChatKind


class Memory(Protocol):
    """One chat's state while its lock is held."""

    state: State

    def forget(self) -> None:
        """Erase all that is kept of the chat when the context ends, whatever `state` says."""

    def answered(self, message: Incoming, reply: Reply) -> None:
        """The reply of this turn. Where replies are kept, it is saved in one step with the state: both or neither."""


class Conversations(Protocol):
    """The only way to a chat's state: the lock is taken first, then the state is loaded.

    On leaving the context without an exception `memory.state` is saved durably; with one, nothing changes.
    """

    def open(self, channel: str, chat: str) -> AbstractAsyncContextManager[Memory]: ...


@dataclass(frozen=True)
class Reloaded:
    """The pack's files are in use: turns that begin from now on are answered from `version`."""

    version: str


@dataclass(frozen=True)
class Unchanged:
    """The files are those in use."""

    version: str


@dataclass(frozen=True)
class Refused:
    """The files cannot be used; `version` stays in use. `faults` says everything wrong with them, and is not empty."""

    version: str
    faults: tuple[Fault, ...]


Reload = Reloaded | Unchanged | Refused


class Staff(Protocol):
    """Who looks after the assistant, and what only they may do."""

    def includes(self, message: Incoming) -> bool:
        """Whether the sender of a message is of the staff."""

    async def reload(self) -> Reload:
        """Take up the pack's files as they are now. Takes seconds; other turns go on meanwhile."""


class Delivery(Protocol):
    """Where reminders can go from a chat, and who may decide on it."""

    @property
    def by_mail(self) -> bool:
        """Whether letters can be sent."""

    def here(self, message: Incoming) -> Address | None:
        """The chat itself as an address; None where nothing can be sent to it later, as to a page."""

    def kind(self, message: Incoming) -> ChatKind: ...

    async def may_decide(self, message: Incoming) -> bool:
        """Whether the sender may subscribe this chat: anybody for themselves, in a group its admins."""


class Documents(Protocol):
    """Makes the files in which a result is taken away.
    `name` is the file's name without its ending (`.docx`, `.html`, `.txt`, `.json`, `.ics`): letters, digits and
    hyphens. The files hold nothing but what they are given, so the same arguments make the same document.
    """

    def word(self, name: str, sheet: Sheet) -> Attachment: ...
    def html(self, name: str, sheet: Sheet) -> Attachment:
        """One page that needs no other file, to read and to print."""

    def text(self, name: str, sheet: Sheet) -> Attachment: ...
    def json(self, name: str, result: Mapping[str, Any], sheet: Sheet) -> Attachment:
        """`result`, the object of `wicbot precheck … --answers`, with `"schema": 1` and the sheet.
        `"sheet"` is the sheet itself, field by field (`verdict` by its machine name, tuples as lists): from it the
        web page draws the result.
        """

    def calendar(
        self, name: str, programme: Programme, edition: Edition, now: dt.datetime, language: Language
    ) -> Attachment:
        """The deadline of an edition that has one published (`closes_at`)."""
