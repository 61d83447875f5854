"""Any texts under any labels: scores tell what is off topic, whatever is asked nothing raises."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.features import hashed, named
from knowledge.labelling import Labeller
from knowledge.ranker import OUTSIDE
from knowledge.solving import Sketch, separate
from knowledge.thesaurus import everyday

TAUGHT = [
    ("my card has not arrived", "card_arrival"), ("where is the card I ordered", "card_arrival"),
    ("still waiting for my new card", "card_arrival"), ("how long does delivery of a card take", "card_arrival"),
    ("what is the exchange rate", "exchange_rate"), ("how do you convert pounds to euros", "exchange_rate"),
    ("which rate do I get abroad", "exchange_rate"), ("is the rate of today good", "exchange_rate"),
    ("I forgot my passcode", "passcode_forgotten"), ("reset my passcode please", "passcode_forgotten"),
    ("cannot remember the code for the app", "passcode_forgotten"), ("new passcode", "passcode_forgotten"),
    ("转账失败了怎么办", "transfer_failed"), ("为什么我的转账被退回", "transfer_failed"),
    ("转不出去钱", "transfer_failed"), ("the transfer bounced", "transfer_failed"),
]  # fmt: skip


@pytest.fixture(scope="module")
def labeller() -> Labeller:
    return Labeller(TAUGHT)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("My card still hasn’t come", "card_arrival"),
        ("EXCHANGE RATE?", "exchange_rate"),
        ("i dont remember my pascode", "passcode_forgotten"),
        ("轉賬失敗", "transfer_failed"),
        ("zhuanzhang shibai", "transfer_failed"),
    ],
)
def test_what_is_near_is_labelled(labeller: Labeller, text: str, label: str) -> None:
    found = labeller.label(text)
    assert found.label == found.ranking[0][0] == label
    assert found.score == found.ranking[0][1]


def test_what_was_taught_is_known_word_for_word(labeller: Labeller) -> None:
    assert all(labeller.label(text.upper()).label == label for text, label in TAUGHT)
    assert labeller.label("new passcode").score > 0.9


def test_what_is_off_topic_scores_below_what_is_not(labeller: Labeller) -> None:
    inside = min(labeller.label(text).score for text in ("is my card on its way", "reset the passcode", "转账失败"))
    outside = [labeller.label(text).score for text in ("tell me a joke", "今天天气怎么样", "🎉", "", "qwxz")]
    assert max(outside) < inside


def test_scores_fall_and_stay_between_nothing_and_one(labeller: Labeller) -> None:
    for text in ("card", "rate of the card", "转账", "?", "new passcode"):
        scores = [score for _, score in labeller.label(text).ranking]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)


def test_an_off_topic_example_is_never_a_label() -> None:
    labeller = Labeller([*TAUGHT, ("tell me a joke", OUTSIDE), ("sing a song", OUTSIDE)])
    found = labeller.label("tell me a joke")
    assert found.label != OUTSIDE
    assert found.score < 0.05
    assert OUTSIDE not in dict(found.ranking)


@pytest.mark.parametrize("taught", [[], [("tell me a joke", OUTSIDE)]])
def test_taught_nothing_it_labels_nothing(taught: list[tuple[str, str]]) -> None:
    found = Labeller(taught).label("hello")
    assert (found.label, found.score, found.ranking) == (None, 0.0, ())


@pytest.mark.parametrize("taught", [[("a", "x")], [("a", "x"), ("a", "y")], [("", "x"), ("", "x")]])
def test_the_least_that_can_be_taught_will_do(taught: list[tuple[str, str]]) -> None:
    assert Labeller(taught).label("a").label in {"x", "y"}


def test_the_name_of_a_label_says_what_it_is() -> None:
    taught = [("aaa bbb", "lost_luggage"), ("ccc ddd", "hotelBooking"), ("eee fff", "17")]
    assert Labeller(taught).label("my luggage is lost").label == "lost_luggage"
    assert Labeller(taught).label("booking of a hotel").label == "hotelBooking"


def test_kept_and_taken_it_labels_alike(labeller: Labeller, tmp_path: Path) -> None:
    labeller.save(tmp_path)
    again = Labeller.load(tmp_path)
    texts = ["my card", "new passcode", "转账", ""]
    assert [again.label(text) for text in texts] == [labeller.label(text) for text in texts]


def test_words_used_for_one_another_are_one_idea() -> None:
    find = everyday()
    assert {*find("how do i purchase it")} & {*find("where to buy one")}
    assert {*find("价格是多少")} & {*find("费用多少")}


@pytest.mark.parametrize("text", ["what is the 2026 deadline?", "领先科技奖2026截止", "mixed 截止 deadline", "", "🎉"])
def test_every_feature_has_a_name(text: str) -> None:
    numbers, _ = hashed([text], everyday())
    assert {*numbers.tolist()} == {*named(text, everyday())}


def test_texts_seen_together_have_the_features_of_each_alone() -> None:
    texts = [
        "what is the 2026 deadline?",
        "",
        "the deadline, the deadline",
        "领先科技奖2026截止 deadline",
        "jie zhi ri qi shi na tian",
    ]
    many = [*texts, *(f"word{'abcdefghij'[i % 10]} and the rest of it" for i in range(200))]
    numbers, sizes = hashed(many, everyday())
    alone = [hashed([text], everyday()) for text in many]
    assert numbers.tolist() == [number for found, _ in alone for number in found.tolist()]
    assert sizes.tolist() == [row for _, found in alone for row in found.tolist()]


def test_labels_told_apart_by_either_way_of_solving() -> None:
    """Three labels of disjoint words, learnt by support vectors and by a sketch."""
    from scipy import sparse

    rng = np.random.default_rng(5)
    owner = np.repeat(np.arange(3), 40)
    own = 10 * owner[:, None] + rng.integers(0, 10, (120, 4))
    rows = np.repeat(np.arange(120), 4)
    vectors = sparse.csr_matrix((np.full(480, 0.5, np.float32), (rows, own.ravel())), (120, 30))
    learnt = separate(vectors, owner, 3, 1.0, 3, np.random.default_rng(0).permutation(len(owner)))
    assert ((vectors @ learnt).argmax(axis=1) == owner).all()
    ids = np.arange(30, dtype=np.int64) * 7919
    sketch = Sketch(vectors, ids)
    weights, some, scores = sketch.solve(owner, 3)
    assert (scores.argmax(axis=1) == owner[some]).all()
    assert weights.shape[1] == 3
