"""JSON Lines in and out: one object out per non-empty line in, same order, flushed at once.

Imports nothing that costs: `wicbot ask --jsonl` is started often.
"""

import datetime as dt
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, get_args

from bot.clock import read_instant
from bot.replies import as_object
from handlers.contract import Incoming, Reply
from knowledge.language import Language

if TYPE_CHECKING:  # its module imports what logs and counts
    from bot.turns import Responder

LINE_LIMIT = 8000  # characters
_CHUNK = 4 * LINE_LIMIT + 16  # bytes that hold any line within the limit
_BLANK = b" \t\r\n\v\f"
_ID_FIRST = re.compile(r'\s*\{\s*"id"\s*:\s*("(?:[^"\\]|\\.){0,200}"|-?\d{1,18})\s*[,}]')


class BadLine(Exception):
    """A line that asks nothing answerable; `id` is what it was called, if that could be read."""

    def __init__(self, message: str, id_: str | int | None = None) -> None:
        super().__init__(message)
        self.id = id_


@dataclass(frozen=True)
class Asked:
    """One line in, read and typed."""

    id: str | int
    text: str
    session: str | None = None
    now: dt.datetime | None = None
    lang: Language | None = None
    choice: str | None = None


@dataclass(frozen=True)
class Defaults:
    """What a line leaves out: the present instant, and the zone of an instant without one."""

    now: Callable[[], dt.datetime]
    zone: dt.tzinfo
    lang: Language | None = None


def read_language(text: str) -> Language:
    """`zh` or `en`; raises ValueError showing what was given."""
    if text == "zh":
        return "zh"
    if text == "en":
        return "en"
    raise ValueError(f"unreadable lang {text!r}; known: {', '.join(get_args(Language))}")


def lines(stream: BinaryIO) -> Iterator[bytes]:
    """The non-empty lines of a stream as they come; one far too long is cut, so that memory is bounded."""
    while chunk := stream.readline(_CHUNK):
        rest = chunk
        while rest and not rest.endswith(b"\n"):  # too long, or the last line without its end
            rest = stream.readline(_CHUNK)
        if chunk.strip(_BLANK):
            yield chunk


def read_line(raw: bytes, zone: dt.tzinfo) -> Asked:
    """One line as a typed question; raises BadLine saying what is wrong with it."""
    data = read_object(raw)
    id_ = required_id(data)
    try:
        return _asked(id_, data, zone)
    except ValueError as error:
        raise BadLine(str(error), id_) from None


def read_object(raw: bytes) -> dict[str, Any]:
    """The object on a line; raises BadLine saying what is wrong with it."""
    text = raw.decode("utf-8-sig", errors="replace").rstrip("\r\n")
    if len(text) > LINE_LIMIT:
        raise BadLine(f"the line is longer than {LINE_LIMIT} characters", _id_at_the_front(text))
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadLine("the line is not UTF-8", _id_at_the_front(text)) from None
    except (ValueError, RecursionError) as error:
        raise BadLine(f"the line is no JSON: {str(error)[:200]}", _id_at_the_front(text)) from None
    if not isinstance(data, dict):
        raise BadLine(f"the line is no object but {shown(data)}")
    return data


def _asked(id_: str | int, data: dict[str, Any], zone: dt.tzinfo) -> Asked:
    text, choice = read_string(data, "text"), read_string(data, "choice")
    if text is None and choice is None:
        raise ValueError("'text' is missing")
    now, lang = read_string(data, "now"), read_string(data, "lang")
    return Asked(
        id=id_,
        text=text or "",
        session=read_string(data, "session"),
        now=None if now is None else read_instant(now, zone),
        lang=None if lang is None else read_language(lang),
        choice=choice,
    )


def read_string(data: dict[str, Any], field: str) -> str | None:
    """The text of a field; absent and null are the same."""
    value = data.get(field)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError(f"'{field}' is no string: {shown(value)}")
    # half a surrogate pair is no character anybody could have typed
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def as_id(value: object) -> str | int | None:
    return value if isinstance(value, str | int) and not isinstance(value, bool) else None


