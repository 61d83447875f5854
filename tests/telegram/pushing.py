"""Updates pushed to a webhook: in order within a chat, chats beside one another, again until it takes them."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable

import aiohttp

from tests.telegram.cloud import Cloud, Webhook
from tests.telegram.shapes import Json

_LONGEST_DELAY = 64.0
_PATIENCE = aiohttp.ClientTimeout(total=60)


class Pusher:
    """`call` carries out a method the webhook gives as its answer. A refused update comes again after `delay`
    seconds, then after twice as long, and so on."""

    def __init__(self, cloud: Cloud, call: Callable[[Json], Awaitable[None]], delay: float = 1.0) -> None:
        self._cloud = cloud
        self._call = call
        self.delay = delay
        self._lines: dict[int, deque[Json]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._taken: set[int] = set()
        self._open = asyncio.Semaphore()

    async def run(self) -> None:
        """Until it is cancelled."""
        async with aiohttp.ClientSession(timeout=_PATIENCE) as session:
            try:
                while True:
                    await self._look(session)
            finally:
                await self._stop()

    async def _look(self, session: aiohttp.ClientSession) -> None:
        cloud = self._cloud
        if cloud.webhook_changed.is_set():
            cloud.webhook_changed.clear()
            await self._stop()
            self._open = asyncio.Semaphore(cloud.webhook.most if cloud.webhook else 1)
        if cloud.webhook:
            cloud.updates.came.clear()
            for update in cloud.updates.pending:
                if update["update_id"] not in self._taken:
                    self._line_up(update, cloud.webhook, session)
            await _either(cloud.updates.came, cloud.webhook_changed)
        else:
            await cloud.webhook_changed.wait()

    def _line_up(self, update: Json, webhook: Webhook, session: aiohttp.ClientSession) -> None:
        key = _line_of(update)
        self._taken.add(update["update_id"])
        self._lines.setdefault(key, deque()).append(update)
        if key not in self._tasks or self._tasks[key].done():
            self._tasks[key] = asyncio.create_task(self._push_all(key, webhook, session))

    async def _push_all(self, key: int, webhook: Webhook, session: aiohttp.ClientSession) -> None:
        line = self._lines[key]
        while line:
            delay = self.delay
            while not await self._push(line[0], webhook, session):
                await asyncio.sleep(delay)
                delay = min(2 * delay, _LONGEST_DELAY)
            self._cloud.updates.confirm(line.popleft()["update_id"])

    async def _push(self, update: Json, webhook: Webhook, session: aiohttp.ClientSession) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        self._cloud.journal.handed(update["update_id"])
        try:
            async with self._open, session.post(webhook.url, json=update, headers=headers) as answer:
                body = await answer.text()
                if answer.ok:
                    await self._carry_out(body)
                    return True
                webhook.error = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            webhook.error = "Connection refused" if isinstance(error, aiohttp.ClientConnectorError) else str(error)
        webhook.error_at = int(time.time())
        return False

    async def _carry_out(self, body: str) -> None:
        try:
            given = json.loads(body)
        except ValueError:
            return
        if isinstance(given, dict) and "method" in given:
            await self._call(given)

    async def _stop(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        self._tasks.clear()
        self._lines.clear()
        self._taken.clear()


def _line_of(update: Json) -> int:
    """The chat an update is of, or the person."""
    content = next(value for key, value in update.items() if key != "update_id")
    message = content.get("message", content)
    return int((message.get("chat") or content["from"])["id"])


async def _either(*events: asyncio.Event) -> None:
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
