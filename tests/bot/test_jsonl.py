"""JSON Lines: what a line may be, and what is said of one that cannot be used."""

import asyncio
import datetime as dt
import io
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.jsonl import LINE_LIMIT, Defaults, JsonLines
from tests.fakes import NOON, FakeConversation

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Stream:
    """A stream of lines answered by a stand-in; `heard` is what reached it."""

    def __init__(self) -> None:
        self.kept, self.fresh = FakeConversation(), FakeConversation()
        self.lines = JsonLines(self.kept, lambda: self.fresh, Defaults(now=lambda: NOON, zone=SHANGHAI))

    def send(self, *lines: object) -> list[dict[str, Any]]:
        """Lines go in as they are when they are text or bytes, else as JSON."""
        source = io.BytesIO(b"".join(_raw(line) + b"\n" for line in lines))
        sink = io.BytesIO()
        with asyncio.Runner() as runner:
            self.lines.run(source, sink, lambda waiting: runner.run(_awaited(waiting)))
        return [json.loads(line) for line in sink.getvalue().splitlines()]


async def _awaited(waiting: Any) -> Any:
    return await waiting


def _raw(line: object) -> bytes:
    if isinstance(line, bytes):
        return line
    return line.encode() if isinstance(line, str) else json.dumps(line, ensure_ascii=False).encode()


@pytest.fixture
def stream() -> Stream:
    return Stream()


def of_length(length: int, id_: object = 7) -> bytes:
    """A sound line of that many characters."""
    empty = json.dumps({"id": id_, "text": ""})
    return json.dumps({"id": id_, "text": "x" * (length - len(empty))}).encode()


@pytest.mark.parametrize(
    ("line", "id_", "word"),
    [
        ("[1]", None, "no object"),
        ("null", None, "no object"),
        ('"text"', None, "no object"),
        ("{", None, "no JSON"),
        ('{"id": 5, "text": ', 5, "no JSON"),
        ("[" * 7000, None, "no JSON"),
        (b'{"id": 5, "text": "\xff"}', 5, "UTF-8"),
        ({"text": "hello"}, None, "'id'"),
        ({"id": None, "text": "hello"}, None, "'id'"),
        ({"id": [1], "text": "hello"}, None, "'id'"),
        ({"id": True, "text": "hello"}, None, "'id'"),
        ({"id": 5}, 5, "'text'"),
        ({"id": 5, "text": 7}, 5, "'text'"),
        ({"id": 5, "text": "x", "session": 7}, 5, "'session'"),
        ({"id": 5, "text": "x", "choice": 7}, 5, "'choice'"),
        ({"id": 5, "text": "x", "now": 7}, 5, "'now'"),
        ({"id": 5, "text": "x", "now": "noon"}, 5, "noon"),
        ({"id": 5, "text": "x", "now": "2026-02-30T00:00"}, 5, "2026-02-30"),
        ({"id": 5, "text": "x", "lang": "de"}, 5, "de"),
        ({"id": 5, "text": "x", "lang": ["zh"]}, 5, "'lang'"),
        (of_length(LINE_LIMIT + 1), 7, "longer"),
        (of_length(LINE_LIMIT * 50, "seven"), "seven", "longer"),
        ("x" * (LINE_LIMIT + 1), None, "longer"),
    ],
)
def test_a_line_that_cannot_be_used(stream: Stream, line: object, id_: object, word: str) -> None:
    before, error, after = stream.send({"id": 1, "text": "x"}, line, {"id": 2, "text": "x"})
    assert (before["id"], after["id"]) == (1, 2)
    assert (error["id"], error["kind"]) == (id_, "error")
    assert word in error["error"]
    assert stream.lines.bad == 1


def test_a_line_of_just_the_limit_is_answered(stream: Stream) -> None:
    assert stream.send(of_length(LINE_LIMIT))[0]["kind"] != "error"


def test_chinese_counts_by_characters(stream: Stream) -> None:
    line = json.dumps({"id": 1, "text": "问" * (LINE_LIMIT - 100)}, ensure_ascii=False)
    assert stream.send(line)[0]["kind"] != "error"


def test_empty_lines_are_passed_over_and_ends_of_lines_do_not_matter(stream: Stream) -> None:
    replies = stream.send("", "  \t", b'\xef\xbb\xbf{"id": 1, "text": "x"}\r', "")
    assert [reply["id"] for reply in replies] == [1]


def test_the_last_line_needs_no_end() -> None:
    stream, sink = Stream(), io.BytesIO()
    with asyncio.Runner() as runner:
        source = io.BytesIO(b'{"id": 1, "text": "x"}')
        stream.lines.run(source, sink, lambda waiting: runner.run(_awaited(waiting)))
    assert json.loads(sink.getvalue())["id"] == 1


def test_what_a_line_says_reaches_the_conversation(stream: Stream) -> None:
    stream.send(
        {"id": 1, "text": "x", "session": "s", "now": "2026-06-16T00:30", "lang": "en", "choice": "case"},
        {"id": 2, "text": "x", "session": "s", "now": None, "lang": None, "choice": None},
        {"id": 3, "choice": "case", "now": "2026-06-15T16:30:00Z"},
    )
    first, second = stream.kept.heard
    assert first.now == dt.datetime(2026, 6, 16, 0, 30, tzinfo=SHANGHAI)
    assert (first.chat, first.language, first.choice) == ("s", "en", "case")
    assert (second.now, second.language, second.choice) == (NOON, None, None)
    assert [heard.now for heard in stream.fresh.heard] == [first.now]


def test_a_line_that_breaks_the_program_is_told_without_its_words(stream: Stream) -> None:
    replies = stream.send({"id": 1, "text": "boom"}, {"id": 2, "text": "x"})
    assert replies[0] == {"id": 1, "kind": "error", "error": "not answered: RuntimeError"}
    assert replies[1]["kind"] != "error"


@given(st.binary(max_size=300).filter(lambda raw: b"\n" not in raw and raw.strip(b" \t\r\v\f")))
def test_any_bytes_give_one_object(raw: bytes) -> None:
    assert len(Stream().send(raw)) == 1


@given(st.text(max_size=50), st.text(max_size=300))
def test_any_text_gives_its_id_back(id_: str, text: str) -> None:
    line = json.dumps({"id": id_, "text": text}).encode()
    assert [reply["id"] for reply in Stream().send(line)] == [id_]


def test_half_a_surrogate_pair_comes_back_as_it_came(stream: Stream) -> None:
    (reply,) = stream.send(rb'{"id": "\ud83d", "text": "\ud83d"}')
    assert reply["id"] == "\ud83d"
    assert stream.fresh.heard[0].text == "\ufffd"
