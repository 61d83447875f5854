"""The log: one line per turn, and never what was typed."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs
from bot.metrics import Metrics
from bot.turns import Observed
from handlers.contract import Incoming
from tests.fakes import NOON, FakeConversation

pytestmark = pytest.mark.asyncio

CHAT = "person-4711"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What is logged; the logging of the test run is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure("info", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("wicbot").setLevel(logging.NOTSET)
    structlog.reset_defaults()


def _message(text: str) -> Incoming:
    return Incoming("web", CHAT, text, NOON)


async def test_a_turn_leaves_one_line_without_its_words(stream: io.StringIO) -> None:
    await Observed(FakeConversation(), Metrics()).respond(_message("截止"))
    (line,) = stream.getvalue().splitlines()
    entry = json.loads(line)
    assert {
        "kind": "answer",
        "topic": "deadline",
        "confidence": 0.93,
        "language": "zh",
    }.items() <= entry.items()
    assert entry["channel"] == "web"
    assert entry["milliseconds"] >= 0
    assert entry["chat"] == logs.chat_mark("web", CHAT)
    assert CHAT not in line
    assert "截止" not in line


async def test_a_broken_turn_leaves_one_line_that_tells_where(stream: io.StringIO) -> None:
    with pytest.raises(RuntimeError):
        await Observed(FakeConversation(), Metrics()).respond(_message("boom"))
    (line,) = stream.getvalue().splitlines()
    entry = json.loads(line)
    assert entry["error"] == "RuntimeError"
    assert "fakes.py" in entry["where"][-1]
    assert "boom" not in line
    assert "secret words" not in line


async def test_an_exception_a_library_logs_is_told_without_its_words(stream: io.StringIO) -> None:
    try:
        raise ValueError("what a person typed")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    entry = json.loads(stream.getvalue())
    assert (entry["error"], entry["level"]) == ("ValueError", "error")
    assert "typed" not in stream.getvalue()


async def test_the_same_chat_id_on_two_channels_has_two_marks() -> None:
    assert logs.chat_mark("web", "1") != logs.chat_mark("telegram", "1")
    assert logs.chat_mark("web", "1") == logs.chat_mark("web", "1")
