"""One serving process: the moment it is ready, and its clean end."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress

from bot.channels.web.server import WebServer

_READY_WITHIN = 0.05  # seconds between two looks at /readyz
_ANSWERS_WITHIN = 5  # seconds that /readyz is given
_HERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # where a server that listens everywhere is reached


def url(host: str, port: int) -> str:
    """The address as a person would write it."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


async def serve(server: WebServer, host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; `ready` is called once /readyz says 200 at the address listened on."""
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises the signal again once it has stopped; then there is nothing left to do.
        signal.signal(number, lambda *_: None)
    announcing = asyncio.create_task(_announce(_HERE.get(host, host), port, ready))
    try:
        await server.run_until_stopped()
    finally:
        announcing.cancel()
        with suppress(asyncio.CancelledError):
            await announcing


async def _announce(host: str, port: int, ready: Callable[[], None]) -> None:
    while not await _is_ready(host, port):  # noqa: ASYNC110  # what is waited for is told over HTTP only
        await asyncio.sleep(_READY_WITHIN)
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
