"""`python -m tests.telegram`: the stand-in as a process, until it is told to end.

Prints `ready URL control URL token TOKEN` once it listens.
"""

import argparse
import asyncio
import signal
from pathlib import Path

from tests.telegram.cloud import TOKEN, Cloud
from tests.telegram.limits import Limits
from tests.telegram.server import serving


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.telegram", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="of the Bot API; 0 picks one")
    parser.add_argument("--control-port", type=int, default=0, help="of the control interface; 0 picks one")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--name", default="wic_test_bot", help="the bot's user name")
    parser.add_argument("--journal", type=Path, help="JSON Lines file the journal is appended to")
    parser.add_argument("--limits", action="store_true", help="refuse what goes beyond Telegram's limits on sending")
    parser.add_argument("--no-privacy", action="store_true", help="the bot reads all that is said in groups")
    asyncio.run(_serve(parser.parse_args()))


async def _serve(given: argparse.Namespace) -> None:
    over = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    cloud = Cloud(
        token=given.token, name=given.name, privacy=not given.no_privacy, journal=given.journal,
        limits=Limits() if given.limits else None,
    )  # fmt: skip
    async with serving(cloud, given.host, given.port, given.control_port) as server:
        print(f"ready {server.url} control {server.control_url} token {given.token}", flush=True)
        await over.wait()


if __name__ == "__main__":
    main()
