"""One serving process: the moment it is ready, and its clean end."""

import asyncio
import gc
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

from bot import logs
from bot.channels.web.server import WebServer

_READY_WITHIN = 0.05  # seconds between two looks at /readyz
_ANSWERS_WITHIN = 5  # seconds that /readyz is given
_STDIN = 0
_HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # where a server that listens everywhere is reached


def url(host: str, port: int) -> str:
    """The address as a person would write it."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


async def serve(server: WebServer, host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; `ready` is called once /readyz says 200 at the address listened on."""
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises the signal again once it has stopped; then there is nothing left to do.
        signal.signal(number, lambda *_: None)
    async with beside(_announce(_HERE.get(host, host), port, ready)):
        await server.run_until_stopped()


@asynccontextmanager
async def beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """`work` goes on beside what is done within, and ends with it; where it breaks earlier, the log says so at once."""
    task = asyncio.create_task(work)
    task.add_done_callback(_tell_if_broken)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _tell_if_broken(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        where = logs.places(error.__traceback__)
        logs.logger("serving").error("stopped by a fault", error=type(error).__name__, where=where)


@contextmanager
def on_hang_up(act: Callable[[], Coroutine[Any, Any, object]], stop: Callable[[], None]) -> Iterator[None]:
    """SIGHUP calls for `act`; but where it says that our terminal was closed, for `stop`."""
    if not hasattr(signal, "SIGHUP"):  # Windows has none
        yield
        return
    loop, had_terminal = asyncio.get_running_loop(), os.isatty(_STDIN)
    under_way: set[asyncio.Task[object]] = set()

    def hung_up() -> None:
        if had_terminal and not os.isatty(_STDIN):
            return stop()
        task = loop.create_task(act())
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    loop.add_signal_handler(signal.SIGHUP, hung_up)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)


async def _announce(host: str, port: int, ready: Callable[[], None]) -> None:
    while not await _is_ready(host, port):  # noqa: ASYNC110  # what is waited for is told over HTTP only
        await asyncio.sleep(_READY_WITHIN)
    gc.freeze()  # what is there now stays: no collection needs to look at it again
    gc.enable()
    ready()


async def _is_ready(host: str, port: int) -> bool:
    """Asked over the network like anybody else would; one line of HTTP needs no client library."""
    try:
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        status = await asyncio.wait_for(reader.readline(), timeout=_ANSWERS_WITHIN)
        writer.close()
    except OSError:  # TimeoutError is one
        return False
    return status.split(b" ")[1:2] == [b"200"]
