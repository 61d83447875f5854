"""Updates by long poll: nothing is lost before it is confirmed, and one poller at a time."""

import asyncio
import time

import aiohttp
import pytest

from tests.telegram.plain import call
from tests.telegram.running import InThread


async def _ids(telegram: InThread, **params: object) -> list[int]:
    return [update["update_id"] for update in (await call(telegram, "getUpdates", **params)).result]


async def test_an_update_comes_again_until_an_offset_confirms_it(telegram: InThread, li: int) -> None:
    ids = [telegram.do("say", user=li, text=str(n))["update_id"] for n in range(3)]
    assert await _ids(telegram) == ids
    assert await _ids(telegram) == ids
    assert await _ids(telegram, offset=ids[0] + 1) == ids[1:]
    assert await _ids(telegram) == ids[1:], "the first is confirmed for good"
    assert await _ids(telegram, offset=ids[-1] + 1) == []
    held = telegram.cloud.journal.updates
    assert [len(held[id_].handed) for id_ in ids] == [2, 4, 4]
    assert all(held[id_].confirmed for id_ in ids)


async def test_limit_and_negative_offset(telegram: InThread, li: int) -> None:
    ids = [telegram.do("say", user=li, text=str(n))["update_id"] for n in range(5)]
    assert await _ids(telegram, limit=2) == ids[:2]
    assert await _ids(telegram, offset=-2) == ids[-2:]
    assert await _ids(telegram) == ids[-2:], "those before are forgotten"


async def test_a_poll_waits_for_what_comes_and_no_longer(telegram: InThread, li: int) -> None:
    began = time.monotonic()
    poll = asyncio.create_task(call(telegram, "getUpdates", timeout=10))
    await asyncio.sleep(0.2)
    telegram.do("say", user=li, text="now")
    (update,) = (await poll).result
    assert update["message"]["text"] == "now"
    assert 0.2 <= time.monotonic() - began < 5
    began = time.monotonic()
    assert await _ids(telegram, offset=update["update_id"] + 1, timeout=1) == []
    assert 1 <= time.monotonic() - began < 3


async def test_a_second_poller_ends_the_first(telegram: InThread, li: int) -> None:
    first = asyncio.create_task(call(telegram, "getUpdates", timeout=10))
    await asyncio.sleep(0.2)
    second = asyncio.create_task(call(telegram, "getUpdates", timeout=10))
    ended = await first
    assert ended.status == 409
    assert ended.refused.startswith("Conflict: terminated by other getUpdates request")
    telegram.do("say", user=li, text="to the second")
    assert len((await second).result) == 1


async def test_a_poller_that_died_is_no_conflict(telegram: InThread, li: int) -> None:
    async with aiohttp.ClientSession() as session:
        url = f"{telegram.url}/bot{telegram.token}/getUpdates"
        with pytest.raises(TimeoutError):
            await session.post(url, json={"timeout": 10}, timeout=aiohttp.ClientTimeout(total=0.3))
    after = asyncio.create_task(call(telegram, "getUpdates", timeout=10))
    await asyncio.sleep(0.2)
    telegram.do("say", user=li, text="kept")
    assert [update["message"]["text"] for update in (await after).result] == ["kept"]


async def test_no_poll_beside_a_webhook(telegram: InThread) -> None:
    waiting = asyncio.create_task(call(telegram, "getUpdates", timeout=10))
    await asyncio.sleep(0.2)
    await call(telegram, "setWebhook", url="http://127.0.0.1:9/hook")
    assert (await waiting).refused == "Conflict: terminated by setWebhook request"
    refused = await call(telegram, "getUpdates")
    assert refused.status == 409
    assert "while webhook is active" in refused.refused
    await call(telegram, "deleteWebhook")
    assert await _ids(telegram) == []


async def test_only_what_the_bot_asked_for(telegram: InThread, li: int) -> None:
    await call(telegram, "getUpdates", allowed_updates=["callback_query"])
    telegram.do("say", user=li, text="unheard")
    assert await _ids(telegram) == []
    await call(telegram, "getUpdates", allowed_updates=[])
    telegram.do("say", user=li, text="heard")
    assert len(await _ids(telegram)) == 1


async def test_every_way_to_send_parameters(telegram: InThread, li: int) -> None:
    url = f"{telegram.url}/bot{telegram.token}/sendMessage"
    params = {"chat_id": str(li), "text": "&+ 中文"}
    form = aiohttp.FormData()
    for name, value in params.items():
        form.add_field(name, value, content_type="text/plain")
    async with aiohttp.ClientSession() as session:
        answers = [
            await (await session.get(url, params=params)).json(),
            await (await session.post(url, data=params)).json(),
            await (await session.post(url, data=form)).json(),
            await (await session.post(url, json=params)).json(),
            await (await session.post(url.replace("sendMessage", "SENDMESSAGE"), json=params)).json(),
        ]
    assert [answer["result"]["text"] for answer in answers] == ["&+ 中文"] * 5


async def test_unknown_methods_and_tokens(telegram: InThread) -> None:
    unknown = await call(telegram, "sendNothing")
    assert (unknown.status, unknown.refused) == (404, "Not Found: method not found")
    telegram.token = "1:wrong"
    assert (await call(telegram, "getMe")).refused == "Unauthorized"
