"""Reminders put together from the settings: storage, couriers, planner, delivery, worker."""

import asyncio
import datetime as dt
import signal
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

from bot import holders, logs
from bot.clock import Clock
from bot.faults import fault_point
from bot.mailserver import MailServer
from bot.retention import Forgotten, Retention
from bot.settings import Settings
from bot.witness import FileWitness
from knowledge.pack import Pack
from reminders.courier import ChannelDown, Courier, Delivered, Outcome, Refused
from reminders.deliver import Delivery, Tally, Watch
from reminders.heartbeat import Heartbeat
from reminders.milestones import Change
from reminders.outbox import Hold, Lease
from reminders.planning import Planning

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.metrics import Metrics
    from bot.storage.outbox import SqlOutbox
    from bot.worker import Worker


def outbox(engine: "AsyncEngine") -> "SqlOutbox":
    from bot.storage.outbox import SqlOutbox

    return SqlOutbox(engine, time.time, holders.is_gone)


def witness(settings: Settings) -> FileWitness:
    return FileWitness(settings.data_dir)


@asynccontextmanager
async def couriers(settings: Settings, engine: "AsyncEngine", clock: Clock) -> AsyncIterator[Sequence[Courier]]:
    """One courier for each channel that is set up, open as long as the context."""
    async with AsyncExitStack() as open_:
        found: list[Courier] = []
        if settings.telegram_token:
            found += await open_.enter_async_context(_telegram(settings, engine, clock))
        if settings.sends_mail:
            found.append(_mail(settings))
        yield found


def _mail(settings: Settings) -> Courier:
    from bot.channels.email.courier import EmailCourier
    from bot.channels.email.letter import Letterhead
    from bot.documents.events import calendar_of

    assert settings.smtp_url
    assert settings.mail_from
    assert settings.public_url
    server = MailServer.of(settings.smtp_url.get_secret_value())
    return EmailCourier(server, Letterhead(settings.mail_from, settings.public_url, calendar_of))


@asynccontextmanager
async def _telegram(settings: Settings, engine: "AsyncEngine", clock: Clock) -> AsyncIterator[Sequence[Courier]]:
    """aiogram takes a while to import, so it is done beside what else goes on."""
    from bot.channels.telegram import loading

    await asyncio.to_thread(loading.load, "bot.channels.telegram.courier")
    from bot.channels.telegram.api import BadToken, open_bot
    from bot.channels.telegram.courier import TelegramCourier
    from bot.channels.telegram.door import bot_id
    from bot.channels.telegram.send import Sender
    from bot.storage.relay import SqlRelay
    from bot.storage.subscriptions import chat_news, moved_chat

    assert settings.telegram_token
    token = settings.telegram_token.get_secret_value()
    try:
        bot = open_bot(token, settings.telegram_api_base)
    except BadToken as problem:
        logs.logger("reminders").error(f"WICBOT_TELEGRAM_TOKEN: {problem}; nothing goes out on Telegram")
        yield ()
        return
    relay = SqlRelay(engine, bot_id(token), clock.now, on_moved=[moved_chat], on_news=[chat_news])
    try:
        yield (TelegramCourier(Sender(bot, relay)),)
    finally:
        await bot.session.close()


def heartbeat(
    settings: Settings,
    engine: "AsyncEngine",
    pack: Callable[[], Pack],
    couriers: Sequence[Courier],
    metrics: "Metrics | None" = None,
) -> Heartbeat:
    """Everything that plans and sends, in the order it is done."""
    kept = outbox(engine)
    planning = Planning(kept, pack, settings.spread_minutes)
    watch = Watch(settled=partial(_settled, metrics), broke=_broke, reach=fault_point(settings.fault_point))
    delivery = Delivery(kept, planning, couriers, holders.name(), watch)
    return Heartbeat(kept, planning, delivery, witness(settings), _changed, _hindered, _held)


def worker(heartbeat: Heartbeat, clock: Clock, retention: Retention, metrics: "Metrics | None" = None) -> "Worker":
    from bot.worker import Chores, Worker

    async def forget() -> None:
        forgotten = await retention.once(clock.now())
        if forgotten != Forgotten():
            logs.logger("retention").info("forgotten", **asdict(forgotten))

    async def count(is_held: bool) -> None:
        if metrics:
            metrics.heart_beat(await heartbeat.outbox.counts(), held=is_held)

    return Worker(heartbeat, clock.now, _round, Chores(forget, count))


@asynccontextmanager
async def working(
    settings: Settings, engine: "AsyncEngine", clock: Clock, pack: Callable[[], Pack], metrics: "Metrics | None" = None
) -> AsyncIterator["Worker"]:
    """A worker ready to run, with its couriers open."""
    async with couriers(settings, engine, clock) as found:
        retention = Retention(engine, outbox(engine), dt.timedelta(days=settings.keep_days))
        yield worker(heartbeat(settings, engine, pack, found, metrics), clock, retention, metrics)


async def until_signal(running: asyncio.Task[None]) -> None:
    """Let it run until SIGTERM or SIGINT, then bring it to its end."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if running.done():
        return running.result()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


# ── what is logged: one line per notice and per round, never an address or a word of what was said ──


def _settled(metrics: "Metrics | None", lease: Lease, outcome: Outcome, settled: bool) -> None:
    log = logs.logger("reminders")
    if metrics:
        metrics.notice_handed_over(lease.address.channel, type(outcome).__name__.lower())
    line = {
        "notice": lease.notice,
        "channel": lease.address.channel,
        "to": logs.chat_mark(lease.address.channel, lease.address.address),
        "steps": [f"{step.kind}:{step.programme}:{'' if step.days is None else step.days}" for step in lease.steps],
        "outcome": type(outcome).__name__.lower(),
    }
    if not settled:
        log.warning("the lease was over when the outcome was known", **line)
        return
    if isinstance(outcome, Delivered) and not outcome.alarm:
        log.info("notice", **line)
        return
    why = outcome.alarm if isinstance(outcome, Delivered) else getattr(outcome, "why", "")
    alarm = isinstance(outcome, Delivered | Refused | ChannelDown)
    (log.error if alarm else log.warning)("notice", why=why, alarm=alarm, **line)


def _broke(error: BaseException) -> None:
    where = logs.places(error.__traceback__)
    logs.logger("reminders").error("a notice was interrupted", error=type(error).__name__, where=where)


def _changed(change: Change) -> None:
    old, new = (str(date) if date else None for date in (change.old, change.new))
    logs.logger("reminders").warning(
        "a date changed", field=change.field, programme=change.programme, year=change.year, old=old, new=new
    )


def _hindered(why: str) -> None:
    logs.logger("reminders").error("nothing is planned", why=why)


def _held(hold: Hold) -> None:
    logs.logger("reminders").error(
        "sending is held", why=hold.reason, since=hold.since.isoformat(), mend="wicbot remind resume"
    )


def _round(tally: Tally) -> None:
    logs.logger("reminders").info(
        "round", planned=tally.planned, sent=tally.sent, retried=tally.retried, uncertain=tally.uncertain,
        expired=tally.expired, dead=tally.dead, dropped=tally.dropped,
    )  # fmt: skip
