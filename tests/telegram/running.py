"""A stand-in to run tests against: in a thread of this process, or in a process of its own."""

import asyncio
import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.telegram.cloud import TOKEN, Cloud
from tests.telegram.people import People
from tests.telegram.server import Server, serving
from tests.telegram.shapes import Json

_ROOT = Path(__file__).parent.parent.parent
_WITHIN = 180.0


class Running:
    """A stand-in somewhere: its address, its token, its control interface. Safe from any thread."""

    def __init__(self, url: str, control_url: str, token: str = TOKEN) -> None:
        self.url = url
        self.control_url = control_url
        self.token = token

    def do(self, act: str, **arguments: Any) -> Json:
        """An act of control.py or acts.py; RuntimeError where it cannot be."""
        http = urllib.request.Request(f"{self.control_url}/_control/{act}", json.dumps(arguments).encode())
        http.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(http, timeout=_WITHIN) as answer:
                done: Json = json.load(answer)
                return done
        except urllib.error.HTTPError as error:
            with error:
                raise RuntimeError(json.load(error)["error"]) from None

    def people(self, **settings: Any) -> People:
        """People who can talk to the bot, for `async with`."""
        return People(self.control_url, **settings)


class InThread(Running):
    """A stand-in in a thread, with everything it holds to look into: `cloud`."""

    def __init__(self, server: Server) -> None:
        super().__init__(server.url, server.control_url, server.cloud.token)
        self.cloud = server.cloud


@contextmanager
def running(**settings: Any) -> Iterator[InThread]:
    """A stand-in in a thread of its own; the settings are those of `Cloud`."""
    ready: list[InThread] = []
    failed: list[BaseException] = []
    started, over = threading.Event(), asyncio.Event()

    async def serve() -> None:
        async with serving(Cloud(**settings)) as server:
            loop.append(asyncio.get_running_loop())
            ready.append(InThread(server))
            started.set()
            await over.wait()

    def run() -> None:
        try:
            asyncio.run(serve())  # ends whatever still waits, such as the poll of a bot that was killed
        except BaseException as error:  # told to the thread that waits
            failed.append(error)
        finally:
            started.set()

    loop: list[asyncio.AbstractEventLoop] = []
    thread = threading.Thread(target=run, name="telegram")
    thread.start()
    started.wait()
    try:
        if ready:
            yield ready[0]
    finally:
        if ready:
            loop[0].call_soon_threadsafe(over.set)
        thread.join()
    if failed:
        raise failed[0]
    if ready[0].cloud.defects:
        raise AssertionError("the stand-in itself failed") from ready[0].cloud.defects[0]


@contextmanager
def apart(*arguments: str) -> Iterator[Running]:
    """A stand-in in a process of its own, with the arguments of `python -m tests.telegram`."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.telegram", *arguments], cwd=_ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        line = process.stdout.readline().split()
        try:
            assert line[:1] == ["ready"], f"no ready line but {line}"
            yield Running(line[1], line[3], line[5])
        finally:
            process.terminate()
