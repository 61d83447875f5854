"""The ranker: the same after saving and loading, sure of what it has seen, and shy of what is not ours."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.ranker import OUTSIDE, Ranker

EXAMPLES = [
    ("什么时候截止", "deadline"), ("截止日期是哪天", "deadline"), ("最晚几号交", "deadline"),
    ("when is the deadline", "deadline"), ("when does it close", "deadline"),
    ("last day to submit", "deadline"),
    ("联系谁", "contact"), ("邮箱是什么", "contact"), ("有问题找谁", "contact"),
    ("whom do I contact", "contact"), ("what is the mailbox", "contact"), ("who can help me", "contact"),
    ("要交钱吗", "fee"), ("报名费多少", "fee"), ("收费吗", "fee"),
    ("is there a fee", "fee"), ("what does it cost", "fee"), ("how much do I pay", "fee"),
    ("今天天气怎么样", OUTSIDE), ("讲个笑话", OUTSIDE), ("tell me a joke", OUTSIDE),
    ("who won the match", OUTSIDE),
]  # fmt: skip
QUERIES = (
    "截止是几号",
    "deadline?",
    "报名费",
    "who should I write to",
    "天气",
    "",
    "!?",
    "zzz qqq",
    "截止联系费",
)


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    return Ranker.fit(EXAMPLES)


def test_saved_and_loaded_it_ranks_identically(ranker: Ranker, tmp_path: Path) -> None:
    ranker.save(tmp_path / "index.npz")
    loaded = Ranker.load(tmp_path / "index.npz")
    assert loaded.labels == ranker.labels
    assert loaded.cuts == ranker.cuts
    for query in (*QUERIES, *(text for text, _ in EXAMPLES)):
        assert loaded.rank(query) == ranker.rank(query)


def test_fitting_twice_gives_the_same(ranker: Ranker) -> None:
    again = Ranker.fit(EXAMPLES)
    assert [again.rank(query) for query in QUERIES] == [ranker.rank(query) for query in QUERIES]


@pytest.mark.parametrize(("text", "label"), [pair for pair in EXAMPLES if pair[1] != OUTSIDE])
def test_what_it_was_taught_it_knows(ranker: Ranker, text: str, label: str) -> None:
    assert ranker.rank(text).label == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("截止日期", "deadline"),
        ("the deadlines", "deadline"),
        ("联系邮箱", "contact"),
        ("费用要交多少", "fee"),
    ],
)
def test_what_is_near_it_ranks_first(ranker: Ranker, text: str, label: str) -> None:
    assert ranker.rank(text).label == label


@pytest.mark.parametrize("text", ["", " ", "?!", "\ue001", "xyzzy", "🎉"])
def test_nothing_to_go_by_is_no_reason_to_answer(ranker: Ranker, text: str) -> None:
    assert ranker.rank(text).tier == "decline"


def test_a_probability_is_one(ranker: Ranker) -> None:
    for query in QUERIES:
        assert 0 <= ranker.rank(query).probability <= 1


def test_one_topic_alone_can_be_fitted() -> None:
    assert Ranker.fit([("什么时候截止", "deadline"), ("when is it due", "deadline")]).rank("截止").label == "deadline"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not at all an index"])
def test_a_file_that_is_no_index_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "index.npz").write_bytes(content)
    with pytest.raises((OSError, ValueError, KeyError, EOFError)):
        Ranker.load(tmp_path / "index.npz")


def test_an_index_with_a_pickle_in_it_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "index.npz", labels=np.array([{"evil": 1}], dtype=object))
    with pytest.raises(ValueError, match="pickle"):
        Ranker.load(tmp_path / "index.npz")
