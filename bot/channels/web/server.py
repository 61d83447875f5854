"""Runs the web application until the process is told to stop."""

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI


class ServerError(Exception):
    """The server cannot listen; the message is one line."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 picks a free one. ServerError where the address cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except (OSError, OverflowError) as problem:
        raise ServerError(f"cannot listen on {host}:{port}: {problem}") from None
    return listener


def address_of(listener: socket.socket) -> str:
    """Where the page can be opened, such as http://127.0.0.1:8000."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class WebServer(uvicorn.Server):
    """uvicorn on a socket of ours, with our log and no access log (it would hold addresses of people)."""

    def __init__(self, app: FastAPI, listener: socket.socket) -> None:
        config = uvicorn.Config(
            app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=10
        )
        super().__init__(config)
        self._listener = listener

    async def run_until_stopped(self) -> None:
        """Serve; SIGINT and SIGTERM end it after the requests in hand, and the caller can clean up."""
        loop, ours = asyncio.get_running_loop(), (signal.SIGINT, signal.SIGTERM)
        in_main_thread = threading.current_thread() is threading.main_thread()
        for number in ours if in_main_thread else ():
            loop.add_signal_handler(number, self.stop)
        try:
            await self.serve([self._listener])
        finally:
            for number in ours if in_main_thread else ():
                loop.remove_signal_handler(number)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing: uvicorn's own would raise the signal again afterwards, before databases are closed."""
        yield

    def stop(self) -> None:
        """End `run_until_stopped` soon; may be called from another thread."""
        self.should_exit = True
