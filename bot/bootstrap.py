"""Joins ports to adapters; alone knows everything.

What costs is imported where it is used: `wicbot ask` must not wait for databases and servers.

CannotStart
└── something outside the program is not as it must be; one line that says what
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot import fitting
from bot.clock import Clock, ClockError
from bot.delivery import Deliveries
from bot.documents.files import DocumentFiles
from bot.faults import Breakable, FaultPointError, fault_point
from bot.memory import MemoryConversations
from bot.settings import Settings, SettingsError, load, unknown_names
from bot.subscribers import MemorySubscriptions
from handlers.conversation import Conversation
from handlers.precheck import Precheck
from handlers.subscribe import Subscribe
from handlers.turn import Dialogue
from knowledge.errors import ContentError
from knowledge.language import Language
from knowledge.library import Library
from knowledge.pack import CONTENT, Pack
from reminders.subscriptions import Subscriber, Subscriptions

if TYPE_CHECKING:
    from fastapi import APIRouter
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.metrics import Metrics
    from bot.reload import Reloader
    from bot.storage.conversations import Keep
    from bot.telegram_house import TelegramHouse
    from bot.turns import InUse, Responder
    from handlers.ports import Reload

_STARTED_AFTER = 3  # seconds, in which those who waited for the start have their answers
_FAULTS = 50  # of a refused pack in the log; `knowledge check` lists them all


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


@dataclass(frozen=True)
class Office:
    """What reminders stand on: they answer no questions, and need not hold what does."""

    settings: Settings
    pack: Pack
    clock: Clock


def read_settings() -> Settings:
    try:
        settings = load()
        fault_point(settings.fault_point)
    except SettingsError as problem:
        raise CannotStart(str(problem)) from None
    except FaultPointError as problem:
        raise CannotStart(f"WICBOT_FAULT_POINT: {problem}") from None
    return settings


def content_folder(settings: Settings) -> Path:
    """The pack in use; CannotStart where the one that was named is not there."""
    folder = settings.content or CONTENT
    if not folder.is_dir():
        raise CannotStart(f"WICBOT_CONTENT: no such folder: {folder}")
    return folder


def open_house(opened: Callable[[Path, Path | None], Library] = Library.open) -> House:
    """Settings, pack and clock. Raises CannotStart, or ContentError with every fault of the pack."""
    settings = read_settings()
    library = opened(content_folder(settings), settings.cache_dir)
    return House(settings, library, read_clock(settings, ZoneInfo(library.pack.scheme.zone)))


def open_office() -> Office:
    """The same without what answers questions. Raises CannotStart, or ContentError with every fault of the pack."""
    from knowledge.checks import require_sound

    settings = read_settings()
    pack = require_sound(content_folder(settings))
    return Office(settings, pack, read_clock(settings, ZoneInfo(pack.scheme.zone)))


def read_clock(settings: Settings, zone: ZoneInfo) -> Clock:
    """The calendar clock in the organiser's zone; raises CannotStart."""
    try:
        return Clock(zone, settings.clock)
    except ClockError as problem:
        raise CannotStart(f"WICBOT_CLOCK: {problem}") from None


def in_memory(house: House) -> Conversation:
    """A conversation whose chats end with the process."""
    return Conversation(house.library, MemoryConversations(), dialogues=dialogues(house.library))


def dialogues(
    library: Library, subscriptions: Subscriptions | None = None, deliveries: Deliveries | None = None
) -> Sequence[Dialogue]:
    """What asks one question after another, in the order in which it is offered a message.

    Without a place where subscriptions outlive the process nobody is promised a reminder.
    """
    nowhere = Deliveries(by_mail=False)
    subscribe = Subscribe(library, subscriptions or MemorySubscriptions(), deliveries or nowhere)
    return (Precheck(library, DocumentFiles()), subscribe)


@asynccontextmanager
async def database(house: House | Office) -> AsyncIterator["AsyncEngine"]:
    """The database, brought up to date and open. Raises CannotStart."""
    from bot.storage.engine import open_engine

    await upgrade(house.settings)
    engine = open_engine(house.settings.database_url)
    try:
        yield engine
    finally:
        await engine.dispose()


def on_database(house: House, engine: "AsyncEngine") -> "Responder":
    """A conversation whose chats survive a restart, and whose staff can exchange the pack."""
    return _exchangeable(house, engine, _deliveries(house), lambda responder: responder, lambda _: None)[0]


