"""What is logged: one line per turn and per reload, and never what was typed."""

import hashlib
import logging
import re
import secrets
import sys
import traceback
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from handlers.contract import Incoming, Reply
from handlers.ports import Refused, Reload, Reloaded

# New in every process and never stored: chats of one run can be told apart, but not traced to a person.
_SALT = secrets.token_bytes(16)
# A token of the Bot API: the bot's number, and what must stay secret. The address of every call holds it.
_TOKEN = re.compile(r"(\d{5,})(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
_TALKATIVE = ("aiosqlite",)  # below this level it logs every value that is stored, and so what was typed
_FAULTS = 50  # of a refused pack; `knowledge check` lists them all


def configure(level: str = "info", stream: TextIO | None = None) -> None:
    """Send our log and that of the libraries to `stream` (stderr): for eyes on a terminal, JSON elsewhere."""
    target = stream or sys.stderr
    handler = logging.StreamHandler(target)
    handler.setFormatter(_formatter(target.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(logging.WARNING, _number(level)) if level != "debug" else logging.DEBUG)
    logging.getLogger("wicbot").setLevel(_number(level))
    for talkative in _TALKATIVE:
        logging.getLogger(talkative).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def logger(name: str = "wicbot") -> structlog.stdlib.BoundLogger:
    """A logger below `wicbot`; its lines are key-value pairs."""
    full = name if name == "wicbot" else f"wicbot.{name}"
    bound: structlog.stdlib.BoundLogger = structlog.get_logger(full)
    return bound


def chat_mark(channel: str, chat: str) -> str:
    """A short name for a chat in the log of this process, from which the chat's id cannot be computed."""
    identity = f"{channel}\0{chat}".encode("utf-8", "replace")
    return hashlib.blake2b(identity, key=_SALT, digest_size=6).hexdigest()


def name_version(version: str) -> None:
    """All further lines of this task name the pack that answers."""
    structlog.contextvars.bind_contextvars(version=version)


def turn_done(message: Incoming, reply: Reply, milliseconds: float) -> None:
    """The one line of a turn."""
    logger().info(
        "turn",
        kind=reply.kind.value,
        topic=reply.topic,
        confidence=round(reply.confidence, 3),
        language=reply.language,
        channel=message.channel,
        milliseconds=round(milliseconds, 1),
        chat=chat_mark(message.channel, message.chat),
    )


def turn_failed(message: Incoming, error: BaseException, milliseconds: float) -> None:
    """The one line of a turn that broke. The error's own words are left out: they may quote the message."""
    logger().error(
        "turn failed",
        error=type(error).__name__,
        where=places(error.__traceback__),
        channel=message.channel,
        milliseconds=round(milliseconds, 1),
        chat=chat_mark(message.channel, message.chat),
    )


def reload_done(outcome: Reload) -> None:
    """The one line of a reload; `version` is what is in use after it."""
    match outcome:
        case Reloaded(version):
            logger("reload").info("pack reloaded", version=version)
        case Refused(version, faults):
            logger("reload").error(
                "pack refused", version=version, count=len(faults), faults=[str(fault) for fault in faults[:_FAULTS]]
            )
        case _:
            logger("reload").info("pack unchanged", version=outcome.version)


def places(trace: TracebackType | None) -> list[str]:
    """Where an error came through, innermost last, as file:line function."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-8:]]


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _formatter(for_eyes: bool) -> logging.Formatter:
    last: Processor
    if for_eyes:
        last = structlog.dev.ConsoleRenderer(colors=True, exception_formatter=structlog.dev.plain_traceback)
    else:
        last = structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _without_words, last, _without_token],
    )


def _without_token(_: WrappedLogger, __: str, line: Any) -> Any:
    """Whatever a library may log of an address: a bot's token is never shown."""
    return _TOKEN.sub(r"\1:…", line) if isinstance(line, str) else line


def _without_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Of a library's exception the type and places are logged, not the words: they may quote a message."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple) and error[1] is not None:
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["where"] = places(error.__traceback__)
    return event


def _number(level: str) -> int:
    return logging.getLevelNamesMapping()[level.upper()]
