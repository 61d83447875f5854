"""Joins ports to adapters; alone knows everything.

What costs is imported where it is used: `wicbot ask` must not wait for databases and servers.

CannotStart
└── something outside the program is not as it must be; one line that says what
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.clock import Clock, ClockError
from bot.memory import MemoryConversations
from bot.settings import Settings, SettingsError, load, unknown_names
from handlers.conversation import Conversation
from knowledge.library import Library
from knowledge.pack import CONTENT

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


class CannotStart(Exception):
    """Something outside the program is not as it must be; the message is one line."""


@dataclass(frozen=True)
class House:
    """What every command stands on: the settings, the pack ready to be asked, and the clock."""

    settings: Settings
    library: Library
    clock: Clock

    @property
    def zone(self) -> ZoneInfo:
        """The organiser's zone, in which an instant without one is meant."""
        return ZoneInfo(self.library.pack.scheme.zone)


def read_settings() -> Settings:
    try:
        return load()
    except SettingsError as problem:
        raise CannotStart(str(problem)) from None


def content_folder(settings: Settings) -> Path:
    """The pack in use; CannotStart where the one that was named is not there."""
    folder = settings.content or CONTENT
    if not folder.is_dir():
        raise CannotStart(f"WICBOT_CONTENT: no such folder: {folder}")
    return folder


def open_house() -> House:
    """Settings, pack and clock. Raises CannotStart, or ContentError with every fault of the pack."""
    settings = read_settings()
    library = Library.open(content_folder(settings), settings.cache_dir)
    try:
        clock = Clock(ZoneInfo(library.pack.scheme.zone), settings.clock)
    except ClockError as problem:
        raise CannotStart(f"WICBOT_CLOCK: {problem}") from None
    return House(settings, library, clock)


def in_memory(house: House) -> Conversation:
    """A conversation whose chats end with the process."""
    return Conversation(house.library, MemoryConversations())


@asynccontextmanager
async def database(house: House) -> AsyncIterator["AsyncEngine"]:
    """The database, brought up to date and open. Raises CannotStart."""
    from bot.storage.engine import open_engine

    await upgrade(house.settings)
    engine = open_engine(house.settings.database_url)
    try:
        yield engine
    finally:
        await engine.dispose()


def on_database(house: House, engine: "AsyncEngine") -> Conversation:
    """A conversation whose chats survive a restart."""
    from bot.storage.conversations import SqlConversations

    return Conversation(house.library, SqlConversations(engine, house.clock.now))


async def upgrade(settings: Settings) -> None:
    """Bring the database up to date; CannotStart where that fails."""
    from bot.storage.engine import StorageError
    from bot.storage.engine import upgrade as upgrade_database

    try:
        await upgrade_database(settings.database_url)
    except StorageError as problem:
        raise CannotStart(f"WICBOT_DATABASE_URL: {problem}") from None


def serve(house: House, host: str, port: int, say: Callable[[str], None]) -> None:
    """The web chat until a signal ends it; `say` is given the one line that tells it is ready."""
    asyncio.run(_serve(house, host, port, say))


async def _serve(house: House, host: str, port: int, say: Callable[[str], None]) -> None:
    from bot import logs, serving
    from bot.channels.web.app import create_app
    from bot.channels.web.server import ServerError, WebServer, listen
    from bot.metrics import Metrics
    from bot.storage.engine import reachable
    from bot.turns import Observed

    logs.configure(house.settings.log_level)
    tell_oddities(house, logs.logger("start").warning)
    async with database(house) as engine:

        async def ready() -> str | None:
            return None if await reachable(engine) else "the database does not answer, or its schema is another"

        metrics = Metrics()
        app = create_app(
            Observed(on_database(house, engine), metrics),
            now=house.clock.now,
            ready=ready,
            metrics=metrics,
            rate_limit=house.settings.rate_limit,
            allowed_origins=house.settings.allowed_origins,
        )
        try:
            listener = listen(host, port)
        except ServerError as problem:
            raise CannotStart(str(problem)) from None
        with listener:
            bound_host, bound_port = listener.getsockname()[:2]
            announce = partial(say, f"ready {serving.url(host, bound_port)}")
            await serving.serve(WebServer(app, listener), bound_host, bound_port, announce)


def tell_oddities(house: House, warn: Callable[..., object]) -> None:
    """What an operator should not overlook: a rehearsed clock, settings nobody reads."""
    if house.clock.rehearsed_from:
        warn(
            "rehearsal: the calendar clock is not the real one",
            started_at=house.clock.rehearsed_from.isoformat(),
        )
    if names := unknown_names():
        warn("settings nobody reads", names=list(names))
