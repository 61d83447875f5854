"""From the inbox to answers kept: every update handled once, those of one chat in their order, chats side by side."""

import asyncio
import datetime as dt
import json
from bisect import insort
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import assert_never

from aiogram.methods import AnswerCallbackQuery, SendChatAction
from aiogram.types import Update as TelegramUpdate
from aiogram.types import User
from pydantic import ValidationError

from bot import logs
from bot.channels.telegram import receive
from bot.channels.telegram.door import CHANNEL
from bot.channels.telegram.markup import message, pieces, spelt_out, with_chosen
from bot.channels.telegram.receive import (
    Asked,
    Event,
    Membership,
    Migrated,
    Nothing,
    Place,
    Received,
    Said,
    Tap,
    Wordless,
)
from bot.channels.telegram.send import Sender
from bot.channels.telegram.wording import in_both, said
from bot.relay import AlreadyHandled, Call, ChatNews, ChatState, Handled, Learnt, NotYet, Relay, Update
from bot.turns import Responder
from handlers.contract import Incoming, Reply
from knowledge.language import Language

AT_ONCE = 8  # updates handled side by side; more would only keep the answers before them waiting
MOST_WAITING = 500  # in memory; beyond that no more are fetched, they stay on the server or in the inbox
_DOUBLE_TAP = dt.timedelta(seconds=5)
_ALBUM = dt.timedelta(minutes=1)
_SAME_WORDS = dt.timedelta(days=2)
_SLOW = 0.7  # seconds after which a person is shown that something is being done
_TRIES = 3  # of an update that breaks the program
_PAUSE = 0.3
_LOCKED_PAUSE = 2.0


