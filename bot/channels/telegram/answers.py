"""Makes the calls that answer updates: claimed, made, recorded, until nothing waits."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import assert_never

from bot import logs
from bot.channels.telegram.markup import plain
from bot.channels.telegram.send import (
    Delivered,
    Down,
    Moved,
    Outcome,
    Refused,
    RetryLater,
    Sender,
    Uncertain,
    Unreachable,
)
from bot.channels.telegram.wording import said
from bot.relay import Again, Call, Claimed, Due, GivenUp, Learnt, Relay, Sent, Step

IN_FLIGHT_MAX = 8
MOST_COPIES = 3  # of one call whose outcome stayed unknown; then it is given up and listed
_COPY_AFTER = 2.0  # seconds before an uncertain call is repeated
_LOOK_AGAIN = 5.0  # seconds, where nothing else says when
_HARMLESS = frozenset({"editMessageReplyMarkup"})  # twice is as good as once


class Answers:
    """One loop. `wake` tells it that there is something new."""

    def __init__(self, sender: Sender, relay: Relay) -> None:
        self._sender = sender
        self._relay = relay
        self._news = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._done: list[Learnt] = []
        self._is_away = False

    def wake(self) -> None:
        self._news.set()

    async def run(self) -> None:
        """Until cancelled; then what is under way is ended and recorded."""
        try:
            while True:
                await self._round()
        finally:
            await self._finish()

    async def _round(self) -> None:
        self._news.clear()
        if self._is_away and not self._under_way:
            await self._record()
            await self._sender.until_reachable()
            self._is_away = False
        again_in: float | None = None
        free = IN_FLIGHT_MAX - len(self._under_way)
        if not free or self._is_away:
            await self._record()
        else:
            claimed = await self._claim(free)
            again_in = claimed.again_in
            for due in claimed.due:
                task = asyncio.create_task(self._make(due))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
            if claimed.due and len(self._under_way) < IN_FLIGHT_MAX:
                again_in = 0.0 if again_in is None else again_in
        await self._wait(_LOOK_AGAIN if again_in is None else min(again_in, _LOOK_AGAIN))

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), max(seconds, 0.001))
        except TimeoutError:
            return

    async def _make(self, due: Due) -> None:
        await asyncio.sleep(due.wait)
        asked = marked_copy(due.call) if due.copies else due.call
        outcome = await self._sender.make(due.chat, asked)
        if isinstance(outcome, Uncertain | Down) or (isinstance(outcome, RetryLater) and not outcome.asked):
            self._is_away = True
        lesson = self._sender.lesson(due.chat, outcome)
        step = after(due, outcome)
        _tell(due, outcome, step)
        self._done.append(Learnt((step,), lesson.freezes, lesson.chats))
        self._news.set()

    async def _record(self) -> None:
        """All that has come out so far, in one step."""
        while self._done:
            with self._handing_over() as learnt:
                await self._relay.learn(learnt)

    async def _claim(self, most: int) -> Claimed:
        """The next calls, and all that has come out so far: one step for both, for each waits its turn to write."""
        with self._handing_over() as learnt:
            return await self._relay.claim(most, learnt if learnt.steps else None)

    @contextmanager
    def _handing_over(self) -> Iterator[Learnt]:
        """What has come out; kept here until it is kept there."""
        done, self._done = self._done, []
        try:
            yield Learnt(
                [step for one in done for step in one.steps],
                [freeze for one in done for freeze in one.freezes],
                [news for one in done for news in one.chats],
            )
        except BaseException:
            self._done = [*done, *self._done]
            raise

    async def _finish(self) -> None:
        if self._under_way:
            await asyncio.wait(self._under_way)
        await self._record()


def after(due: Due, outcome: Outcome) -> Step:
    """What to do with a call, given what became of it. Never twice without a mark, never dropped in silence."""
    match outcome:
        case Delivered(message_id):
            return Sent(due.id, message_id, None if message_id is None else due.chat)
        case RetryLater(seconds, why):
            return Again(due.id, seconds, due.copies, error=why)
        case Down(why):
            return Again(due.id, 0.0, due.copies, error=why)
        case Moved():
            return Again(due.id, 0.0, due.copies, error="moved")
        case Unreachable(_, why):
            return GivenUp(due.id, why)
        case Refused(why, unreadable) if unreadable and "parse_mode" in due.call.fields:
            return Again(due.id, 0.0, due.copies, without_markup(due.call), why)
        case Refused(why):
            return GivenUp(due.id, why)
        case Uncertain(why) if due.call.method in _HARMLESS:
            return Again(due.id, _COPY_AFTER, 0, error=why) if due.tries < MOST_COPIES else GivenUp(due.id, why)
        case Uncertain(why) if due.copies + 1 < MOST_COPIES:
            return Again(due.id, _COPY_AFTER * 2**due.copies, due.copies + 1, error=why)
        case Uncertain(why):
            return GivenUp(due.id, why, uncertain=True)
        case other:
            assert_never(other)


def marked_copy(asked: Call) -> Call:
    """The call with a line that says an earlier copy may have arrived."""
    name = {"sendMessage": "text", "sendDocument": "caption"}.get(asked.method)
    if name is None:
        return asked
    words = f"{said('copy', asked.language)}\n\n{asked.fields.get(name, '')}".strip()
    return replace(asked, fields={**asked.fields, name: words})


def without_markup(asked: Call) -> Call:
    """The call as plain text."""
    fields = {name: value for name, value in asked.fields.items() if name != "parse_mode"}
    return replace(asked, fields=fields | {"text": plain(str(fields["text"]))})


def _tell(due: Due, outcome: Outcome, step: Step) -> None:
    """The log's line of a call that was not simply made."""
    chat = logs.chat_mark("telegram", str(due.chat))
    log = logs.logger("telegram")
    match step:
        case Sent() if due.copies:
            log.warning("sent again, marked as a copy", chat=chat, call=due.id, copies=due.copies)
        case Again(seconds=seconds, error=error):
            log.warning("not sent yet", chat=chat, call=due.id, why=error, again_in=round(seconds, 1))
        case GivenUp(error=error):
            kind = log.error if isinstance(outcome, Refused | Uncertain) else log.warning
            kind("not sent, given up", chat=chat, call=due.id, why=error)
        case _:
            pass