def required_id(data: dict[str, Any]) -> str | int:
    """What a line is called; raises BadLine where it is called nothing."""
    id_ = as_id(data.get("id"))
    if id_ is None:
        raise BadLine(f"'id' is no string: {shown(data['id'])}" if "id" in data else "'id' is missing")
    return id_


def _id_at_the_front(text: str) -> str | int | None:
    found = _ID_FIRST.match(text)
    try:
        return as_id(json.loads(found[1])) if found else None
    except ValueError:
        return None


def shown(value: object) -> str:
    """A value as it is shown in an error, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"


def encode(data: dict[str, Any]) -> bytes:
    """One line out."""
    try:
        return json.dumps(data, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # an id with half a surrogate pair goes back as it came
        return json.dumps(data).encode() + b"\n"


class Lines(ABC):
    """One object out for each line in, of those that are answered on the spot; each is flushed at once."""

    def __init__(self) -> None:
        self.bad = 0

    def run(self, source: BinaryIO, sink: BinaryIO) -> None:
        """Read to the end."""
        for raw in lines(source):
            found = self.take(raw)
            if found is not None:
                sink.write(encode(found))
                sink.flush()

    def take(self, raw: bytes) -> dict[str, Any] | None:
        """The object for one line, None for one that asks nothing; never raises for anything a line can hold."""
        try:
            return self._named(read_object(raw))
        except BadLine as error:
            self.bad += 1
            return {"id": error.id, "kind": "error", "error": str(error)}

    def _named(self, data: dict[str, Any]) -> dict[str, Any] | None:
        id_ = self.id_of(data)
        try:
            found = self.taken(data)
        except ValueError as error:
            raise BadLine(str(error), id_) from None
        return found if found is None or id_ is None else {"id": id_, **found}

    def id_of(self, data: dict[str, Any]) -> str | int | None:
        """What a line is called; raises BadLine where it has to be called something."""
        return required_id(data)

    @abstractmethod
    def taken(self, data: dict[str, Any]) -> dict[str, Any] | None:
        """What is said to a line; raises ValueError saying what is wrong with it."""


class JsonLines:
    """Answers line after line: `kept` the chats of lines that name a session, `fresh` the other lines."""

    def __init__(self, kept: "Responder", fresh: "Callable[[], Responder]", defaults: Defaults) -> None:
        self._kept = kept
        self._fresh = fresh
        self._defaults = defaults
        self.bad = 0

    def run(self, source: BinaryIO, sink: BinaryIO, wait_for: Callable[[Awaitable[Any]], Any]) -> None:
        """Read to the end. Reading is outside of `wait_for`, so that Ctrl-C ends a wait for the next line."""
        for raw in lines(source):
            sink.write(encode(wait_for(self.answer(raw))))
            sink.flush()

    async def answer(self, raw: bytes) -> dict[str, Any]:
        """The object for one line; never raises for anything a line can hold."""
        try:
            asked = read_line(raw, self._defaults.zone)
        except BadLine as error:
            return self._error(error.id, str(error))
        try:
            reply = await self._respond(asked)
        except Exception as error:  # the other lines go on
            return self._error(asked.id, f"not answered: {type(error).__name__}")
        return {"id": asked.id, **as_object(reply)}

    async def _respond(self, asked: Asked) -> Reply:
        message = Incoming(
            channel="jsonl",
            chat=asked.session or "",
            text=asked.text,
            now=asked.now or self._defaults.now(),
            choice=asked.choice,
            language=asked.lang or self._defaults.lang,
        )
        responder = self._fresh() if asked.session is None else self._kept
        return await responder.respond(message)

    def _error(self, id_: str | int | None, message: str) -> dict[str, Any]:
        self.bad += 1
        return {"id": id_, "kind": "error", "error": message}
