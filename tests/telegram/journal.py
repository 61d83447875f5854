"""What happened, in the order it happened: kept in memory, and as JSON Lines in a file.

A file gets a line per event at once, so that it is whole whatever is killed: `request` when it has arrived,
`answer` when it is known what became of it; `update` when one came about, `handed` when it went to a poller or
webhook, `confirmed` when an offset or a 200 acknowledged it.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO

from tests.telegram.shapes import Json


@dataclass
class Call:
    """One request of the bot."""

    number: int
    at: float
    method: str
    params: dict[str, str]
    files: dict[str, str] = field(default_factory=dict)  # field → file name
    chat: int | None = None
    status: int | None = None  # None: not answered yet, or the connection was dropped
    answer: Json | None = None
    answered: float | None = None
    fault: str | None = None
    delivered: int | None = None  # id of the message that reached the chat


@dataclass
class Handed:
    """One update and its way to the bot."""

    update_id: int
    at: float
    kind: str
    update: Json
    handed: list[float] = field(default_factory=list)
    confirmed: float | None = None
    lost: str | None = None


class Journal:
    """Grows only."""

    def __init__(self, file: Path | None = None, clock: Callable[[], float] = time.time) -> None:
        self.calls: list[Call] = []
        self.updates: dict[int, Handed] = {}
        self._clock = clock
        self._out: TextIO | None = file.open("a", encoding="utf-8") if file else None

    def arrived(self, method: str, params: dict[str, str], files: dict[str, str]) -> Call:
        chat = params.get("chat_id", "")
        number = int(chat) if chat.removeprefix("-").isdigit() else None
        call = Call(len(self.calls) + 1, self._clock(), method, params, files, number)
        self.calls.append(call)
        self._write("request", number=call.number, at=call.at, method=method, params=params, files=files)
        return call

    def ended(self, call: Call, status: int | None, answer: Json | None) -> None:
        """What was answered; a status of None is a connection dropped."""
        call.status, call.answer, call.answered = status, answer, self._clock()
        self._write(
            "answer", number=call.number, at=call.answered, status=status, answer=answer,
            fault=call.fault, delivered=call.delivered,
        )  # fmt: skip

    def came_about(self, update: Json) -> None:
        kind = next(key for key in update if key != "update_id")
        self.updates[update["update_id"]] = Handed(update["update_id"], self._clock(), kind, update)
        self._write("update", at=self._clock(), update=update)

    def handed(self, update_id: int) -> None:
        self.updates[update_id].handed.append(self._clock())
        self._write("handed", at=self._clock(), update_id=update_id)

    def confirmed(self, update_id: int) -> None:
        self.updates[update_id].confirmed = self._clock()
        self._write("confirmed", at=self._clock(), update_id=update_id)

    def dropped(self, update_id: int, why: str) -> None:
        """An update that will never reach the bot."""
        self.updates[update_id].lost = why
        self._write("dropped", at=self._clock(), update_id=update_id, why=why)

    # ── reading ──────────────────────────────────────────────────────────────────────────

    def of(self, method: str | None = None, chat: int | None = None) -> Iterator[Call]:
        """Calls of a method, to a chat."""
        for call in self.calls:
            if (method is None or call.method.lower() == method.lower()) and chat in (None, call.chat):
                yield call

    def as_json(self, method: str | None = None, chat: int | None = None) -> Json:
        return {
            "calls": [asdict(call) for call in self.of(method, chat)],
            "updates": [asdict(update) for update in self.updates.values()],
        }

    def close(self) -> None:
        if self._out:
            self._out.close()
            self._out = None

    def _write(self, event: str, **fields: Any) -> None:
        if self._out:
            self._out.write(json.dumps({"event": event, **fields}, ensure_ascii=False) + "\n")
            self._out.flush()
