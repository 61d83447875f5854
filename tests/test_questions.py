"""The development set: what is in it, that nobody copied from it, and that quality does not fall."""

import asyncio
import datetime as dt
import json
import re
from collections import Counter

import pytest

from benchmarks.questions import QUESTIONS, Graded, Item, load, run
from knowledge.library import Library
from tests.alike import too_alike
from tests.transcripts import bare

FLOOR = QUESTIONS / "floor.json"
_WITHOUT_ANSWER = {"unpublished", "off-topic"}
_NOT_ANSWERED = re.compile(
    r"not published|unpublished|no document|not in the documents|没有公布|未公布|没有答案|文件没有", re.I
)
A_DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def items() -> list[Item]:
    return load()


@pytest.fixture(scope="module")
def whys() -> dict[str, str]:
    """The reason given for each item."""
    lines = [line for path in sorted(QUESTIONS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    return {data["id"]: data.get("why", "") for line in lines if line.strip() for data in [json.loads(line)]}


# ── what is in it ────────────────────────────────────────────────────────────────────────


def test_there_are_enough_items_each_with_its_own_id(items: list[Item]) -> None:
    assert len(items) >= 300
    assert len({item.id for item in items}) == len(items)


def test_enough_items_have_no_answer(items: list[Item], whys: dict[str, str]) -> None:
    """By their kind, by the reason given, or by what the reply has to say."""

    def is_without(item: Item) -> bool:
        said = (whys[item.id], *(one for group in item.must for one in group))
        return item.kind_of_question in _WITHOUT_ANSWER or any(map(_NOT_ANSWERED.search, said))

    assert sum(map(is_without, items)) >= 60


def test_enough_items_are_later_turns(items: list[Item]) -> None:
    turns = Counter(item.session for item in items if item.session)
    assert sum(count - 1 for count in turns.values()) >= 40


def test_enough_items_stand_near_a_close(items: list[Item], library: Library) -> None:
    closes = [edition.closes_at for edition in library.pack.editions if edition.closes_at]
    near = [item for item in items if any(abs(item.now - close) <= A_DAY for close in closes)]
    assert len(near) >= 40


def test_both_languages_are_asked_in(items: list[Item]) -> None:
    latin = sum(item.text.isascii() for item in items)
    assert min(latin, len(items) - latin) >= 100


def test_every_item_can_fail(items: list[Item]) -> None:
    """A kind is always asked for; an item without words would pass on any reply of that kind."""
    assert [item.id for item in items if not item.kinds] == []
    assert sum(bool(item.must) for item in items) >= 0.5 * len(items)


# ── nobody copied from it ────────────────────────────────────────────────────────────────


def _paraphrases(library: Library) -> list[tuple[str, str]]:
    """(text, topic), the off-topic examples included."""
    said = [(p, t.id) for t, p in library.pack.paraphrases()]
    return said + [(text, "outside") for text in (*library.pack.outside.zh, *library.pack.outside.en)]


def test_no_paraphrase_is_an_item_or_nearly_one(items: list[Item], library: Library) -> None:
    said = _paraphrases(library)
    assert len(said) > 1000
    offenders = [
        f"{said[row][1]}: {said[row][0]!r} ~ {items[column].id} ({likeness:.2f})"
        for row, column, likeness in too_alike([p for p, _ in said], [item.text for item in items])
    ]
    assert not offenders, "\n" + "\n".join(offenders)


# ── quality ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def graded(items: list[Item], library: Library) -> list[Graded]:
    return asyncio.run(run(items, library))


def test_quality_does_not_fall_below_the_floor(graded: list[Graded]) -> None:
    floor = json.loads(FLOOR.read_text("utf-8"))
    verdicts = Counter(one.verdict for one in graded)
    right = verdicts["right"] / len(graded)
    wrong = verdicts["wrong statement"] / len(graded)
    print(f"right {right:.3f}, wrong statement {wrong:.3f} of {len(graded)}")
    assert right >= floor["right"]
    assert wrong <= floor["wrong_statement"]


def test_every_reply_says_something(graded: list[Graded]) -> None:
    assert [one.item.id for one in graded if not bare(one.reply.text)] == []
