"""Every topic asked with everything it can be asked with, in both languages and all writings."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from knowledge.language import LANGUAGES
from knowledge.library import Library
from tests.stories.judging import FAULTS, Judged, counts, judge, table
from tests.stories.story import Story, full_width, traditional
from tests.stories.telling import sample, stories

CEILINGS = Path(__file__).parent / "ceilings.json"
EACH = 4  # of every topic, language and sort of names in the sample of every run
SHOWN = 3  # examples of each fault where a ceiling is broken


@pytest.fixture(scope="module")
def told(library: Library) -> list[Story]:
    return list(stories(library))


def assert_below(judged: list[Judged], ceilings: dict[str, float]) -> None:
    """No fault is commoner than its ceiling allows; a fault without a ceiling must not occur."""
    found = counts(judged)
    broken = {f: found[f] for f in FAULTS if found[f] / found["all"] > ceilings.get(f, 0.0)}
    shown = [one for fault in broken for one in list(_with(judged, fault))[:SHOWN]]
    assert not broken, f"{broken} of {found['all']}\n" + "\n".join(map(str, shown))


def _with(judged: Iterable[Judged], fault: str) -> Iterable[Judged]:
    return (one for one in judged if one.fault == fault)


# ── what is made ─────────────────────────────────────────────────────────────────────────


def test_every_topic_is_asked_in_both_languages(told: list[Story], library: Library) -> None:
    made = {(story.topic, story.language) for story in told}
    assert {(topic.id, language) for topic in library.pack.topics for language in LANGUAGES} - made == set()
    assert len(told) > 20_000


def test_everything_that_can_be_named_is_named_in_both_languages(told: list[Story], library: Library) -> None:
    pack = library.pack
    things: dict[str, set[str]] = {
        "organisation": {one.id for one in pack.organisations},
        "honour": {f"{h.id}/{e.number}/{e.category or ''}" for h in pack.honours for e in h.entries},
        "category": {f"{p.id}/{c.id}" for p in pack.calls() for c in p.categories},
        "subject": {one.id for one in pack.subjects if one.kind not in ("person", "term")},
        "person": {one.id for one in pack.subjects if one.kind == "person"},
        "programme": {one.id for one in pack.programmes},
        "place": {one.id for one in pack.places},
    }
    for sort, wanted in things.items():
        for language in LANGUAGES:
            assert wanted - {getattr(s.named, sort) for s in told if s.language == language} == set(), (sort, language)


def test_every_edition_is_asked_about(told: list[Story], library: Library) -> None:
    asked = {(s.named.programme, s.named.year, s.language) for s in told}
    assert {(e.programme, e.year, language) for e in library.pack.editions for language in LANGUAGES} - asked == set()


def test_the_same_stories_are_told_at_every_run(told: list[Story], library: Library) -> None:
    assert sample(stories(library), 2) == sample(told, 2)


def test_no_question_holds_what_was_to_be_filled_in(told: list[Story]) -> None:
    assert [
        s.text for s in told if "{" in s.text or "}" in s.text or any("\ue000" <= c <= "\ue0ff" for c in s.text)
    ] == []


def test_the_other_writings_differ() -> None:
    assert traditional("实践案例2025") == "實踐案例2025"
    assert full_width("award 2025?") == "ａｗａｒｄ　２０２５？"


# ── what is answered ─────────────────────────────────────────────────────────────────────


def test_a_sample_is_answered_rightly(told: list[Story], library: Library) -> None:
    judged = [judge(library, story) for story in sample(told, EACH)]
    print(f"\n{table(judged)}")
    assert_below(judged, json.loads(CEILINGS.read_text("utf-8"))["sample"])


@pytest.mark.endure
def test_all_are_answered_rightly(told: list[Story], library: Library) -> None:
    judged = [judge(library, story) for story in told]
    print(f"\n{table(judged)}")
    topics = Counter((one.fault, one.story.topic) for one in judged if one.fault)
    for (fault, topic), number in topics.most_common(40):
        print(f"{number:5}  {fault:18} {topic}")
    assert_below(judged, json.loads(CEILINGS.read_text("utf-8"))["all"])
