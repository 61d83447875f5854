"""The off-topic set: what is in it, that nobody learnt from it, and how much of it is answered all the same."""

import asyncio
import json
from collections import Counter

import pytest

from benchmarks.offtopic import OFFTOPIC, Graded, Item, load, report, run
from knowledge.language import LANGUAGES
from knowledge.library import Library
from tests.alike import too_alike
from tests.transcripts import bare


@pytest.fixture(scope="module")
def items() -> list[Item]:
    return load()


@pytest.fixture(scope="module")
def graded(items: list[Item], library: Library) -> list[Graded]:
    return asyncio.run(run(items, library))


def test_there_are_enough_items_each_with_its_own_id_and_words(items: list[Item]) -> None:
    assert len(items) >= 220
    assert len({item.id for item in items}) == len({bare(item.text) for item in items}) == len(items)


@pytest.mark.parametrize("language", LANGUAGES)
def test_half_of_the_items_of_each_language_are_near_the_domain(items: list[Item], language: str) -> None:
    distances = Counter(item.near for item in items if item.language == language)
    assert min(distances.values()) >= 55
    assert 0.45 <= distances[True] / distances.total() <= 0.6


def test_a_covered_item_names_the_topics_that_cover_it(items: list[Item], library: Library) -> None:
    assert [item.id for item in items if item.covered != bool(item.by)] == []
    assert {topic for item in items for topic in item.by} <= set(library.pack.topic)


def test_nothing_was_learnt_from_it(items: list[Item], library: Library) -> None:
    """Neither a paraphrase nor an example of what is off topic equals an item, or nearly."""
    learnt = [text for _, text in library.pack.paraphrases()] + [*library.pack.outside.zh, *library.pack.outside.en]
    alike = too_alike(learnt, [item.text for item in items])
    assert [f"{learnt[row]!r} ~ {items[column].id}" for row, column, _ in alike] == []


def test_not_more_are_answered_than_before(graded: list[Graded]) -> None:
    """By a statement about something else, or by choices beside the point."""
    ceiling = json.loads((OFFTOPIC / "floor.json").read_text("utf-8"))
    print(f"\n{report(graded)}")
    for near, name in ((True, "near"), (False, "far")):
        verdicts = Counter(one.verdict for one in graded if one.item.near == near)
        assert verdicts["answered"] / verdicts.total() <= ceiling[name]["answered"], name
        assert verdicts["asked"] / verdicts.total() <= ceiling[name]["asked"], name
