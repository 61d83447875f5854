"""Reminders: planning as subscriptions grow, and what people get beside other ways to send, in the same run."""

import asyncio
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import reminder_peers, reminder_planning
from benchmarks.report import Cell, Report, Table, not_run
from tests.reminders.house import House, silent_doubles
from tests.reminders.house import house as open_house
from tests.telegram.running import Running, apart

SIZES = (1_000, 10_000, 100_000)
QUICK = (200, 1_000)
CHATS = 120
QUICK_CHATS = 20
_PEOPLE, _QUICK_PEOPLE = 300, 40  # of whom some are told before the kill
_TOLD_BEFORE = 0.4
_DUE, _LATE = 40, 5.0  # while nothing runs; seconds past their date at which something runs again
_MESSAGES = 10
_T7 = "2026-06-08 10:00"
_WITHIN = 300.0

_OURS = "wicbot"
_NAMES = {
    "loop": "a plain loop",
    "marking_loop": "a loop, eight at a time, that notes what it has sent",
    "stored_jobs": "APScheduler, date jobs in a database, however late",
    "default_jobs": "APScheduler, date jobs in a database, as it comes",
    "limiter": "python-telegram-bot, AIORateLimiter",
}


def run(report: Report, sizes: Sequence[int], chats: int) -> None:
    report.add(reminder_planning.table(tuple(sizes)))
    report.add(_crashes(_PEOPLE if chats >= CHATS else _QUICK_PEOPLE))
    report.add(_limits(chats))
    report.add(_one_chat())
    report.add(_downtime())


# ── tables ───────────────────────────────────────────────────────────────────────────────


def _crashes(people: int) -> Table:
    table = Table(
        "Killed while sending, and started again",
        ("way", "people", "told before the kill", "told twice silently", "never told", "uncertain, and listed"),
        notes=(
            "One message to each person through a Bot API stand-in that takes 20 ms for a call; kill -9 once so many "
            "have arrived, then the same command again, to its end. *uncertain*: nobody can know whether these "
            "arrived; `wicbot remind uncertain` lists them, the other ways have no such list.",
        ),
    )
    for way in (_OURS, "loop", "marking_loop", "stored_jobs"):
        with _place() as place:
            table.add(_NAMES.get(way, way), people, *_crashed(place, way, people))
    return table


def _limits(chats: int) -> Table:
    table = Table(
        "Sending under the limits",
        ("way", "processes", "chats", "arrived", "twice", "refused (429)", "worst second", "seconds"),
        notes=(
            "One message to each chat through a stand-in that refuses what goes beyond 30 a second in all and 1 a "
            "second in a chat. Of two processes each peer sends to half of the chats; ours share one outbox. *worst "
            "second*: most calls in any second, refused ones included. *seconds* are with the start of the process.",
        ),
    )
    for processes in (1, 2):
        for way in (_OURS, "loop", "stored_jobs", "limiter"):
            with _place("--limits") as place:
                table.add(_NAMES.get(way, way), processes, chats, *_limited(place, way, processes, chats))
    return table


def _one_chat() -> Table:
    table = Table(
        "Ten messages to one private chat",
        ("way", "messages", "arrived", "refused (429)", "seconds"),
        notes=("Through the same stand-in. Ours are ten messages through the courier and the pace a worker uses.",),
    )
    for way in (_OURS, "loop", "stored_jobs", "limiter"):
        with _place("--limits") as place:
            table.add(_NAMES.get(way, way), _MESSAGES, *_to_one_chat(place, way))
    return table


def _downtime() -> Table:
    table = Table(
        "Due while nothing runs",
        ("way", "due", "told after the restart", "dropped"),
        notes=(f"One message to each person falls due while the process is down; it is back {_LATE:.0f} s later.",),
    )
    for way in (_OURS, "stored_jobs", "default_jobs"):
        with _place() as place:
            told = _told_late(place, way)
            table.add(_NAMES.get(way, way), _DUE, told, _DUE - told)
    return table


# ── what is measured ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Place:
    """A stand-in in a process of its own, and a house of ours at it."""

    cloud: Running
    house: House

    def start(self, way: str, chats: Sequence[int], number: int = 0, **more: bool) -> "subprocess.Popen[bytes]":
        """The `number`-th process of a way, with a folder of its own."""
        folder = self.house.folder / str(number)
        folder.mkdir(exist_ok=True)
        command = reminder_peers.command(way, self.cloud.url, self.cloud.token, chats, folder, **more)
        return subprocess.Popen(command, stderr=subprocess.PIPE)

    def times_told(self) -> Counter[int]:
        return Counter(call["chat"] for call in self.house.calls() if call["delivered"] is not None)


