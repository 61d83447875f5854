"""Telegram: many people writing at once, beside bare echo bots, all against the Bot API stand-in of the tests.

Times are taken by the stand-in's clock: from the instant people have said something to the instant the bot's first
message reaches their chat. Nothing of a client library of ours is in between.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import machine
from benchmarks.metrics import quantile
from benchmarks.questions import load
from benchmarks.report import Report, Table, not_run
from tests.telegram.running import Running, apart

PEOPLE, ROUNDS = 200, 10
QUICK_PEOPLE, QUICK_ROUNDS = 20, 2
_STARTS, _QUICK_STARTS = 5, 1
_ANSWERS_WITHIN = 120.0
_ROOT = Path(__file__).parent.parent

_COLUMNS = (
    "bot", "limits", "said", "answered", "refused (429)", "worst second", "p50", "p99", "replies per second", "memory",
)  # fmt: skip
_NOTES = (
    "Every person writes at the same instant; the next round begins when all are answered, or, for a bare bot under "
    "limits, when nothing has come for five seconds. *p50*, *p99*: seconds from writing to the first message of the "
    "reply; *replies per second*: all replies over the time the rounds took. *memory*: MiB resident at the end.",
    "*limits* on: the stand-in refuses what Telegram would, 30 messages a second overall; *worst second*: most "
    "messages tried in any second. A bare bot has no pace and loses what is refused; wicbot keeps below the limits "
    "on its own, also where none are on, so that its throughput is that of its pace and not of its thinking.",
    "wicbot answers questions of the development set, from SQLite, each update stored before it is acknowledged; "
    "the others send back what they got. *without its pace* is the same channel, sending as fast as it can think.",
)


@dataclass(frozen=True)
class Bot:
    """A bot, and how it is started."""

    name: str
    module: str
    options: tuple[str, ...] = ()
    imports: str = ""
    keeps: bool = False  # takes a folder for what it keeps
    under: tuple[bool, ...] = (False, True)  # limits off, limits on

    @property
    def paceless(self) -> bool:
        """Whether it sends at once, whatever the limits."""
        return self.module != "bot"

    def command(self, telegram: Running, folder: Path) -> list[str]:
        if self.paceless:
            own = (str(folder),) if self.keeps else self.options
            return [sys.executable, "-m", self.module, telegram.url, telegram.token, *own]
        env = shutil.which("env") or "/usr/bin/env"
        settings = {
            "WICBOT_TELEGRAM_TOKEN": telegram.token,
            "WICBOT_TELEGRAM_API_BASE": telegram.url,
            "WICBOT_DATA_DIR": tempfile.mkdtemp(dir=folder),  # each stand-in counts its updates from the same number
            "WICBOT_CACHE_DIR": f"{folder}/cache",
            "WICBOT_RATE_LIMIT": "0",
            "WICBOT_LOG_LEVEL": "error",
        }
        given = [f"{name}={value}" for name, value in settings.items()]
        return [env, *given, sys.executable, "-m", "bot", "serve", "--port", "0"]


BOTS = (
    Bot("wicbot", "bot", imports="bot.cli"),
    Bot("wicbot without its pace", "benchmarks.telegram_peers.unpaced", keeps=True, under=(False,)),
    Bot("aiogram echo", "benchmarks.telegram_peers.aiogram_echo", imports="aiogram"),
    Bot("python-telegram-bot echo", "benchmarks.telegram_peers.ptb_echo", imports="telegram.ext"),
    Bot("the same, concurrent updates", "benchmarks.telegram_peers.ptb_echo", ("--concurrent",)),
)


@dataclass(frozen=True)
class Crowd:
    """What became of what a crowd said: counts, seconds, and the bot's memory in MiB."""

    said: int
    answered: int
    refused: int
    worst_second: int
    p50: float
    p99: float
    per_second: float
    memory: float


