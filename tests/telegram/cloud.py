"""What Telegram holds: people, chats, messages, files, and one bot with its updates."""

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.telegram import errors
from tests.telegram.errors import bad_request, forbidden, migrated
from tests.telegram.faults import Faults
from tests.telegram.journal import Journal
from tests.telegram.limits import Limits, Pace
from tests.telegram.shapes import Json
from tests.telegram.updates import Updates

TOKEN = "4242424242:AAFakeTokenOfTheStandIn-0123456789abcde"
_SUPERGROUPS = -1_000_000_000_000


@dataclass
class User:
    """A person. `started`: the bot may write to them."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = "zh-hans"
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def as_json(self) -> Json:
        known = {"username": self.username, "language_code": self.language_code}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name} | {k: v for k, v in known.items() if v}


@dataclass
class Chat:
    """A chat; `bot` is the bot's place in a group: member, administrator, left or kicked."""

    id: int
    type: str
    title: str | None = None
    user: User | None = None
    members: dict[int, str] = field(default_factory=dict)
    bot: str = "member"
    upgraded_to: int | None = None
    next_message: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def as_json(self) -> Json:
        if self.user:
            named = {"first_name": self.user.first_name, "username": self.user.username}
            return {"id": self.id, "type": "private"} | {k: v for k, v in named.items() if v}
        return {"id": self.id, "type": self.type, "title": self.title}


@dataclass
class File:
    """A file somebody sent."""

    id: str
    unique: str
    path: str
    name: str
    mime: str
    content: bytes

    def as_json(self) -> Json:
        return {"file_id": self.id, "file_unique_id": self.unique, "file_size": len(self.content)}


@dataclass
class Webhook:
    """Where updates are pushed to."""

    url: str
    secret: str = ""
    most: int = 40
    error: str | None = None
    error_at: int | None = None


@dataclass
class Query:
    """A tap or an inline query that waits for its answer."""

    user: int
    chat: int
    at: float
    answered: bool = False


class Cloud:
    """Everything, in one event loop. `seen` is what people see, per chat, in order."""

    def __init__(
        self, *, token: str = TOKEN, name: str = "wic_test_bot", privacy: bool = True,
        limits: Limits | None = None, journal: Path | None = None, query_lives: float = 15.0,
    ) -> None:  # fmt: skip
        self.token = token
        self.bot_id = int(token.partition(":")[0])
        self.name = name
        self.privacy = privacy
        self.query_lives = query_lives
        self.journal = Journal(journal)
        self.updates = Updates(self.journal)
        self.faults = Faults()
        self.pace = Pace(limits)
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.messages: dict[tuple[int, int], Json] = {}
        self.files: dict[str, File] = {}
        self.queries: dict[str, Query] = {}
        self.inline_answers: dict[str, Json] = {}
        self.profile: dict[str, Json] = defaultdict(dict)  # commands, descriptions, menu buttons, by scope and language
        self.webhook: Webhook | None = None
        self.webhook_changed = asyncio.Event()
        self.defects: list[Exception] = []
        self.seen: defaultdict[int, list[Json]] = defaultdict(list)
        self._waiting: defaultdict[int, asyncio.Event] = defaultdict(asyncio.Event)
        self._next_user = itertools.count(1001)
        self._next_group = itertools.count(4001)
        self._next_id = itertools.count(1)
        self._shared_messages = itertools.count(1)

    # ── the bot ──────────────────────────────────────────────────────────────────────────

    def bot(self) -> Json:
        return {"id": self.bot_id, "is_bot": True, "first_name": "WIC assistant", "username": self.name}

    # ── people and chats ─────────────────────────────────────────────────────────────────

    def add_user(self, first_name: str, language_code: str | None, username: str | None) -> User:
        user = User(next(self._next_user), first_name, username, language_code)
        self.users[user.id] = user
        self.chats[user.id] = Chat(user.id, "private", user=user, next_message=self._shared_messages)
        return user

    def add_group(self, title: str, members: list[int], *, supergroup: bool = False) -> Chat:
        number = next(self._next_group)
        chat = Chat(_SUPERGROUPS - number if supergroup else -number, "supergroup" if supergroup else "group", title)
        if not supergroup:
            chat.next_message = self._shared_messages
        chat.members = dict.fromkeys(members, "member")
        if members:
            chat.members[members[0]] = "creator"
        self.chats[chat.id] = chat
        return chat

    def user(self, id_: int) -> User:
        if id_ not in self.users:
            raise LookupError(f"no user {id_}; known: {sorted(self.users)}")
        return self.users[id_]

    def chat(self, id_: int) -> Chat:
        if id_ not in self.chats:
            raise LookupError(f"no chat {id_}; known: {sorted(self.chats)}")
        return self.chats[id_]

    def reachable(self, id_: int) -> Chat:
        """A chat the bot may write to, or the refusal Telegram would give."""
        chat = self.chats.get(id_)
        if chat is None:
            raise bad_request(errors.CHAT_NOT_FOUND)
        if chat.upgraded_to:
            raise migrated(chat.upgraded_to)
        if chat.user:
            _may_write_to(chat.user)
        elif chat.bot == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        elif chat.bot == "left":
            raise forbidden(f"bot is not a member of the {chat.type} chat")
        return chat

    # ── messages ─────────────────────────────────────────────────────────────────────────

    def new_message(self, chat: Chat, sender: Json, content: Json) -> Json:
        message = {
            "message_id": next(chat.next_message), "from": sender, "chat": chat.as_json(), "date": int(time.time()),
            **content,
        }  # fmt: skip
        self.messages[chat.id, message["message_id"]] = message
        return message

    def new_id(self) -> int:
        return next(self._next_id)

    def add_file(self, name: str, mime: str, content: bytes, kind: str) -> File:
        number = self.new_id()
        file = File(f"BQACAgUAAx{number:06}", f"AgAD{number:06}", f"{kind}/file_{number}", name, mime, content)
        self.files[file.id] = file
        return file

    # ── what people see ──────────────────────────────────────────────────────────────────

    def show(self, chat: int, event: str, **what: object) -> None:
        """Something people in a chat see; whoever waits for it goes on."""
        self.seen[chat].append({"number": len(self.seen[chat]) + 1, "event": event, "at": time.time(), **what})
        waiting = self._waiting.pop(chat, None)
        if waiting:
            waiting.set()

    async def see(self, chat: int, after: int, within: float) -> list[Json]:
        """What is new in a chat after the event of that number; empty when nothing came in time."""
        if len(self.seen[chat]) <= after:
            try:
                await asyncio.wait_for(self._waiting[chat].wait(), within)
            except TimeoutError:
                return []
        return self.seen[chat][after:]


def _may_write_to(user: User) -> None:
    if user.deactivated:
        raise forbidden(errors.DEACTIVATED)
    if user.blocked:
        raise forbidden(errors.BLOCKED)
    if not user.started:
        raise forbidden(errors.NEVER_STARTED)
