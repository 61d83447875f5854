"""Updates pushed to a webhook: with the secret, in order within a chat, again until they are taken."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from tests.telegram.plain import call
from tests.telegram.running import InThread
from tests.telegram.shapes import Json

_SECRET = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class Hook:
    """A webhook that answers with the statuses in line, then with 200."""

    statuses: list[int] = field(default_factory=list)
    answer: Json | None = None
    url: str = ""
    heard: list[tuple[str | None, str]] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.heard.append((request.headers.get(_SECRET), update["message"]["text"]))
        self.came.set()
        if self.statuses:
            return web.Response(status=self.statuses.pop(0))
        return web.json_response(self.answer) if self.answer else web.Response()

    async def hears(self, count: int) -> list[str]:
        async with asyncio.timeout(5):
            while len(self.heard) < count:
                self.came.clear()
                await self.came.wait()
        await asyncio.sleep(0.05)  # for the stand-in to read the answer, or for one push too many
        return [text for _, text in self.heard]


@asynccontextmanager
async def _listening(hook: Hook) -> AsyncIterator[Hook]:
    app = web.Application()
    app.router.add_post("/hook", hook.receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield hook
    finally:
        await runner.cleanup()


async def test_updates_are_pushed_with_the_secret(telegram: InThread, li: int) -> None:
    telegram.do("say", user=li, text="before")
    async with _listening(Hook()) as hook:
        await call(telegram, "setWebhook", url=hook.url, secret_token="s3cret")
        telegram.do("say", user=li, text="after")
        assert await hook.hears(2) == ["before", "after"]
        assert {secret for secret, _ in hook.heard} == {"s3cret"}
        info = (await call(telegram, "getWebhookInfo")).result
        assert (info["url"], info["pending_update_count"]) == (hook.url, 0)
        assert all(update.confirmed for update in telegram.cloud.journal.updates.values())
        await call(telegram, "deleteWebhook")


async def test_a_refused_update_comes_again_and_holds_up_its_own_chat_alone(telegram: InThread, li: int) -> None:
    telegram.do("webhook_delay", seconds=0.1)
    wang = telegram.do("person", name="Wang")["user"]
    async with _listening(Hook([500, 500])) as hook:
        await call(telegram, "setWebhook", url=hook.url)
        telegram.do("say", user=li, text="li 1")
        await hook.hears(1)
        telegram.do("say", user=li, text="li 2")
        telegram.do("say", user=wang, text="wang 1")
        heard = await hook.hears(5)
        assert [text for text in heard if text.startswith("li")][-2:] == ["li 1", "li 2"]
        assert sorted(set(heard)) == ["li 1", "li 2", "wang 1"]
        info = (await call(telegram, "getWebhookInfo")).result
        assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
        assert info["pending_update_count"] == 0


async def test_nobody_at_the_webhook(telegram: InThread, li: int) -> None:
    telegram.do("webhook_delay", seconds=0.1)
    await call(telegram, "setWebhook", url="http://127.0.0.1:9/hook")
    telegram.do("say", user=li, text="kept")
    await asyncio.sleep(0.3)
    info = (await call(telegram, "getWebhookInfo")).result
    assert (info["last_error_message"], info["pending_update_count"]) == ("Connection refused", 1)
    async with _listening(Hook()) as hook:
        await call(telegram, "setWebhook", url=hook.url)
        assert await hook.hears(1) == ["kept"]
        await call(telegram, "deleteWebhook")


async def test_the_answer_of_a_webhook_can_be_a_call(telegram: InThread, li: int) -> None:
    async with _listening(Hook(answer={"method": "sendMessage", "chat_id": li, "text": "from the hook"})) as hook:
        await call(telegram, "setWebhook", url=hook.url)
        telegram.do("say", user=li, text="x")
        await hook.hears(1)
        events = telegram.do("see", chat=li, after=0)["events"]
        assert events[0]["message"]["text"] == "from the hook"
        await call(telegram, "deleteWebhook")
