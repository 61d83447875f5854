"""Planning as subscriptions grow; each size is measured in a process of its own, for its memory.

python -m benchmarks.reminder_planning '{"size": 1000}'
"""

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from benchmarks import machine
from benchmarks.report import Cell, Table, not_run

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

NOW = "2026-06-08T10:00:00+08:00"  # a week before the last day of both calls
_SINCE = "2026-01-05T10:00:00+08:00"
HOME = ZoneInfo("Asia/Shanghai")
_ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland")
_PORTION = 5_000  # subscriptions written at a time
_COLUMNS = (
    "subscriptions",
    "decide",
    "activate",
    "plan and keep",
    "its CPU",
    "µs of CPU each",
    "growth",
    "look again",
    "notices",
    "before",
    "peak",
)
_NOTES = (
    "Two calls with one deadline, a week before it; every subscription is to both, in five zones, and all are due at "
    "once. *decide*: seconds in which the pure planner finds the steps of all. *activate*: taking up the pack. *plan "
    "and keep*: reading all from SQLite, deciding, and durably keeping the notices; *its CPU* is what the process "
    "itself used of that, which other work on the machine changes little. *growth*: CPU for one of them, against the "
    "size before. *look again*: the next beat. *before*, *peak*: MiB of the process before planning, and at most.",
)


def table(sizes: tuple[int, ...]) -> Table:
    made = Table("Planning", _COLUMNS, notes=_NOTES)
    before = 0.0
    for size in sizes:
        figures = _apart(size)
        if isinstance(figures, str):
            made.add(size, figures)
            continue
        decide, activate, kept, cpu, again, notices, *memory = figures
        each = cpu / size * 1e6
        grown: Cell = round(each / before, 2) if before else None
        before = each
        made.add(size, decide, activate, kept, cpu, round(each), grown, again, int(notices), *map(round, memory))
    return made


def _apart(size: int) -> list[float] | str:
    command = [sys.executable, "-m", "benchmarks.reminder_planning", json.dumps({"size": size})]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return not_run(done.stderr.strip().splitlines()[-1] if done.stderr else str(done.returncode))
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


async def measured(size: int) -> list[float]:
    from bot.clock import read_instant
    from bot.storage import engine as storage
    from bot.storage.outbox import SqlOutbox
    from bot.storage.subscriptions import SqlSubscriptions
    from knowledge.checks import require_sound
    from knowledge.pack import CONTENT
    from reminders.plan import plan
    from reminders.planning import Planning

    now, pack = read_instant(NOW, HOME), require_sound(CONTENT)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'plan.db'}"
        await storage.upgrade(url)
        engine = storage.open_engine(url)
        await _subscribed(engine, size)
        outbox = SqlOutbox(engine, time.time)
        planning = Planning(outbox, lambda: pack, spread=20)
        activate, _ = await _timed(planning.activate(now))
        known = (await planning.in_force()).calendar(now)
        decided = 0.0
        async for subscriber in SqlSubscriptions(engine).all():
            began = time.perf_counter()
            plan(subscriber, known, now, 20)
            decided += time.perf_counter() - began
        resident = machine.resident()
        kept, cpu = await _timed(planning.plan(now))
        again, _ = await _timed(planning.plan(now))
        notices = (await outbox.counts())["planned"]
        await engine.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [decided, activate, kept, cpu, again, notices, resident, peak]


async def _subscribed(engine: "AsyncEngine", size: int) -> None:
    """Written as rows: subscribing one by one is measured nowhere, and takes minutes at the largest size."""
    from sqlalchemy import insert

    from bot.storage import engine as storage
    from bot.storage.tables import address, subscription

    for start in range(1, size + 1, _PORTION):
        numbers = range(start, min(start + _PORTION, size + 1))
        async with storage.writing(engine) as connection:
            await connection.execute(insert(address), list(_addresses(numbers)))
            await connection.execute(insert(subscription), list(_subscriptions(numbers)))


def _addresses(numbers: range) -> Iterator[dict[str, Any]]:
    from bot.clock import read_instant
    from bot.storage.subscribers import AT_ONCE, preference_columns
    from reminders.subscriptions import Preferences

    since = read_instant(_SINCE, HOME)
    for number in numbers:
        yield {
            "id": number, "channel": "telegram", "address": str(number), "thread": 0, "state": "active",
            "state_why": "", "state_at": since, "secret": "0", "revision": 0, "wake_at": AT_ONCE,
            "planned_until": since, **preference_columns(Preferences(zone=_ZONES[number % len(_ZONES)])),
        }  # fmt: skip


def _subscriptions(numbers: range) -> Iterator[dict[str, Any]]:
    from bot.clock import read_instant
    from bot.storage.subscribers import subscription_columns
    from reminders.subscriptions import ALL, Body, Subscription

    since = read_instant(_SINCE, HOME)
    for number in numbers:
        kept = Subscription(number, Body(f"B{number}", "association"), ALL, since)
        yield {"id": number, "address_id": number, **subscription_columns(kept)}


async def _timed(doing: Awaitable[Any]) -> tuple[float, float]:
    """Seconds, and seconds of this process's CPU."""
    began, used = time.perf_counter(), time.process_time()
    await doing
    return time.perf_counter() - began, time.process_time() - used


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measured(json.loads(sys.argv[1])["size"]))))