@contextmanager
def _place(*arguments: str) -> Iterator[_Place]:
    with tempfile.TemporaryDirectory() as folder, apart(*arguments) as cloud, ExitStack() as open_:
        home = Path(folder)
        (home / "cache").mkdir()
        yield _Place(cloud, open_.enter_context(open_house(home, home / "cache", cloud)))


def _crashed(place: _Place, way: str, people: int) -> tuple[Cell, ...]:
    house, before = place.house, int(people * _TOLD_BEFORE)
    everybody = house.persons(people)
    house.fault("slow_after", seconds=0.02)
    uncertain: Cell = None
    if way == _OURS:
        house.subscribe(everybody)
        with house.worker(_T7) as worker:
            house.until_delivered(before, _WITHIN)
            worker.kill()
        before = house.delivered()
        with house.worker(_T7):
            house.until(lambda: len(place.times_told()) + len(_untold(house)) >= people, _WITHIN)
        twice, uncertain = len(silent_doubles(house.got())), len(house.records("uncertain"))
        never = people - len({*place.times_told(), *_untold(house)})
    else:
        with place.start(way, everybody) as process:
            house.until_delivered(before, _WITHIN)
            process.kill()
        before = house.delivered()
        with place.start(way, everybody, add=False) as again:
            again.wait(_WITHIN)
        told = place.times_told()
        twice, never = sum(times > 1 for times in told.values()), people - len(told)
    return before, twice, never, uncertain


def _untold(house: House) -> set[int]:
    """Those of whom our books say that nobody knows, and who got nothing."""
    return {int(record.address.address) for record in house.records("uncertain")} - set(house.got())


def _limited(place: _Place, way: str, processes: int, chats: int) -> tuple[Cell, ...]:
    everybody = place.house.persons(chats)
    if way == _OURS:
        place.house.subscribe(everybody)
    began = time.perf_counter()
    if way == _OURS:
        with ExitStack() as workers:
            for _ in range(processes):
                workers.enter_context(place.house.worker(_T7, wait=False))
            place.house.until_delivered(chats, _WITHIN)
    elif why := _all_over([place.start(way, everybody[n::processes], n) for n in range(processes)]):
        return (not_run(why),)
    seconds, figures, told = time.perf_counter() - began, place.cloud.do("figures"), place.times_told()
    twice = sum(times > 1 for times in told.values())
    return len(told), twice, figures["refused"], figures["worst_second"], seconds


def _all_over(running: "Sequence[subprocess.Popen[bytes]]") -> str:
    """Wait for all; why one did not come to its end, such as for want of a library."""
    why = ""
    for process in running:
        with process:
            try:
                _, errors = process.communicate(timeout=_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                why = why or f"more than {_WITHIN:.0f} s"
                continue
            if process.returncode:
                why = why or errors.decode().strip().splitlines()[-1]
    return why


def _to_one_chat(place: _Place, way: str) -> tuple[Cell, ...]:
    (person,) = place.house.persons(1)
    began = time.perf_counter()
    if way == _OURS:
        asyncio.run(_by_courier(place, person))
    elif why := _all_over([place.start(way, [person] * _MESSAGES)]):
        return (not_run(why),)
    seconds = time.perf_counter() - began
    return place.times_told()[person], place.cloud.do("figures")["refused"], seconds


async def _by_courier(place: _Place, person: int) -> None:
    from bot import logs, reminding
    from bot.clock import Clock
    from bot.settings import Settings
    from bot.storage import engine as storage
    from reminders.subscriptions import Address
    from reminders.wording import Message, Section

    logs.configure("warning")
    given: dict[str, Any] = {"telegram_token": place.cloud.token, "telegram_api_base": place.cloud.url}
    settings = Settings(**given, data_dir=place.house.folder)
    await storage.upgrade(settings.database_url)
    engine = storage.open_engine(settings.database_url)
    address = Address("telegram", str(person))
    async with reminding.couriers(settings, engine, Clock(reminder_planning.HOME)) as (courier, *_):
        for number in range(_MESSAGES):
            while wait := await courier.admit(address):  # noqa: ASYNC110  # the pace says how long to wait
                await asyncio.sleep(wait)
            await courier.send(Message(str(number), address, "en", "", "", (Section("", (f"T-{number}",)),), ""))
    await engine.dispose()


def _told_late(place: _Place, way: str) -> int:
    everybody = place.house.persons(_DUE)
    if way == _OURS:
        place.house.subscribe(everybody)  # planned as of May; the worker is first seen a week before the last day
        with place.house.worker(_T7):
            place.house.until_delivered(_DUE, _WITHIN)
        return len(place.times_told())
    place.start(way, everybody, run=False).communicate(timeout=_WITHIN)
    time.sleep(_LATE)
    place.start(way, everybody, add=False).communicate(timeout=_WITHIN)
    return len(place.times_told())