def _deliveries(house: House, telegram: "TelegramHouse | None" = None) -> Deliveries:
    """Where reminders can go: to Telegram's chats where it is served, by mail where that is set up."""
    return Deliveries(by_mail=house.settings.sends_mail, is_admin=telegram.is_admin if telegram else None)


def _exchangeable(
    house: House,
    engine: "AsyncEngine",
    deliveries: Deliveries,
    observe: "Callable[[Responder], Responder]",
    tell: "Callable[[Reload], None]",
    replies: "Mapping[str, Keep] | None" = None,
) -> "tuple[InUse, Reloader]":
    """One conversation per pack, all about the same chats; the one in use, and what exchanges it."""
    from bot.reload import Reloader
    from bot.staff import StaffOf
    from bot.storage.conversations import SqlConversations
    from bot.storage.subscriptions import SqlSubscriptions
    from bot.turns import InUse

    reach = fault_point(house.settings.fault_point)
    chats = Breakable(SqlConversations(engine, house.clock.now, replies), reach)
    reloader = Reloader(
        house.settings.content or CONTENT, house.settings.cache_dir, house.library, tell, fitting.opened
    )
    staff = StaffOf(house.settings.admins, reloader.reload)
    subscriptions = SqlSubscriptions(engine, reach)

    def talk(library: Library) -> "Responder":
        return observe(Conversation(library, chats, staff, dialogues(library, subscriptions, deliveries)))

    in_use = InUse(talk, house.library)
    reloader.hand_to(in_use.take)
    return in_use, reloader


async def upgrade(settings: Settings) -> None:
    """Bring the database up to date; CannotStart where that fails. What it has to wait for is logged."""
    from bot import logs
    from bot.storage.engine import StorageError
    from bot.storage.engine import upgrade as upgrade_database

    def tell(news: str) -> None:
        logs.configure(settings.log_level)  # a command that logs nothing else has not done so
        logs.logger("start").warning(news)

    try:
        await upgrade_database(settings.database_url, tell)
    except StorageError as problem:
        raise CannotStart(f"WICBOT_DATABASE_URL: {problem}") from None


def work(office: Office, say: Callable[[str], None]) -> None:
    """Reminders until a signal ends them; `say` is given the one line that tells they are planned and sent."""
    asyncio.run(_work(office, say))


async def _work(office: Office, say: Callable[[str], None]) -> None:
    from bot import logs, reminding, serving

    logs.configure(office.settings.log_level)
    tell_oddities(office, logs.logger("start").warning)
    in_use = [office.pack]
    async with database(office) as engine, AsyncExitStack() as around:
        if office.settings.content:
            await around.enter_async_context(serving.beside(_follow_pack(office.settings.content, in_use)))
        worker = await around.enter_async_context(
            reminding.working(office.settings, engine, office.clock, lambda: in_use[0])
        )
        await worker.beat()
        say("ready worker")
        await reminding.until_signal(asyncio.create_task(worker.run()))


async def _follow_pack(folder: Path, in_use: list[Pack]) -> None:
    """Take up every change of a folder that is sound; one that is not is told in the log."""
    from bot import logs
    from bot.watching import changes
    from knowledge.checks import require_sound

    async with aclosing(changes(folder)) as found:
        async for _ in found:
            try:
                in_use[0] = await asyncio.to_thread(require_sound, folder)
            except (ContentError, OSError) as problem:
                faults = str(problem).splitlines()
                logs.logger("reload").error("pack refused", count=len(faults), faults=faults[:_FAULTS])
            else:
                logs.logger("reload").info("pack reloaded", version=in_use[0].version)


def serve(house: House, host: str, port: int, say: Callable[[str], None], *, with_worker: bool = True) -> None:
    """The web chat until a signal ends it; `say` is given the one line that tells it is ready."""
    asyncio.run(_serve(house, host, port, say, with_worker))


