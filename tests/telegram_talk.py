"""Dialogues through the Telegram channel: the real adapter, over real HTTP, against the Bot API stand-in.

What a person sees is held against the reply that was given; the kind, which nobody sees, comes from the reply.
"""

import asyncio
import dataclasses
import datetime as dt
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.bootstrap import dialogues
from bot.channels.telegram.api import open_bot
from bot.channels.telegram.door import CHANNEL, bot_id
from bot.channels.telegram.service import Service, Talk
from bot.channels.telegram.work import answering
from bot.delivery import Deliveries
from bot.memory import MemoryConversations
from bot.pace import Pace
from bot.replies import as_object
from bot.storage.conversations import SqlConversations
from bot.storage.engine import is_passing, open_engine, upgrade
from bot.storage.relay import SqlRelay
from bot.storage.subscriptions import SqlSubscriptions
from bot.turns import Responder
from handlers.commands import COMMANDS
from handlers.contract import Incoming, Reply
from handlers.conversation import Conversation
from knowledge.library import Library
from tests.telegram import Person, Running
from tests.telegram import Reply as Shown
from tests.transcripts import Dialogue, Heard, Turn, bare

NAME = "wic_test_bot"
UNHURRIED = Pace(per_second=1000, chat_seconds=0.001, group_seconds=0.001)
"""For tests of what is said; how fast it may be said is tested elsewhere."""


class Overheard:
    """Keeps the last reply of each chat."""

    def __init__(self, inner: Responder) -> None:
        self._inner = inner
        self.replies: dict[str, Reply] = {}

    async def respond(self, message: Incoming) -> Reply:
        reply = await self._inner.respond(message)
        self.replies[message.chat] = reply
        return reply


class Clock:
    """The present instant, as a dialogue sets it."""

    def __init__(self) -> None:
        self.instant = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        return self.instant


@dataclasses.dataclass
class Bot:
    """The channel at work in a thread."""

    clock: Clock
    overheard: Overheard


@contextmanager
def bot_in_thread(library: Library, telegram: Running, database: Path | str, pace: Pace = UNHURRIED) -> Iterator[Bot]:
    """The channel with the shipped content on a database: a file of SQLite's, or the address of another."""
    clock, started, over = Clock(), threading.Event(), asyncio.Event()
    made: list[Bot] = []
    loops: list[asyncio.AbstractEventLoop] = []

    async def run() -> None:
        url = database if isinstance(database, str) else f"sqlite+aiosqlite:///{database}"
        await upgrade(url)
        engine = open_engine(url)
        relay = SqlRelay(engine, bot_id(telegram.token), clock.now, pace=pace)
        chats = SqlConversations(engine, clock.now, {CHANNEL: relay.keeper(answering)})
        service: Service | None = None

        async def is_admin(group: str, person: str) -> bool:
            return service is not None and await service.members.is_admin(group, person)

        asking = dialogues(library, SqlSubscriptions(engine), Deliveries(by_mail=True, is_admin=is_admin))
        overheard = Overheard(Conversation(library, chats, dialogues=asking))
        inline = Conversation(library, MemoryConversations())
        talk = Talk(overheard, inline, COMMANDS, clock.now)
        bot = open_bot(telegram.token, telegram.url)
        service = Service(bot, relay, talk, webhook=None, alone=isinstance(database, Path), passes=is_passing)
        work = asyncio.create_task(service.run())
        loops.append(asyncio.get_running_loop())
        made.append(Bot(clock, overheard))
        started.set()
        await over.wait()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await engine.dispose()

    thread = threading.Thread(target=lambda: asyncio.run(run()), name="bot")
    thread.start()
    assert started.wait(120)
    try:
        yield made[0]
    finally:
        loops[0].call_soon_threadsafe(over.set)
        thread.join(120)
        assert not thread.is_alive()


class TelegramTalk:
    """A person for each dialogue: in a private chat, or in a group of their own where they address the bot.

    Where they are not to decide in the group, it is somebody else's.
    """

    def __init__(self, telegram: Running, bot: Bot, *, in_group: bool, is_admin: bool = True) -> None:
        self._telegram = telegram
        self._bot = bot
        self._in_group = in_group
        self._is_admin = is_admin

    def play(self, dialogue: Dialogue) -> list[Heard]:
        return asyncio.run(self._play(dialogue))

    async def _play(self, dialogue: Dialogue) -> list[Heard]:
        # A reply is over when the bot has been quiet for a moment; here each is one message, or a few at once.
        async with self._telegram.people(quiet=0.05) as people:
            person = await people.person("Li", started=True)
            chat = str(person.id)
            if self._in_group:
                members = [person] if self._is_admin else [await people.person("Wang"), person]
                group = await people.group(dialogue.name[:50], *members)
                person, chat = person.in_(group), f"{group}:{person.id}"
            if dialogue.lang:
                await person.say(self._addressed(f"/lang {dialogue.lang}"))
            replies: list[Heard] = []
            for turn in dialogue.turns:
                self._bot.clock.instant = turn.now
                self._bot.overheard.replies.pop(chat, None)
                shown = await self._turn(person, turn, chat)
                replies.append(_seen(shown, self._bot.overheard.replies[chat]))
            return replies

    async def _turn(self, person: Person, turn: Turn, chat: str) -> Shown:
        def whole(shown: Shown) -> bool:
            reply = self._bot.overheard.replies.get(chat)
            return reply is not None and _is_shown(reply, shown)

        if turn.said is not None:
            return await person.say(self._addressed(turn.said), until=whole)
        assert turn.tapped is not None
        # A person sees the buttons of the last message; those of the one before show what was chosen.
        person.last = Shown(tuple(event for event in person.last.events if event["event"] == "message"))
        shown = await person.tap(turn.tapped, until=lambda shown: bool(shown.edits) and whole(shown))
        chosen = [button["text"] for edit in shown.edits for row in _rows(edit) for button in row]
        assert [text for text in chosen if text.startswith("✓ ") and turn.tapped in text]
        return shown

    def _addressed(self, text: str) -> str:
        if not self._in_group:
            return text
        command, space, rest = text.partition(" ")
        return f"{command}@{NAME}{space}{rest}" if text.startswith("/") else f"@{NAME} {text}"


def _is_shown(reply: Reply, shown: Shown) -> bool:
    """Whether every message of a reply has come: on a busy machine its last ones may take their time."""
    buttons = [row for message in shown.messages for row in _rows(message)]
    files = len(shown.documents) >= len(reply.files)
    return bare(reply.text) in bare(shown.text) and files and (bool(buttons) or not reply.choices)


def _seen(shown: Shown, reply: Reply) -> Heard:
    """The reply, once it is clear that the person sees all of it and nothing is offered that was not meant."""
    heard = as_object(reply)
    seen = bare(shown.text)
    assert bare(reply.text) in seen
    for source in reply.sources:
        assert bare(source.title) in seen
    if reply.choices:
        rows = [row for message in shown.messages for row in _rows(message)]
        buttons = [(one["callback_data"], one["text"]) for row in rows for one in row]
        assert buttons == [(choice.id, choice.text) for choice in reply.choices]
    assert len(shown.documents) == len(reply.files)
    choices = tuple((choice["id"], choice["text"]) for choice in heard["choices"])
    return Heard(heard["kind"], heard["text"], choices)


def _rows(message: Mapping[str, Any]) -> list[list[dict[str, str]]]:
    rows: list[list[dict[str, str]]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return rows
