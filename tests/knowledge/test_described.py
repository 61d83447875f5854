"""Entries spoken of by words of their titles."""

import pytest

from knowledge.described import Described
from knowledge.library import Library
from tests.asked import ask


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("做光量子芯片的那个获奖项目是谁报的", "上海交通大学无锡光子芯片研究院"),
        ("the African undersea cable case, who filed it", "2Africa"),
        ("慢慢吃那个案例是哪一年的", "2024"),
        ("which group was the embodied large model trained on synthetic data in", "Key Technology"),
    ],
)
def test_an_entry_described_is_told(library: Library, text: str, wanted: str) -> None:
    assert ask(library, text).lacks(wanted) is None


@pytest.mark.parametrize("text", ["关键技术类的获奖项目", "the projects about artificial intelligence", "网络安全案例"])
def test_words_of_many_titles_describe_none(library: Library, text: str) -> None:
    assert Described(library.pack).by(text) is None


def test_ones_own_work_is_not_taken_for_an_entry(library: Library) -> None:
    finding = ask(library, "我们做的可编程光量子计算芯片，申报哪一类合适")
    assert finding.topic != "entry-detail"
