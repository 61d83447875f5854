"""How messages are read: slips, scripts and dialects, long stories, several questions, negations."""

import datetime as dt

import pytest

from knowledge.library import Library
from knowledge.question import Question
from knowledge.text import fold, stem
from tests.asked import NOW


def read(library: Library, text: str, now: dt.datetime = NOW) -> Question:
    """One message in a fresh chat."""
    return library.read(text, now)


# ── spelling ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("what is the dedline for the award", "deadline"),
        ("when is the daedline of the practice cases", "deadline"),
        ("who can aply for the practise cases", "who-may-apply"),
        ("is there a submision fee for the award", "entry-fee"),
        ("how do I regsiter an account", "register-account"),
        ("wich catgeory fits us", "which-category"),
        ("wher is the ceremoney held", "ceremony"),
        ("do we need a recomendation letter", "need-recommendation"),
        ("what is the wrod limit", "word-limit"),
        ("is there any prize mony", "prize-money"),
        ("领先科技奖节止时间", "deadline"),
        ("怎么生报领先科技奖", "how-to-apply"),
        ("评神标准是什么", "review-criteria"),
        ("报名废多少", "entry-fee"),
        ("推荐性要不要", "need-recommendation"),
        ("申报评台网址", "platform-address"),
        ("领先科技奖的连系人电话", "contact"),
        ("领先科技奖颁将典礼在哪", "ceremony"),
        ("奖斤有多少", "prize-money"),
        ("可以个人申抱吗", "individual-applicant"),
    ],
)
def test_one_slip_in_a_word_is_forgiven(library: Library, text: str, topic: str) -> None:
    assert read(library, text).topic == topic


@pytest.mark.parametrize(
    "text",
    [
        "Did Apple win in 2024?",
        "Has Kaspar entered the award?",
        "we tried it in Wuzhen",
        "how much did they spend",
        "研发部认为核心是工程化",
        "那个通知现在还能下载吗",
        "转发的那个文件里有电话",
        "明天老师会刚好收到转来的通知",
        "能不能以个人名义报",
        "两个成果可以同时报吗",
    ],
)
def test_words_that_are_right_are_left_alone(library: Library, text: str) -> None:
    assert read(library, text).folded == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("organisation", "organization"), ("organisations", "organizing"), ("programme", "program"),
        ("honour", "honored"), ("centre", "center"), ("licence", "license"), ("practise", "practice"),
        ("enrol", "enrolled"), ("recognised", "recognize"), ("travelling", "traveling"), ("catalogue", "catalog"),
    ],
)  # fmt: skip
def test_spelling_variants_are_one_word(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_words_that_only_look_like_variants_stay_apart() -> None:
    assert stem("four") != stem("for")
    assert stem("hour") != stem("hor")


# ── Cantonese ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("領先科技獎幾時截止", "领先科技奖什么时候截止"),
        ("聯絡人係邊個", "联络人是谁"),
        ("喺邊度交資料", "在哪里交资料"),
        ("係咪要推薦信", "是不是要推荐信"),
        ("有冇報名費", "有没有报名费"),
        ("有咩類別", "有什么类别"),
        ("而家仲可唔可以報", "现在还可不可以报"),
        ("點樣申報", "怎么申报"),
        ("我哋嘅案例", "我们的案例"),
        ("獎金有幾多", "奖金有多少"),
        ("邊項先啱我哋", "哪项先啱我们"),
    ],
)
def test_cantonese_is_read_as_mandarin(said: str, meant: str) -> None:
    assert fold(said) == fold(meant)


@pytest.mark.parametrize("text", ["中美關係", "係數", "體系", "这个奖呢？", "那案例呢", "系统打不开", "一边是个别辅导"])
def test_mandarin_is_not_taken_for_cantonese(text: str) -> None:
    assert fold(text) in {fold(fold(text)), "中美关系", "系数"}


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("二〇二六年六月十五号", "2026-06-15"),
        ("二○二六年六月十五日", "2026-06-15"),
        ("二零二六年六月廿号", "2026-06-20"),
        ("六月廿三日", "--06-23"),
        ("五月卅一号", "--05-31"),
        ("２０２６年６月１８日", "2026-06-18"),
    ],
)
def test_dates_in_chinese_figures(library: Library, text: str, date: str) -> None:
    assert read(library, text).slots.dates == (date,)
