"""`reminders.courier.Courier` of Telegram: one message, one call, in the pace it shares with the answers."""

import asyncio
import html
from collections.abc import Awaitable, Callable
from typing import assert_never

from bot.channels.telegram import send as door
from bot.channels.telegram.door import CHANNEL
from bot.channels.telegram.markup import LIMIT, cut, keyboard, length, plain
from bot.channels.telegram.send import Sender
from bot.relay import Call, ChatState
from handlers.contract import Choice
from reminders.courier import (
    ChannelDown,
    Delivered,
    Moved,
    Outcome,
    Refused,
    RetryLater,
    Uncertain,
    Unreachable,
)
from reminders.subscriptions import Address
from reminders.wording import Message, Section

# Places lie 1/25 s apart, and a call may leave up to `_LATE` after its own: after a pause of the process five would
# leave at once, 29 in that second, and two answers that take ten milliseconds longer or shorter to arrive would bring
# the 31st, which the server refuses. `_APART` keeps that second at 28. With a shorter `_LATE` alone more places would
# be lost, each of them time.
_APART = 1 / 28  # seconds between two calls of one process
_LATE = 0.15  # seconds after its place in the pace from which a call needs another
_BOOKINGS = 5  # of one call: a database that holds up each is no reason to hold it for ever
_MOST_PLACES = 1000  # remembered; of who is forgotten another is booked
_AWAY = 5.0  # seconds until a server that could not be reached is tried again
_STATES = {ChatState.BLOCKED: "blocked", ChatState.KICKED: "kicked", ChatState.MUTE: "kicked", ChatState.GONE: "gone"}


class TelegramCourier:
    """Makes calls through the one door there is; what it learns of a chat is kept there too."""

    channel = CHANNEL

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._relay = sender.relay
        self._turnstile = Turnstile(_APART)
        self._places = Places(self._relay.place)

    async def admit(self, address: Address) -> float:
        """Books the next place in the pace, unless it is far away; answers to people go first."""
        slot = await self._relay.slot(int(address.address))
        if not slot.booked:
            return slot.wait
        self._places.taken(address, slot.wait)
        await asyncio.sleep(slot.wait)
        return 0.0

    async def send(self, message: Message) -> Outcome:
        outcome = await self._make(message.address, Call("sendMessage", fields(message)))
        if not isinstance(outcome, door.Refused) or not outcome.unreadable:
            return _as_ours(message.address, outcome)
        # It surely did not arrive, so it may go once more, without what could not be read.
        again = await self._make(message.address, Call("sendMessage", _plainly(message)))
        ours = _as_ours(message.address, again)
        return Delivered(ours.receipt, f"sent as plain text: {outcome.why}") if isinstance(ours, Delivered) else ours

    async def _make(self, address: Address, call: Call) -> door.Outcome:
        chat = int(address.address)
        try:
            await self._places.kept(address)
        except Exception as error:  # of the database: the notice is marked, but nothing has left
            return door.RetryLater(_AWAY, f"no place in the pace: {type(error).__name__}")
        await self._turnstile.passed()
        return await self._sender.send(chat, call)


class Places:
    """When each notice that was admitted may leave; one held up past its place takes another.

    A database that several processes write to may hold calls up between place and call. Those of all processes would
    then leave together.
    """

    def __init__(self, book: Callable[[], Awaitable[float]]) -> None:
        self._book = book
        self._at: dict[Address, float] = {}

    def taken(self, address: Address, wait: float) -> None:
        """A place was booked, in so many seconds."""
        if len(self._at) >= _MOST_PLACES:  # of notices that were dropped after all
            self._at.clear()
        self._at[address] = asyncio.get_running_loop().time() + wait

    async def kept(self, address: Address) -> None:
        """Returns once it is the turn of a call. Raises what booking another place raises."""
        clock, at = asyncio.get_running_loop(), self._at.pop(address, None)
        for _ in range(_BOOKINGS):
            if at is not None and clock.time() - at <= _LATE:
                return
            wait = await self._book()
            at = clock.time() + wait
            await asyncio.sleep(wait)


class Turnstile:
    """Lets one through at a time: calls that had their places and were then held up must not leave together."""

    def __init__(self, apart: float) -> None:
        self._apart = apart
        self._free_at = 0.0

    async def passed(self) -> None:
        now = asyncio.get_running_loop().time()
        at = max(now, self._free_at)
        self._free_at = at + self._apart
        await asyncio.sleep(at - now)


def _as_ours(address: Address, outcome: door.Outcome) -> Outcome:
    match outcome:
        case door.Delivered(message_id):
            return Delivered(str(message_id or ""))
        case door.Down(why):
            return ChannelDown(f"the server refuses this bot ({why}): see WICBOT_TELEGRAM_TOKEN")
        case door.RetryLater(seconds, why, asked):
            return RetryLater(seconds if asked else max(seconds, _AWAY), why)
        case door.Moved(chat):
            return Moved(Address(address.channel, str(chat), address.thread))
        case door.Unreachable(state, why):
            return Unreachable(_STATES.get(state, "gone"), why)  # type: ignore[arg-type]  # a table of literals
        case door.Refused(why):
            return Refused(why)
        case door.Uncertain(why):
            return Uncertain(why)
        case other:
            assert_never(other)


def fields(message: Message) -> dict[str, object]:
    """The message as safe HTML with its buttons; what is too long ends where a reader would pause."""
    text = _html(message)
    if length(text) > LIMIT:
        text = html.escape(next(iter(cut(message.text, LIMIT - 1))) + "…", quote=False)
    return _fields(message, text) | {"parse_mode": "HTML"}


def _plainly(message: Message) -> dict[str, object]:
    return _fields(message, plain(str(fields(message)["text"])))


def _fields(message: Message, text: str) -> dict[str, object]:
    found: dict[str, object] = {"text": text, "link_preview_options": {"is_disabled": True}}
    if message.address.thread:
        found["message_thread_id"] = message.address.thread
    if message.buttons:
        choices = [Choice(button.id, button.text) for button in message.buttons]
        found["reply_markup"] = {"inline_keyboard": keyboard(choices)}
    return found


def _html(message: Message) -> str:
    parts = [f"<b>{_escaped(message.mark)}</b>" if message.mark else ""]
    parts += [_section(section) for section in message.sections]
    parts.append(f"<i>{_escaped(message.footer)}</i>" if message.footer else "")
    return "\n\n".join(part for part in parts if part)


def _section(section: Section) -> str:
    lines = [f"<b>{_escaped(section.heading)}</b>" if section.heading else ""]
    lines += [_escaped(text) for text in section.paragraphs]
    lines += [f"☐ {_escaped(item)}" for item in section.checklist]
    lines += [
        f'<a href="{html.escape(link.address, quote=True)}">{_escaped(link.label)}</a> {_escaped(link.address)}'
        for link in section.links
    ]
    return "\n".join(line for line in lines if line)


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