def run(report: Report, *, quick: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        report.add(_starts(Path(folder), _QUICK_STARTS if quick else _STARTS))
        report.add(_crowds(Path(folder), *((QUICK_PEOPLE, QUICK_ROUNDS) if quick else (PEOPLE, ROUNDS))))


class NoAnswer(Exception):
    """The bot never answered, or ended."""


# ── from start to first answer ───────────────────────────────────────────────────────────


def _starts(folder: Path, times: int) -> Table:
    notes = (
        f"Median of {times}. A message waits when the process is started; *to first answer* ends when the reply is in "
        "the chat. *first import*: a fresh interpreter importing the library, less one importing nothing; wicbot's is "
        "its command line, which imports the rest when it is needed. wicbot's own first start, which checks and fits "
        "the pack, is apart.",
    )
    table = Table("From start to first answer, seconds", ("bot", "to first answer", "first import"), notes=notes)
    for bot in BOTS:
        if not bot.imports:
            continue
        try:
            found = [_first_answer(bot, folder) for _ in range(times + 1)]
        except NoAnswer as error:
            table.add(bot.name, not_run(str(error)))
            continue
        if not bot.paceless:
            table.add(f"{bot.name}, nothing cached", found[0])
        table.add(bot.name, median(found[1:]), _import_takes(bot.imports, times))
    table.add("aiogram imported alone", None, _import_takes("aiogram", times))
    return table


def _first_answer(bot: Bot, folder: Path) -> float:
    with apart() as telegram:
        user = telegram.do("person", name="Li")["user"]
        telegram.do("say", user=user, text="奖项什么时候截止？")
        began = time.time()
        with _started(bot, telegram, folder):
            return _answered(telegram, {str(user): 0})[0] - began


def _import_takes(name: str, times: int) -> float:
    def once(code: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], cwd=_ROOT, check=True)
        return time.perf_counter() - began

    return median(once(f"import {name}") for _ in range(times)) - median(once("pass") for _ in range(times))


# ── many at once ─────────────────────────────────────────────────────────────────────────


def _crowds(folder: Path, people: int, rounds: int) -> Table:
    table = Table(f"{people} people writing at once, {rounds} times", _COLUMNS, notes=_NOTES)
    for limits in (False, True):
        for bot in (bot for bot in BOTS if limits in bot.under):
            on = "on" if limits else "off"
            try:
                table.add(bot.name, on, *_cells(crowd(bot, folder, people, rounds, limits=limits)))
            except NoAnswer as error:
                table.add(bot.name, on, not_run(str(error)))
    return table


def _cells(found: Crowd) -> tuple[int | float | str, ...]:
    counts = (found.said, found.answered, found.refused, found.worst_second)
    return (*counts, found.p50, found.p99, f"{found.per_second:.0f}", f"{found.memory:.0f}")


def crowd(bot: Bot, folder: Path, people: int, rounds: int, *, limits: bool) -> Crowd:
    """So many people writing at once, so many times; `folder` takes the bot's log and data."""
    texts = [item.text for item in load()]
    took: list[float] = []
    whole = 0.0
    with apart(*(["--limits"] if limits else [])) as telegram, _started(bot, telegram, folder) as process:
        users = [str(telegram.do("person", name=f"P{n}")["user"]) for n in range(people)]
        _answered(telegram, telegram.do("say_all", texts={users[0]: texts[0]})["seen"])  # it has started
        time.sleep(1.1)  # so that the limits know nothing of that any more
        telegram.do("limits", on=limits)
        for round_ in range(rounds):
            said = {user: texts[(round_ * people + n) % len(texts)] for n, user in enumerate(users)}
            done = telegram.do("say_all", texts=said)
            answered = _answered(telegram, done["seen"], gives_up=limits and bot.paceless)
            took += [at - done["at"] for at in answered]
            whole += max(answered, default=done["at"]) - done["at"]
            time.sleep(1.1)  # a person does not write again within the same second
        memory, figures = machine.resident_of(process.pid), telegram.do("figures")
    return Crowd(
        people * rounds, len(took), figures["refused"], figures["worst_second"],
        quantile(took, 0.5), quantile(took, 0.99), len(took) / whole, memory,
    )  # fmt: skip


def _answered(telegram: Running, after: dict[str, int], *, gives_up: bool = False) -> Sequence[float]:
    """When each was answered; all of them have to be, unless the bot `gives_up` what is refused."""
    quiet = 5.0 if gives_up else _ANSWERS_WITHIN
    found = telegram.do("answered", after=after, within=_ANSWERS_WITHIN, quiet=quiet)["at"]
    times = [at for at in found.values() if at is not None]
    if not times or (len(times) < len(found) and not gives_up):
        raise NoAnswer(f"{len(found) - len(times)} of {len(found)} not answered within {_ANSWERS_WITHIN:.0f} s")
    return times


@contextmanager
def _started(bot: Bot, telegram: Running, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The bot's process; ended, and its log kept for who looks, when the block is left."""
    log = folder / f"{bot.name}.log"
    with (
        log.open("wb") as out,
        subprocess.Popen(bot.command(telegram, folder), cwd=_ROOT, stdout=out, stderr=out) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
