"""Planning as subscriptions grow, and sending under the server's limits beside other ways to do it.

python -m benchmarks.reminders plan '{…}'     one measurement of planning; started by `run`
"""

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.report import Report, Table, not_run

SIZES = (1_000, 10_000, 100_000)
QUICK = (200, 1_000)
CHATS = 120
QUICK_CHATS = 20
_T7 = "2026-06-08T10:00:00+08:00"
_ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland")
_WITHIN = 300.0

_PLANNING = (
    "subscriptions",
    "decide",
    "per second",
    "activate",
    "plan and keep",
    "look again, nothing due",
    "notices",
    "peak",
)
_PLANNING_NOTES = (
    "Two calls with one deadline, a week before it; every subscription is to both, in five zones, and all are due. "
    "*decide*: seconds in which the pure planner finds the steps of all. *activate*: taking up the pack. *plan and "
    "keep*: reading all from SQLite, deciding, and durably keeping the notices. *look again*: the next beat. *peak*: "
    "MiB of the process.",
)
_SENDING = ("way", "chats", "arrived", "refused (429)", "worst second", "seconds")
_SENDING_NOTES = (
    "One message to each chat through a Bot API stand-in on this machine that refuses what goes beyond 30 a second in "
    "all, 1 a second in a chat. *refused*: calls answered 429. *worst second*: most calls in any second. A plain loop "
    "sends one after another; the date jobs are APScheduler's, one for each message, at one time. *seconds*: ours with "
    "importing the client, subscribing and planning.",
)


def run(report: Report, sizes: Sequence[int], chats: int) -> None:
    planning = Table("Planning", _PLANNING, notes=_PLANNING_NOTES)
    for size in sizes:
        planning.add(size, *_planned(size))
    report.add(planning)
    sending = Table("Sending under the limits", _SENDING, notes=_SENDING_NOTES)
    for name, way in _WAYS.items():
        sending.add(name, chats, *_sent(way, chats))
    report.add(sending)


# ── planning ─────────────────────────────────────────────────────────────────────────────


def _planned(size: int) -> tuple[Any, ...]:
    """Measured in a process of its own, for its memory."""
    command = [sys.executable, "-m", "benchmarks.reminders", "plan", json.dumps({"size": size})]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return (not_run(done.stderr.strip().splitlines()[-1] if done.stderr else str(done.returncode)),)
    return tuple(json.loads(done.stdout.splitlines()[-1]))


async def _plan(size: int) -> list[float]:
    from bot.clock import read_instant
    from bot.storage import engine as storage
    from bot.storage.outbox import SqlOutbox
    from bot.storage.subscriptions import SqlSubscriptions
    from knowledge.checks import require_sound
    from knowledge.pack import CONTENT
    from reminders.plan import plan
    from reminders.planning import Planning
    from reminders.subscriptions import Address, Body, Preferences, Wish

    now = read_instant(_T7, storage_zone())
    since = read_instant("2026-01-05T10:00+08:00", storage_zone())
    pack = require_sound(CONTENT)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'plan.db'}"
        await storage.upgrade(url)
        engine = storage.open_engine(url)
        subscriptions, outbox = SqlSubscriptions(engine), SqlOutbox(engine, time.time)
        for start in range(0, size, 1000):
            wishes = [
                Wish(Address("telegram", str(n)), Body(f"B{n}", "association"), "all", Preferences(zone=_ZONES[n % 5]))
                for n in range(start, min(start + 1000, size))
            ]
            await subscriptions.subscribe_all(wishes, since)
        planning = Planning(outbox, lambda: pack, spread=20)
        activate = await _timed(planning.activate(now))
        known = (await planning.in_force()).calendar(now)
        decided = 0.0
        async for subscriber in subscriptions.all():
            began = time.perf_counter()
            plan(subscriber, known, now, 20)
            decided += time.perf_counter() - began
        kept = await _timed(planning.plan(now))
        again = await _timed(planning.plan(now))
        notices = len(await outbox.records(("planned",)))
        await engine.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [decided, size / decided, activate, kept, again, notices, peak]


def storage_zone() -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo("Asia/Shanghai")


async def _timed(doing: Awaitable[Any]) -> float:
    began = time.perf_counter()
    await doing
    return time.perf_counter() - began


# ── sending ──────────────────────────────────────────────────────────────────────────────


