"""Real `wicbot worker` processes, people in a Bot API stand-in, and what its journal says they got."""

import asyncio
import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.storage import engine as storage
from bot.storage.outbox import SqlOutbox
from bot.storage.subscriptions import SqlSubscriptions
from reminders.outbox import NoticeState, Record
from reminders.subscriptions import Address, Preferences, Wish
from tests.reminders.calls import ASSOCIATION, at
from tests.telegram.running import Running

ROOT = Path(__file__).parent.parent.parent
MARK = "重复提醒"
_READY_WITHIN = 60


@dataclass
class Worker:
    """A running process; its log is in a file."""

    process: subprocess.Popen[str]
    log: Path

    def kill(self) -> None:
        """As a power cut would: no handler runs."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)


@dataclass
class House:
    """One database, one stand-in, and processes that share them."""

    cloud: Running
    folder: Path
    environment: Mapping[str, str]
    url: str
    people: list[int] = field(default_factory=list)
    _is_ready: bool = False

    # ── who is told ──

    def persons(self, count: int) -> list[int]:
        """People who have started the bot."""
        new = [int(self.cloud.do("person", name=f"P{n}", started=True)["user"]) for n in range(count)]
        self.people += new
        return new

    def subscribe(
        self, chats: Sequence[int], programme: str = "award", since: str = "2026-05-01 10:00", **other: Any
    ) -> None:
        preferences = other.pop("preferences", Preferences())
        wishes = [Wish(Address("telegram", str(chat)), ASSOCIATION, programme, preferences, **other) for chat in chats]
        self._with(lambda subscriptions, _: subscriptions.subscribe_all(wishes, at(since)))

    def subscribe_threads(self, groups: Sequence[int], threads: int) -> None:
        """Every topic of a forum is an address of its own; the pace is that of the group."""
        wishes = [
            Wish(Address("telegram", str(group), thread), ASSOCIATION, "award")
            for group in groups
            for thread in range(1, threads + 1)
        ]
        self._with(lambda subscriptions, _: subscriptions.subscribe_all(wishes, at("2026-05-01 10:00")))

    def records(self, *states: NoticeState) -> list[Record]:
        return list(self._with(lambda _, outbox: outbox.records(states)))

    def _with(self, do: Callable[[SqlSubscriptions, SqlOutbox], Any]) -> Any:
        async def doing() -> Any:
            if not self._is_ready:
                await storage.upgrade(self.url)
                self._is_ready = True
            engine = storage.open_engine(self.url)
            try:
                return await do(SqlSubscriptions(engine), SqlOutbox(engine, time.time))
            finally:
                await engine.dispose()

        return asyncio.run(doing())

    # ── processes ──

    @contextmanager
    def worker(self, clock: str, *, wait: bool = True, **settings: str) -> Iterator[Worker]:
        """`wicbot worker` with its calendar at `clock`; killed at the end if it still runs."""
        log = self.folder / f"worker-{time.monotonic_ns()}.log"
        environment = {**self.environment, "WICBOT_CLOCK": at(clock).isoformat(), **settings}
        with log.open("w") as out, subprocess.Popen(
            [sys.executable, "-m", "bot", "worker"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=out,
            text=True,
        ) as process:  # fmt: skip
            try:
                if wait:
                    self._await_ready(process, log)
                yield Worker(process, log)
            finally:
                if process.poll() is None:
                    process.kill()

    def _await_ready(self, process: subprocess.Popen[str], log: Path) -> None:
        assert process.stdout
        line = process.stdout.readline().strip()
        # a process that is to end itself on the way may not come so far
        assert line == "ready worker" or process.wait(_READY_WITHIN) < 0, log.read_text()

    def wicbot(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """One command of the program, run to its end."""
        environment = {**self.environment, **settings}
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True,
            timeout=120, check=False,
        )  # fmt: skip

    # ── what people got, by the stand-in's own journal ──

    def calls(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.cloud.do("journal", method="sendMessage")["calls"]
        return found

    def got(self) -> dict[int, list[str]]:
        """The texts that reached each chat, in order."""
        texts: defaultdict[int, list[str]] = defaultdict(list)
        for call in self.calls():
            if call["delivered"] is not None:
                texts[call["chat"]].append(call["params"]["text"])
        return texts

    def delivered(self) -> int:
        return sum(map(len, self.got().values()))

    def until(self, reached: Callable[[], object], within: float = 60.0) -> float:
        """Wait for it; how long that took."""
        began = time.monotonic()
        while not reached():
            assert time.monotonic() - began < within, f"not reached within {within} s: {self.delivered()} delivered"
            time.sleep(0.05)
        return time.monotonic() - began

    def until_delivered(self, count: int, within: float = 60.0) -> float:
        return self.until(lambda: self.delivered() >= count, within)

    def fault(self, kind: str, **more: Any) -> None:
        self.cloud.do("fault", kind=kind, method="sendMessage", **more)


def silent_doubles(got: Mapping[int, list[str]]) -> list[int]:
    """Chats that got the same notice twice without a word about it."""
    return [chat for chat, texts in got.items() if sum(MARK not in text for text in texts) > 1]


@contextmanager
def house(folder: Path, cache: Path, cloud: Running) -> Iterator[House]:
    url = f"sqlite+aiosqlite:///{folder / 'wicbot.sqlite3'}"
    foreign = ("WICBOT_", "PYTHONPATH")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}  # noqa: TID251
    own = {
        "WICBOT_DATA_DIR": str(folder), "WICBOT_CACHE_DIR": str(cache), "WICBOT_DATABASE_URL": url,
        "WICBOT_TELEGRAM_TOKEN": cloud.token, "WICBOT_TELEGRAM_API_BASE": cloud.url, "WICBOT_SPREAD_MINUTES": "0",
        "PYTHONUTF8": "1",
    }  # fmt: skip
    yield House(cloud, folder, inherited | own, url)


def days_between(first: str, last: str) -> Iterator[dt.date]:
    day = dt.date.fromisoformat(first)
    while day <= dt.date.fromisoformat(last):
        yield day
        day += dt.timedelta(days=1)