class Work:
    """Handles updates that are already stored."""

    def __init__(
        self,
        responder: Responder,
        relay: Relay,
        sender: Sender,
        *,
        me: User,
        commands: frozenset[str],
        now: Callable[[], dt.datetime],
        wake: Callable[[], None],
        passes: Callable[[Exception], bool],
        inline: Callable[[Asked], Awaitable[None]],
    ) -> None:
        """`passes` tells errors that pass by themselves, such as a locked database; `wake` starts the sending."""
        self._responder = responder
        self._relay = relay
        self._sender = sender
        self._me = me
        self._commands = commands
        self._now = now
        self._wake = wake
        self._passes = passes
        self._inline = inline
        self._chats: dict[int, list[Update]] = {}
        self._known: set[int] = set()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Event()
        self._room.set()

    # ── taking them on ───────────────────────────────────────────────────────────────────

    def take(self, updates: Iterable[Update]) -> None:
        """Handle these, soon; those already in hand are not taken twice."""
        for update in updates:
            if update.update_id in self._known:
                continue
            self._known.add(update.update_id)
            if update.chat == 0:  # of no chat, and in no order
                self._start(self._alone(update))
            elif (line := self._chats.get(update.chat)) is not None:
                insort(line, update, key=_number)
            else:
                self._chats[update.chat] = [update]
                self._start(self._chat(update.chat))
        if len(self._known) >= MOST_WAITING:
            self._room.clear()

    @property
    def is_full(self) -> bool:
        return not self._room.is_set()

    async def room(self) -> None:
        """Returns once more can be taken on."""
        await self._room.wait()

    async def idle(self) -> None:
        """Returns once nothing is in hand."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _chat(self, chat: int) -> None:
        """All that waits in one chat, in order."""
        line = self._chats[chat]
        while line:
            update = line.pop(0)
            try:
                await self._until_handled(update)
            except NotYet:
                insort(line, update, key=_number)
                await asyncio.sleep(_PAUSE)
            else:
                self._forget(update)
        del self._chats[chat]

    async def _alone(self, update: Update) -> None:
        await self._until_handled(update)
        self._forget(update)

    def _forget(self, update: Update) -> None:
        self._known.discard(update.update_id)
        if len(self._known) < MOST_WAITING // 2:
            self._room.set()

    async def _until_handled(self, update: Update) -> None:
        """Tries until it is done, by us or another process; what breaks the program again and again is given up."""
        faults = 0
        while True:
            try:
                async with self._places:
                    await self._handle(update)
            except AlreadyHandled:
                return
            except NotYet:
                raise
            except Exception as error:
                passes = self._passes(error)
                faults += not passes
                _tell(update, error)
                if faults >= _TRIES:
                    return await self._give_up(update)
                await asyncio.sleep(_LOCKED_PAUSE if passes else _PAUSE)
            else:
                return self._wake()

    # ── handling one ─────────────────────────────────────────────────────────────────────

    async def _handle(self, update: Update) -> None:
        match event := self._read(update):
            case Said():
                await self._said(update, event)
            case Wordless(what, place, language):
                text = said(f"wordless-{what}", language) if language else in_both(f"wordless-{what}")
                is_told = await self._relay.is_repeat(update, _ALBUM)
                await self._close(update, () if is_told else _spoken_once(place, text, language))
            case Asked():
                await self._relay.close(Handled(update.update_id, update.chat))
                await self._inline(event)
            case Membership(chat, state, is_new_group):
                await self._relay.learn(Learnt(chats=(ChatNews(chat, state, "the server says so"),)))
                greeting = in_both("greeting", name=self._me.username or "")
                await self._close(update, _spoken_once(Place(chat), greeting, None) if is_new_group else ())
                logs.logger("telegram").info("chat", chat=logs.chat_mark("telegram", str(chat)), state=state.value)
            case Migrated(old, new):
                await self._relay.learn(Learnt(chats=(ChatNews(old, ChatState.MOVED, "now a supergroup", new),)))
                await self._close(update, ())
            case Nothing():
                await self._close(update, ())
            case other:
                assert_never(other)

    def _read(self, update: Update) -> Event:
        try:
            raw = TelegramUpdate.model_validate(json.loads(update.body))
        except (ValidationError, ValueError):
            logs.logger("telegram").error("an update that cannot be read is passed over", update=update.update_id)
            return Nothing()
        return receive.read(raw, self._me, self._commands)

    async def _close(self, update: Update, calls: Sequence[Call]) -> None:
        await self._relay.close(Handled(update.update_id, update.chat, tuple(calls)))

    async def _said(self, update: Update, event: Said) -> None:
        if event.tap:
            notice = await self._why_not(update, event.tap)
            self._aside(
                AnswerCallbackQuery(callback_query_id=event.tap.id, text=notice, show_alert=event.tap.is_anothers_turn)
            )
            if notice:
                return await self._close(update, ())
        elif await self._relay.is_repeat(update, _SAME_WORDS):
            return await self._close(update, ())  # an edit that changed no words
        incoming = Received(
            CHANNEL,
            event.chat,
            event.text,
            self._now(),
            person=event.person,
            choice=event.choice,
            speaks=event.speaks,
            update=str(update.update_id),
            update_id=update.update_id,
            place=event.place,
            tap=event.tap,
        )
        busy = asyncio.create_task(self._show_busy(event.place))
        try:
            await self._responder.respond(incoming)
        finally:
            busy.cancel()

    async def _why_not(self, update: Update, tap: Tap) -> str | None:
        """What is said of a tap that is not gone into; None for one that is."""
        if tap.is_anothers_turn:
            name = "tapped-anothers"
        elif await self._relay.is_repeat(update, _DOUBLE_TAP):
            name = "tapped-again"
        else:
            return None
        return said(name, tap.language) if tap.language else in_both(name)

    async def _show_busy(self, place: Place) -> None:
        await asyncio.sleep(_SLOW)
        while True:
            await self._sender.optional(
                SendChatAction(chat_id=place.chat, action="typing", message_thread_id=place.thread)
            )
            await asyncio.sleep(4)

    def _aside(self, method: AnswerCallbackQuery) -> None:
        """Not waited for: the person's app stops its spinner, nothing else depends on it."""

        async def acknowledge() -> None:
            await self._sender.optional(method)

        self._start(acknowledge())

    async def _give_up(self, update: Update) -> None:
        """A fault of ours: said to the person, listed for the operator, and the chat goes on."""
        logs.logger("telegram").error("an update could not be handled", update=update.update_id)
        calls: Sequence[Call] = ()
        event = self._read(update)
        if isinstance(event, Said):
            calls = _spoken_once(event.place, in_both("fault"), None)
        with suppress(AlreadyHandled, NotYet):
            await self._relay.close(Handled(update.update_id, update.chat, tuple(calls), failed=True))
        self._wake()


def answering(incoming: Incoming, reply: Reply) -> Handled:
    """The calls that make up a reply: its messages, its files, and the mark on the tapped button."""
    assert isinstance(incoming, Received)
    place, tap = incoming.place, incoming.tap
    calls: list[Call] = []
    texts = pieces(replace(reply, text=reply.text + spelt_out(reply.choices)))
    for number, text in enumerate(texts):
        choices = reply.choices if number == len(texts) - 1 else ()
        fields = message(text, place=place.fields(quotes=number == 0 or bool(choices)), choices=choices)
        calls.append(Call("sendMessage", fields, language=reply.language))
    calls += [Call("sendDocument", place.fields(quotes=False), file, reply.language) for file in reply.files]
    if tap and tap.message_id and tap.is_own and (shown := with_chosen(tap.shown, tap.data)):
        fields = {"message_id": tap.message_id, "reply_markup": {"inline_keyboard": shown}}
        calls.append(Call("editMessageReplyMarkup", fields))
    return Handled(incoming.update_id, place.chat, tuple(calls))


def _spoken_once(place: Place, text: str, language: Language | None) -> tuple[Call, ...]:
    fields = {"text": text, **place.fields()}
    return (Call("sendMessage", fields, language=language or "zh"),)


def _number(update: Update) -> int:
    return update.update_id


def _tell(update: Update, error: Exception) -> None:
    where = logs.places(error.__traceback__)
    logs.logger("telegram").error(
        "update not handled yet", update=update.update_id, error=type(error).__name__, where=where
    )
