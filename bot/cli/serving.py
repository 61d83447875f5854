"""`serve`: the web chat, the HTTP interface and reminders. `worker`: reminders only."""

import gc
import logging
import os
import signal
import sys
import threading
from typing import Annotated

import typer

from bot.cli.opening import starting


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 picks a free one.", min=0, max=65535)] = 8080,
    no_worker: Annotated[
        bool,
        typer.Option("--no-worker", help="Do not send reminders from this process."),
    ] = False,
) -> None:
    """Web chat and HTTP API. Prints `ready http://HOST:PORT` once it answers; SIGTERM ends it."""
    gc.disable()  # until it is ready: nothing that is made at the start is garbage, and looking for some takes a sixth
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until the server listens and takes over
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until then there is nothing to reload
    from bot import bootstrap, fitting

    starting(
        lambda: bootstrap.serve(bootstrap.open_house(fitting.opened), host, port, typer.echo, with_worker=not no_worker)
    )
    _leave_builds_behind()


def _leave_builds_behind() -> None:
    """All is closed by now. A pack still being read in a thread would otherwise be met by the interpreter taken apart.

    In the midst of a library's C++ that ends the process with an abort instead of its exit code.
    """
    if any(thread.name == "reload" for thread in threading.enumerate()):
        logging.shutdown()
        sys.stdout.flush()
        os._exit(0)


def worker() -> None:
    """Reminders only, on the same database. Prints `ready worker` once it plans and sends; SIGTERM ends it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until the worker takes over
    from bot import bootstrap

    starting(lambda: bootstrap.work(bootstrap.open_office(), typer.echo))
