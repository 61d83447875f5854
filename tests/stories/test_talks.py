"""Made talks: names, topics, years and languages left out of the second message, for every topic of the calls."""

import json

import pytest

from knowledge.library import Library
from tests.stories.judging import Judged, line
from tests.stories.talks import Talk, judge_talk, talks
from tests.stories.test_stories import CEILINGS, assert_below

EVERY = 3  # of the talks, one in so many is held in every run
SORTS = {
    "name after topic", "topic after name", "topic after name, in time", "topic after name, too late",
    "in the other language", "the other one", "change of mind", "another year", "correction of the year",
    "the other call in that year",
}  # fmt: skip


def _hold(library: Library, made: list[Talk]) -> list[Judged]:
    """Every talk held and judged, with a line for each sort."""
    judged = [judge_talk(library, talk) for talk in made]
    for sort in dict.fromkeys(talk.sort for talk in made):
        print(line(sort, [one for talk, one in zip(made, judged, strict=True) if talk.sort == sort]))
    return judged


def test_a_sample_of_talks_is_understood(library: Library) -> None:
    made = list(talks(library, 1))
    assert {talk.sort for talk in made} == SORTS
    assert_below(_hold(library, made[::EVERY]), json.loads(CEILINGS.read_text("utf-8"))["talks"])


@pytest.mark.endure
def test_all_talks_are_understood(library: Library) -> None:
    judged = _hold(library, list(talks(library, 4)))
    assert_below(judged, json.loads(CEILINGS.read_text("utf-8"))["all talks"])
