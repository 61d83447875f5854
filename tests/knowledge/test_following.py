"""What a message says of the last answer, points at in it, and of the years of the one who asks."""

import pytest

from knowledge.following import only_explains, step_of, without_asides
from knowledge.histories import is_own_year
from knowledge.pointing import asks_for_kind, position_of
from knowledge.spelling import is_pinyin


@pytest.mark.parametrize(
    ("message", "year", "own"),
    [
        ("our platform has been running since 2023", "2023", True),
        ("we launched our e-learning platform in 2021", "2021", True),
        ("项目自2022年起运行", "2022", True),
        ("我司成立于2020年", "2020", True),
        ("我们2023年申报过案例", "2023", True),
        ("when did the 2023 call close", "2023", False),
        ("was the award founded in 2023", "2023", False),
        ("2023年的截止日期", "2023", False),
    ],
)
def test_years_of_the_one_who_asks(message: str, year: str, own: bool) -> None:
    start = message.index(year)
    assert is_own_year(message, start, start + len(year)) is own


@pytest.mark.parametrize(
    ("message", "step"),
    [
        ("and the one before that?", "before"),
        ("再上一届呢", "before"),
        ("next one?", "after"),
        ("那下一届呢", "after"),
        ("do we need to register before that?", None),
        ("下一届什么时候", None),
    ],
)
def test_steps_to_another_edition(message: str, step: str | None) -> None:
    assert step_of(message) == step


@pytest.mark.parametrize(
    ("message", "position"),
    [("the second one", 1), ("第三个是什么", 2), ("最后一个呢", -1), ("the first edition", None), ("第二阶段", None)],
)
def test_which_of_the_things_told(message: str, position: int | None) -> None:
    assert position_of(message) == position


def test_what_only_says_of_which_year_something_was() -> None:
    assert only_explains("oh, that was last year's notice")
    assert without_asides("哦那是去年的通知。那还剩几天") == "那还剩几天"
    assert not only_explains("那是2025年的还是2026年的?")


def test_kinds_of_organisation_are_asked_for_alone() -> None:
    assert asks_for_kind("any foreign companies?")
    assert asks_for_kind("有没有高校")
    assert not asks_for_kind("which companies can apply?")


def test_pinyin_of_one_word() -> None:
    assert is_pinyin("wangzhi")
    assert not is_pinyin("change")
