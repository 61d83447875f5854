"""What a question puts forward, and that each check belongs to a topic."""

import pytest

from knowledge.answer.claims import checked_topics
from knowledge.answer.said import Counted, counted, months
from knowledge.pack import Pack

UNITS = r"项|个(?!月)", "winners?|cases?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("获奖17项对吧", [Counted(17)]),
        ("二十个项目得奖", [Counted(20)]),
        ("三个月以后", []),
        ("超过200项", [Counted(200, more=True)]),
        ("收到300多项", [Counted(300, more=True)]),
        ("there were 20 award winners", [Counted(20)]),
        ("over 1,200 cases", [Counted(1200, more=True)]),
        ("fewer than twelve cases", [Counted(12, less=True)]),
        ("in 2025", []),
    ],
)
def test_a_figure_is_read_with_what_it_counts(text: str, expected: list[Counted]) -> None:
    assert counted(text, *UNITS) == expected


@pytest.mark.parametrize(
    ("claim", "figure", "holds"),
    [(Counted(17), 17, True), (Counted(17), 20, False), (Counted(200, more=True), 246, True),
     (Counted(500, more=True), 246, False), (Counted(12, less=True), 12, False)],
)  # fmt: skip
def test_over_and_fewer_than_are_weighed(claim: Counted, figure: int, holds: bool) -> None:
    assert claim.holds_for(figure) is holds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("评审是9月对吧", [9]),
        ("十月公布吗", [10]),
        ("6月18日截止", []),
        ("does it end in july", [7]),
        ("may i ask", []),
    ],
)
def test_months_are_read_without_their_days(text: str, expected: list[int]) -> None:
    assert months(text) == expected


def test_every_check_belongs_to_a_topic(pack: Pack) -> None:
    assert checked_topics() <= set(pack.topic)


def test_places_stated_are_known(pack: Pack) -> None:
    stated = {id_ for topic in pack.topics for one in topic.told if one.states for id_ in one.states.places}
    assert stated
    assert stated <= set(pack.place)
