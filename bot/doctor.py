"""`wicbot doctor`: looks at all a serving process needs, changes nothing, and says what to mend."""

import asyncio
import datetime as dt
import smtplib
import ssl
import tempfile
import time
from collections.abc import Iterable

from bot.bootstrap import CannotStart, content_folder, read_settings
from bot.clock import ClockError, read_instant, system_now
from bot.findings import Finding, Health, ill, odd, unused, well
from bot.mailserver import MailServer
from bot.settings import Settings, unknown_names
from knowledge.errors import ContentError
from knowledge.library import Library

_WITHIN = 10.0  # seconds that any one thing is given
CONTENT_CODE, ENVIRONMENT_CODE = 1, 2


def examine() -> list[Finding]:
    """Everything, in the order in which a start would meet it."""
    try:
        settings = read_settings()
    except CannotStart as problem:
        return [ill("settings", str(problem), "see the table of settings in docs/operator-guide.md")]
    found = [_settings(), *_content(settings), *_clock(settings)]
    found += asyncio.run(_database(settings))
    found += asyncio.run(_telegram(settings))
    found.append(_mail(settings))
    return found


def exit_code(findings: Iterable[Finding]) -> int:
    """0: nothing has to be mended. 1: the content. 2: anything else."""
    ill_ones = {finding.what for finding in findings if finding.health is Health.ILL}
    if ill_ones == {"content"}:
        return CONTENT_CODE
    return ENVIRONMENT_CODE if ill_ones else 0


def _settings() -> Finding:
    if names := unknown_names():
        return odd("settings", f"nobody reads {', '.join(names)}", "most likely a slip of the pen")
    return well("settings", "can be read")


def _content(settings: Settings) -> list[Finding]:
    try:
        folder = content_folder(settings)
        library = Library.open(folder, settings.cache_dir)
    except CannotStart as problem:
        return [ill("content", str(problem), "WICBOT_CONTENT must name a folder")]
    except ContentError as broken:
        first = str(broken.faults[0])
        return [ill("content", f"faults: {len(broken.faults)}; first: {first}", "`wicbot knowledge check` lists all")]
    found = [well("content", f"{folder}, version {library.version}")]
    try:
        settings.cache_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.cache_dir):
            pass
    except OSError as problem:
        told = f"{settings.cache_dir} cannot be written: {problem.strerror or problem}"
        found.append(odd("cache", told, "each start takes longer; WICBOT_CACHE_DIR"))
    return found


def _clock(settings: Settings) -> list[Finding]:
    if not settings.clock:
        return []
    try:
        read_instant(settings.clock, dt.UTC)  # any zone: it is only read
    except ClockError as problem:
        return [ill("clock", f"WICBOT_CLOCK: {problem}", "write an instant such as 2026-06-01T09:00+08:00")]
    return [odd("clock", f"a rehearsal, begun at {settings.clock}", "unset WICBOT_CLOCK for the real clock")]


async def _database(settings: Settings) -> list[Finding]:
    from bot.storage.engine import condition

    try:
        async with asyncio.timeout(_WITHIN):
            problem = await condition(settings.database_url)
    except TimeoutError:
        problem = "it does not answer, or is locked by another process"
    if problem is None:
        found = well("database", _without_password(settings.database_url))
        return [found, *await _waiting(settings), *await _reminders(settings)]
    if problem == "new":
        return [well("database", "there is none yet; it is made at the first start")]
    if problem == "older":
        return [odd("database", "its schema is older", "`wicbot db upgrade`, or the next start, brings it up to date")]
    return [ill("database", problem, "check WICBOT_DATABASE_URL, the folder's rights and the disk")]


async def _waiting(settings: Settings) -> list[Finding]:
    """Telegram's messages not answered yet, and answers of which nobody knows whether they arrived."""
    if settings.telegram_token is None:
        return []
    from bot.channels.telegram.door import bot_id
    from bot.storage.engine import open_engine
    from bot.storage.relay import SqlRelay

    engine = open_engine(settings.database_url)
    try:
        bot = bot_id(settings.telegram_token.get_secret_value())
        backlog = await SqlRelay(engine, bot, system_now).backlog()
    finally:
        await engine.dispose()
    told = f"{backlog.updates} messages to be handled, {backlog.calls} answers to be sent"
    found = [odd("answers", told, "they go out while `wicbot serve` runs")] if backlog.updates + backlog.calls else []
    if backlog.unsure:
        told = f"{backlog.unsure} given up after three tries; each may have arrived"
        found.append(odd("answers", told, "nothing; they are listed for seven days in `outgoing`, state `uncertain`"))
    return found


async def _reminders(settings: Settings) -> list[Finding]:
    """Whether sending is held, and notices of which nobody knows whether they arrived."""
    from bot import reminding
    from bot.storage.engine import open_engine

    engine = open_engine(settings.database_url)
    try:
        outbox = reminding.outbox(engine)
        hold, counts = await outbox.held(), await outbox.counts()
    finally:
        await engine.dispose()
    found = []
    if hold:
        told = f"sending is held since {hold.since.isoformat(timespec='seconds')}: {hold.reason}"
        found.append(ill("reminders", told, "see docs/operator-guide.md, then `wicbot remind resume`"))
    if unsure := counts["uncertain"]:
        told = f"{unsure} notices of which nobody knows whether they arrived"
        found.append(odd("reminders", told, "`wicbot remind uncertain` lists them"))
    return found


async def _telegram(settings: Settings) -> list[Finding]:
    if settings.telegram_token is None:
        return [unused("telegram", "WICBOT_TELEGRAM_TOKEN is not set")]
    from bot.channels.telegram import loading

    loading.load("bot.channels.telegram.checkup")
    from bot.channels.telegram.checkup import look

    token = settings.telegram_token.get_secret_value()
    return await look(token, settings.telegram_api_base, settings.telegram_mode, settings.public_url, time.time)


def _mail(settings: Settings) -> Finding:
    if settings.smtp_url is None:
        return unused("mail", "WICBOT_SMTP_URL is not set")
    missing = [
        name
        for name, value in (("WICBOT_MAIL_FROM", settings.mail_from), ("WICBOT_PUBLIC_URL", settings.public_url))
        if not value
    ]
    if missing:
        return ill("mail", f"needs {' and '.join(missing)} too", "set them, or unset WICBOT_SMTP_URL")
    try:
        return well("mail", _greet(settings.smtp_url.get_secret_value()))
    except smtplib.SMTPAuthenticationError:
        return ill("mail", "the server refuses name or password", "check WICBOT_SMTP_URL")
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        return ill("mail", f"the server cannot be used ({type(problem).__name__})", "check WICBOT_SMTP_URL")


def _greet(url: str) -> str:
    """Connects as a sender would, and leaves. The server's name."""
    named, context = MailServer.of(url), ssl.create_default_context()
    server: smtplib.SMTP
    if named.implicit_tls:
        server = smtplib.SMTP_SSL(named.host, named.port, timeout=_WITHIN, context=context)
    else:
        server = smtplib.SMTP(named.host, named.port, timeout=_WITHIN)
    with server:
        server.ehlo()
        if named.starttls:
            server.starttls(context=context)
        if named.user:
            server.login(named.user, named.password)
    return named.host


def _without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
