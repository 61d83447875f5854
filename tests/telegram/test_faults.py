"""Faults strike where and as often as they were asked to, and the journal tells what reached the chat."""

import asyncio
import json
import time
from pathlib import Path

import aiohttp
import pytest

from tests.telegram.errors import Refused
from tests.telegram.limits import Limits, Pace
from tests.telegram.plain import call
from tests.telegram.running import InThread, running


async def test_a_fault_strikes_where_it_was_put(telegram: InThread, li: int) -> None:
    wang = telegram.do("person", name="Wang", started=True)["user"]
    telegram.do("fault", kind="too_many", chat=wang, after=1, times=2, seconds=7)
    first = [(await call(telegram, "sendMessage", chat_id=li, text="x")).status for _ in range(3)]
    second = [(await call(telegram, "sendMessage", chat_id=wang, text="x")) for _ in range(4)]
    assert first == [200, 200, 200]
    assert [answer.status for answer in second] == [200, 429, 429, 200]
    assert second[1].refused == "Too Many Requests: retry after 7"
    assert second[1].body["parameters"] == {"retry_after": 7}


async def test_no_fault_hits_the_poll_unless_named(telegram: InThread) -> None:
    telegram.do("fault", kind="server_error")
    assert (await call(telegram, "getUpdates")).status == 200
    assert (await call(telegram, "getMe")).status == 500
    telegram.do("clear_faults")
    telegram.do("fault", kind="server_error", method="*")
    assert (await call(telegram, "getUpdates")).status == 500


@pytest.mark.parametrize(("kind", "delivered"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_dropped_connection(telegram: InThread, li: int, kind: str, delivered: int) -> None:
    telegram.do("fault", kind=kind, times=1)
    with pytest.raises(aiohttp.ClientError):
        await call(telegram, "sendMessage", chat_id=li, text="x")
    assert len(telegram.cloud.messages) == delivered
    (request,) = telegram.cloud.journal.of("sendMessage")
    assert (request.status, request.fault, request.delivered is not None) == (None, kind, bool(delivered))
    assert (await call(telegram, "sendMessage", chat_id=li, text="x")).status == 200


@pytest.mark.parametrize(("kind", "delivered"), [("slow_before", 0), ("slow_after", 1)])
async def test_a_slow_answer(telegram: InThread, li: int, kind: str, delivered: int) -> None:
    telegram.do("fault", kind=kind, seconds=0.5, times=1)
    began = time.monotonic()
    slow = asyncio.create_task(call(telegram, "sendMessage", chat_id=li, text="x"))
    await asyncio.sleep(0.25)
    assert len(telegram.cloud.messages) == delivered
    assert (await slow).status == 200
    assert time.monotonic() - began >= 0.5


async def test_a_bad_gateway_is_a_page(telegram: InThread, li: int) -> None:
    telegram.do("fault", kind="bad_gateway")
    url = f"{telegram.url}/bot{telegram.token}/getMe"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
        assert "<title>502 Bad Gateway</title>" in await answer.text()


async def test_nothing_listens_for_a_while(telegram: InThread, li: int) -> None:
    waiting = asyncio.create_task(call(telegram, "getUpdates", timeout=10))
    await asyncio.sleep(0.2)
    telegram.do("deafen", seconds=0.6)
    with pytest.raises(aiohttp.ClientError):
        await waiting
    with pytest.raises(aiohttp.ClientConnectorError):
        await call(telegram, "getMe")
    await asyncio.sleep(0.8)
    assert (await call(telegram, "getMe")).status == 200, "it listens again, where it did before"


async def test_the_journal_is_also_a_file(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    with running(journal=file) as telegram:
        li = telegram.do("person", name="Li")["user"]
        said = telegram.do("say", user=li, text="hello")
        (update,) = (await call(telegram, "getUpdates")).result
        sent = (await call(telegram, "sendMessage", chat_id=li, text="hi")).result
        await call(telegram, "getUpdates", offset=update["update_id"] + 1)
        lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    events = [line["event"] for line in lines]
    assert events == [
        "update", "request", "handed", "answer", "request", "answer", "request", "confirmed", "answer",
    ]  # fmt: skip
    assert lines[0]["update"]["update_id"] == said["update_id"]
    assert lines[4]["params"] == {"chat_id": str(li), "text": "hi"}
    assert lines[5]["delivered"] == sent["message_id"]
    assert telegram.token not in file.name


# ── limits ───────────────────────────────────────────────────────────────────────────────


async def test_one_message_a_second_into_a_chat() -> None:
    with running(limits=Limits()) as telegram:
        li = telegram.do("person", name="Li", started=True)["user"]
        answers = [await call(telegram, "sendMessage", chat_id=li, text="x") for _ in range(3)]
        assert [answer.status for answer in answers] == [200, 429, 429]
        assert answers[1].body["parameters"] == {"retry_after": 1}
        assert len(telegram.cloud.messages) == 1, "what is refused does not reach the chat"
        assert telegram.do("figures") == {"tried": 3, "refused": 2, "worst_second": 3}


def _refused(pace: Pace, calls: list[tuple[float, int]]) -> list[float]:
    """The instants of the calls that were refused."""
    refused = []
    for at, chat in calls:
        try:
            pace.take("sendMessage", chat, at)
        except Refused:
            refused.append(at)
    return refused


def test_a_burst_into_one_chat_is_used_up_and_comes_back() -> None:
    pace = Pace(Limits(burst=3))
    assert _refused(pace, [(0.0, 1), (0.0, 1), (0.0, 1), (0.5, 1), (1.0, 1), (1.5, 1), (9.0, 1), (9.0, 1)]) == [
        0.5,
        1.5,
    ]


def test_thirty_a_second_overall() -> None:
    pace = Pace(Limits())
    assert _refused(pace, [(n / 40, n + 1) for n in range(40)]) == [n / 40 for n in range(30, 40)]
    assert pace.worst_second() == 40
    assert _refused(pace, [(1.01, 99)]) == []


def test_twenty_a_minute_into_a_group() -> None:
    pace = Pace(Limits())
    assert _refused(pace, [(2.0 * n, -5) for n in range(21)]) == [40.0]
    assert _refused(pace, [(60.5, -5)]) == []


def test_without_limits_it_only_counts() -> None:
    pace = Pace()
    assert _refused(pace, [(0.0, 1)] * 50) == []
    pace.take("getUpdates", None, 0.0)
    assert pace.figures() == {"tried": 50, "refused": 0, "worst_second": 50}