def _sent(way: Callable[[str, str, list[int]], Awaitable[None]], count: int) -> tuple[Any, ...]:
    from tests.telegram.running import apart

    with apart("--limits") as cloud:
        chats = [int(cloud.do("person", name=f"P{n}", started=True)["user"]) for n in range(count)]
        began = time.perf_counter()
        try:
            asyncio.run(asyncio.wait_for(way(cloud.url, cloud.token, chats), _WITHIN))
        except TimeoutError:
            return (not_run(f"more than {_WITHIN:.0f} s"),)
        except (ImportError, RuntimeError) as lacking:  # what a peer needs is not installed; it says so itself
            return (not_run(str(lacking).split(";")[0].rstrip(".")),)
        seconds = time.perf_counter() - began
        figures = cloud.do("figures")
        calls = cloud.do("journal", method="sendMessage")["calls"]
    arrived = sum(call["delivered"] is not None for call in calls)
    return arrived, figures["refused"], figures["worst_second"], seconds


async def _ours(url: str, token: str, chats: list[int]) -> None:
    """The planner, the outbox and the courier as the worker runs them."""
    from bot import logs, reminding
    from bot.clock import Clock
    from bot.settings import Settings
    from bot.storage import engine as storage
    from bot.storage.subscriptions import SqlSubscriptions
    from knowledge.checks import require_sound
    from knowledge.pack import CONTENT
    from reminders.subscriptions import Address, Body, Wish

    logs.configure("warning")
    pack = require_sound(CONTENT)
    with tempfile.TemporaryDirectory() as folder:
        given: dict[str, Any] = {"telegram_token": token, "telegram_api_base": url, "data_dir": Path(folder)}
        settings = Settings(**given, spread_minutes=0)
        await storage.upgrade(settings.database_url)
        engine = storage.open_engine(settings.database_url)
        clock = Clock(storage_zone(), _T7)
        wishes = [Wish(Address("telegram", str(chat)), Body("B", "association"), "award") for chat in chats]
        early = Clock(storage_zone(), "2026-05-01T10:00+08:00").now()
        await SqlSubscriptions(engine).subscribe_all(wishes, early)
        async with reminding.couriers(settings, engine, clock) as couriers:
            await reminding.heartbeat(settings, engine, lambda: pack, couriers).once(clock.now)
        await engine.dispose()


async def _loop(url: str, token: str, chats: list[int]) -> None:
    import httpx

    async with httpx.AsyncClient() as client:
        for chat in chats:
            await client.post(f"{url}/bot{token}/sendMessage", json={"chat_id": chat, "text": "T-7"})


async def _date_jobs(url: str, token: str, chats: list[int]) -> None:
    import datetime as dt

    import httpx
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    left = set(chats)
    over = asyncio.Event()
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=None)) as client:

        async def send(chat: int) -> None:
            await client.post(f"{url}/bot{token}/sendMessage", json={"chat_id": chat, "text": "T-7"})
            left.discard(chat)
            if not left:
                over.set()

        scheduler = AsyncIOScheduler(timezone=dt.UTC)
        from bot.clock import system_now

        at = system_now() + dt.timedelta(seconds=1)
        for chat in chats:
            scheduler.add_job(send, "date", run_date=at, args=[chat], misfire_grace_time=60)
        scheduler.start()
        await over.wait()
        scheduler.shutdown(wait=False)


async def _ptb(url: str, token: str, chats: list[int]) -> None:
    from telegram.ext import AIORateLimiter, ApplicationBuilder

    app = ApplicationBuilder().token(token).base_url(f"{url}/bot").rate_limiter(AIORateLimiter(max_retries=3)).build()
    async with app:
        await asyncio.gather(*(app.bot.send_message(chat, "T-7") for chat in chats))


_WAYS: dict[str, Callable[[str, str, list[int]], Awaitable[None]]] = {
    "wicbot": _ours,
    "plain loop": _loop,
    "APScheduler, a date job per message": _date_jobs,
    "python-telegram-bot, AIORateLimiter": _ptb,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reminders")
    parser.add_argument("measure", choices=("plan",))
    parser.add_argument("task", type=json.loads)
    print(json.dumps(asyncio.run(_plan(parser.parse_args().task["size"]))))


if __name__ == "__main__":
    main()