async def _serve(house: House, host: str, port: int, say: Callable[[str], None], with_worker: bool) -> None:
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
        metrics.pack_in_use(house.library.version)
        telegram = _telegram(house, engine)
        in_use, reloader = _exchangeable(
            house,
            engine,
            _deliveries(house, telegram),
            lambda inner: Observed(inner, metrics),
            partial(_told, metrics=metrics),
            telegram.replies if telegram else None,
        )
        app = create_app(
            in_use,
            now=house.clock.now,
            ready=ready,
            metrics=metrics,
            version=lambda: in_use.version,
            rate_limit=house.settings.rate_limit,
            allowed_origins=house.settings.allowed_origins,
            routers=[*_staff_routers(house, reloader), *_reminder_routers(house, engine, reloader)],
            pushed=telegram.door() if telegram else None,
        )
        try:
            listener = listen(host, port)
        except ServerError as problem:
            raise CannotStart(str(problem)) from None
        with listener:
            bound_host, bound_port = listener.getsockname()[:2]
            announce = partial(say, f"ready {serving.url(host, bound_port)}")
            server = WebServer(app, listener)
            logs.logger("start").info("pack in use", version=house.library.version)
            async with AsyncExitStack() as around:
                around.enter_context(serving.on_hang_up(reloader.reload, server.stop))
                await around.enter_async_context(serving.beside(_prepare(house.library)))
                if house.settings.content:
                    await around.enter_async_context(serving.beside(_follow(house.settings.content, reloader)))
                if with_worker:
                    await around.enter_async_context(serving.beside(_remind(house, engine, reloader, metrics)))
                if telegram:
                    await around.enter_async_context(serving.beside(telegram.run(in_use, _inline(house, reloader))))
                await serving.serve(server, bound_host, bound_port, announce)


async def _prepare(library: Library) -> None:
    """Nobody is to wait for what is made on first use: neither at the start nor in the middle of a talk."""
    await asyncio.sleep(_STARTED_AFTER)
    await asyncio.to_thread(library.prepare)


def _told(outcome: "Reload", metrics: "Metrics") -> None:
    from bot import logs

    logs.reload_done(outcome)
    metrics.reload_done(outcome)


def _staff_routers(house: House, reloader: "Reloader") -> "list[APIRouter]":
    from bot.channels.web import staff

    token = house.settings.staff_token
    return [staff.create_router(token.get_secret_value(), reloader.reload)] if token else []


def _reminder_routers(house: House, engine: "AsyncEngine", reloader: "Reloader") -> "list[APIRouter]":
    """The doors behind the links of letters, and the calendar feeds."""
    from bot.channels.web import doors, feeds
    from bot.documents.events import calendar_of
    from bot.storage.subscriptions import SqlSubscriptions
    from handlers.subscribe.telling import Telling
    from handlers.subscribe.works import Work, works_of

    subscriptions = SqlSubscriptions(engine)

    def described(subscriber: Subscriber, language: Language) -> Sequence[str]:
        telling = Telling(reloader.library.pack, house.clock.now(), language)
        return [telling.subscription(subscription, subscriber) for subscription in subscriber.subscriptions]

    def works(subscriber: Subscriber, language: Language) -> Sequence[Work]:
        return works_of(reloader.library.pack, [subscriber], house.clock.now(), language)

    return [
        doors.create_router(subscriptions, described, works, house.clock.now),
        feeds.create_router(lambda: reloader.library.pack, subscriptions, calendar_of),
    ]


def _telegram(house: House, engine: "AsyncEngine") -> "TelegramHouse | None":
    from bot.telegram_house import TelegramHouse

    token = house.settings.telegram_token
    try:
        return TelegramHouse(house.settings, token.get_secret_value(), engine, house.clock) if token else None
    except ValueError as problem:
        raise CannotStart(str(problem)) from None


def _inline(house: House, reloader: "Reloader") -> "Responder":
    """What answers inline queries, from the pack in use."""
    from bot.telegram_house import inline_conversation
    from bot.turns import InUse

    in_use = InUse(inline_conversation, house.library)
    reloader.hand_to(in_use.take)
    return in_use


async def _remind(house: House, engine: "AsyncEngine", reloader: "Reloader", metrics: "Metrics") -> None:
    """Plan and send reminders beside the web, from the pack in use."""
    from bot import reminding

    async with reminding.working(house.settings, engine, house.clock, lambda: reloader.library.pack, metrics) as worker:
        await worker.run()


async def _follow(folder: Path, reloader: "Reloader") -> None:
    """Take up every change of a folder."""
    from bot.watching import changes

    async with aclosing(changes(folder)) as found:
        async for _ in found:
            await reloader.reload()


def tell_oddities(house: House | Office, warn: Callable[..., object]) -> None:
    """What an operator should not overlook: a rehearsed clock, settings nobody reads."""
    if house.clock.rehearsed_from:
        warn(
            "rehearsal: the calendar clock is not the real one",
            started_at=house.clock.rehearsed_from.isoformat(),
        )
    if names := unknown_names():
        warn("settings nobody reads", names=list(names))
