"""Whole turns: a message in, the state of the chat loaded and saved, a reply out.

Through SQLite in one process, and over HTTP against the real `wicbot serve` with a thousand chats at once.

    python -m benchmarks.turns FOLDER N     the first of them alone; started by `run` in a process of its own
"""

import argparse
import asyncio
import datetime as dt
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks import machine
from benchmarks.metrics import quantile
from benchmarks.questions import load
from benchmarks.report import Report, Table, not_run
from benchmarks.slips import slip

TURNS, QUICK = 200_000, 2_000
CHATS = 1_000
_SAMPLES = 10  # looks at the memory along the way
_ROOT = Path(__file__).parent.parent
_NOW = dt.datetime.fromisoformat("2026-05-20T10:00+08:00")

_COLUMNS = ("through", "turns", "chats", "p50", "p99", "turns per second", "memory first", "memory last")
_NOTES = (
    f"Texts: the development set again and again, each time with other slips; {CHATS} chats in turn. "
    "*memory*: MiB resident, of the process that answers, "
    "after its first tenth of the turns and at the end.",
    "SQLite: `Conversation.respond` on `bot.storage`, one turn after the other: p50 and p99 are the turn's own. "
    f"HTTP: `wicbot serve` on SQLite with {CHATS} open connections, each sending its next message as soon as it has "
    "its reply: p50 and p99 hold the queueing of a thousand at once; the client runs on the same machine.",
)


@dataclass(frozen=True)
class Figures:
    """Seconds each turn took, seconds they took together, and memory along the way."""

    p50: float
    p99: float
    per_second: float
    memory: tuple[float, ...]

    @classmethod
    def of(cls, took: Sequence[float], whole: float, memory: Sequence[float]) -> "Figures":
        return cls(quantile(took, 0.5), quantile(took, 0.99), len(took) / whole, tuple(memory))


def run(report: Report, turns: int) -> None:
    over_http = max(CHATS, turns // 10)
    table = Table("Whole turns", _COLUMNS, notes=_NOTES)
    along = Table("Memory along the way, MiB", ("through", *(f"{i}/{_SAMPLES}" for i in range(1, _SAMPLES + 1))))
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.turns", folder, str(turns)],
            cwd=_ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            table.add("SQLite", turns, CHATS, not_run((done.stderr.strip().splitlines() or ["it failed"])[-1]))
        else:
            _add(table, along, "SQLite", turns, Figures(**json.loads(done.stdout)))
    with tempfile.TemporaryDirectory() as folder:
        _add(table, along, "HTTP", over_http, asyncio.run(_served(Path(folder), over_http)))
    report.add(table)
    report.add(along)


def _add(table: Table, along: Table, name: str, turns: int, found: Figures) -> None:
    speed = (f"{1000 * found.p50:.1f} ms", f"{1000 * found.p99:.1f} ms", f"{found.per_second:.0f}")
    table.add(name, turns, CHATS, *speed, f"{found.memory[0]:.1f}", f"{found.memory[-1]:.1f}")
    along.add(name, *(f"{value:.1f}" for value in found.memory))


# ── through SQLite ───────────────────────────────────────────────────────────────────────


async def through_sqlite(folder: Path, turns: int) -> Figures:
    from bot.storage.conversations import SqlConversations
    from bot.storage.engine import open_engine, upgrade
    from handlers.contract import Incoming
    from handlers.conversation import Conversation
    from knowledge.library import Library

    url = f"sqlite+aiosqlite:///{folder}/chats.sqlite3"
    await upgrade(url)
    engine = open_engine(url)
    conversation = Conversation(Library.open(), SqlConversations(engine, lambda: _NOW))
    texts = [item.text for item in load()]
    took: list[float] = []
    memory: list[float] = []
    for turn in range(turns):
        message = Incoming("bench", f"chat-{turn % CHATS}", _text(texts, turn), _NOW)
        began = time.perf_counter()
        await conversation.respond(message)
        took.append(time.perf_counter() - began)
        _look(memory, turn + 1, turns)
    await engine.dispose()
    return Figures.of(took, sum(took), memory)


def _text(texts: Sequence[str], turn: int) -> str:
    """Another text every turn: a cache that grows with what is said must show."""
    again, place = divmod(turn, len(texts))
    return slip(texts[place], str(again)) if again else texts[place]


def _look(memory: list[float], done: int, turns: int, process: int | str = "self") -> None:
    if done * _SAMPLES // turns > len(memory):
        memory.append(machine.resident_of(process))


# ── over HTTP ────────────────────────────────────────────────────────────────────────────


async def _served(folder: Path, turns: int) -> Figures:
    """A thousand connections to a real server, whose database lies in `folder`."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # the server inherits it
    with (folder / "log").open("wb") as log:
        server = await asyncio.create_subprocess_exec(*_command(folder), stdout=asyncio.subprocess.PIPE, stderr=log)
    try:
        assert server.stdout is not None
        ready = (await server.stdout.readline()).decode().strip()
        if not ready.startswith("ready "):
            raise RuntimeError(f"wicbot serve did not start: {(folder / 'log').read_text()[-500:]}")
        return await _under_load(ready.removeprefix("ready "), server.pid, turns)
    finally:
        with suppress(ProcessLookupError):
            server.terminate()
        await server.wait()


def _command(folder: Path) -> list[str]:
    env = shutil.which("env") or "/usr/bin/env"
    settings = (f"WICBOT_DATABASE_URL=sqlite:///{folder}/chats.sqlite3", "WICBOT_RATE_LIMIT=0",
                "WICBOT_LOG_LEVEL=error", f"WICBOT_CACHE_DIR={folder}/cache", f"PYTHONPATH={_ROOT}")  # fmt: skip
    return [env, *settings, sys.executable, "-m", "bot", "serve", "--port", "0"]


async def _under_load(url: str, server: int, turns: int) -> Figures:
    address = urlsplit(url)
    texts = [item.text for item in load()]
    took: list[float] = []
    memory: list[float] = []

    async def chat(number: int) -> None:
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        for turn in range(number, turns, CHATS):
            began = time.perf_counter()
            await _say(reader, writer, {"text": _text(texts, turn), "session": f"bench-{number}"})
            took.append(time.perf_counter() - began)
            _look(memory, len(took), turns, server)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(chat(number) for number in range(CHATS)))
    return Figures.of(took, time.perf_counter() - began, memory)


async def _say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, message: dict[str, str]) -> Any:
    """One message and its reply over a connection that is kept: a client library would be what is measured."""
    body = json.dumps(message).encode()
    head = "POST /api/v1/messages HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    fields = dict(line.lower().split(": ", 1) for line in answer.splitlines()[1:] if ": " in line)
    said = await reader.readexactly(int(fields["content-length"]))
    if not answer.startswith("HTTP/1.1 200 "):
        raise RuntimeError(f"{answer.splitlines()[0]}: {said[:200]!r}")
    return json.loads(said)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("turns", type=int)
    arguments = parser.parse_args()
    print(json.dumps(asyncio.run(through_sqlite(arguments.folder, arguments.turns)).__dict__))


if __name__ == "__main__":
    main()
