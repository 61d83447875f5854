"""What an advice holds: a ranking, the writer's own words, gaps, questions, precedents."""

import datetime as dt

import pytest

from benchmarks.advice import NOW, SETS, Described, graded, read_descriptions
from knowledge.advisor import Advisor
from knowledge.language import LANGUAGES
from knowledge.library import Library

TRAIN = (
    "自主研制的城轨列车控制系统，突破了移动授权计算的老大难问题，列车间隔从120秒压到85秒，性能优于国外同类产品。"
    "系统由我公司整套交付，现在十二条地铁线上跑，每天运送乘客六百万人次。"
)
RECENT = "上个月我们的论文刚在国际刊物上刊出，给出了一个新的上界。目前还没有人引用，也没有哪家公司用过。"


def test_the_texts_it_was_made_with(advisor: Advisor, own: list[Described]) -> None:
    assert len(own) >= 60
    found = graded(advisor, own)
    assert sum(g.is_right for g in found) >= 0.97 * len(found)
    assert [g.item.id for g in found if g.blocks_wrongly] == []


@pytest.mark.parametrize("name", ["open", "open-2"])
def test_the_blind_descriptions_that_may_be_read(advisor: Advisor, name: str) -> None:
    found = graded(advisor, read_descriptions(SETS / f"{name}.jsonl"))
    assert len(found) >= 60
    assert sum(g.is_right for g in found) >= 0.95 * len(found)
    assert sum(g.blocks_wrongly for g in found) == 0


def test_once_it_is_prepared_nobody_waits_for_cues(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    advisor = Advisor(library.pack)
    advisor.prepare()

    def made(*_: object, **__: object) -> None:
        raise AssertionError("compiled only now")

    monkeypatch.setattr("knowledge.advisor.patterns.compiled", made)
    assert advisor.advise(TRAIN, NOW).ranking
    assert advisor.describes("Our system controls the trains of twelve metro lines and carries six million people.")


def test_what_has_to_be_blocked_is_blocked(advisor: Advisor, own: list[Described]) -> None:
    stated = [g for g in graded(advisor, own) if g.item.blocked and g.item.programme]
    assert len(stated) >= 15
    missed = {
        g.item.id: key
        for g in stated
        for key in g.item.blocked
        if any(one.key == key and one.status == "fits" for one in g.advice.ranking)
    }
    assert missed == {}


def test_every_quote_is_a_piece_of_the_text_and_every_source_is_known(library: Library, own: list[Described]) -> None:
    quoted = 0
    for g in graded(library.advisor, own):
        for reason in g.advice.reasons:
            assert reason.quote in g.item.text
            assert reason.quote
            assert all(cite.partition("#")[0] in library.pack.source for cite in reason.condition.cite)
            quoted += 1
    assert quoted > 100


def test_questions_are_few_and_only_where_two_remain(advisor: Advisor, own: list[Described]) -> None:
    found = [g.advice for g in graded(advisor, own)]
    assert any(advice.questions for advice in found)
    for advice in found:
        assert len(advice.questions) <= 3
        if advice.questions:
            remaining = [one for one in advice.ranking if one.status in ("fits", "possible")]
            assert len(remaining) >= 2


def test_an_open_choice_between_technique_and_system_is_asked(advisor: Advisor) -> None:
    text = "我们提出了新的调度算法，攻克了行业多年的瓶颈，并做出了整套控制设备，已在三百个站点部署运行。"
    advice = advisor.advise(text, NOW, "award")
    assert [pair.id for pair in advice.questions] == ["bottleneck-or-system", "others-or-own"]


def test_precedents_of_the_award_include_another_group(advisor: Advisor, own: list[Described]) -> None:
    advised = [g.advice for g in graded(advisor, own) if g.advice.category and g.advice.programme == "award"]
    assert len(advised) > 20
    for advice in advised:
        assert advice.category
        groups = {one.entry.category for one in advice.precedents}
        assert None not in groups
        assert groups - {advice.category.category}


def test_precedents_of_the_cases_bear_no_field_and_say_so(library: Library, own: list[Described]) -> None:
    text = next(item.text for item in own if item.accepted == ("case/culture",) and item.language == "zh")
    advice = library.advisor.advise(text, NOW)
    assert advice.precedents
    assert {one.entry.category for one in advice.precedents} == {None}
    assert "没有公布各案例的领域" in library.telling("zh")(advice)
    assert "defines none" in library.telling("en")(advice)


def test_a_recent_paper_nobody_uses_fits_nothing_and_the_reasons_say_why(library: Library) -> None:
    advice = library.advisor.advise(RECENT, NOW, "award")
    assert advice.category is None
    assert {one.category: one.status for one in advice.ranking} == dict.fromkeys(
        ("basic", "key", "engineering"), "blocked"
    )
    assert {(reason.condition.id, reason.value) for reason in advice.reasons} >= {("b3a", "no"), ("k2a", "no")}
    assert "没有合适的类别" in library.telling("zh")(advice)


@pytest.mark.parametrize(("year", "value"), [(2023, "yes"), (2024, "unsure"), (2025, "no")])
def test_two_years_are_counted_under_every_reading(advisor: Advisor, year: int, value: str) -> None:
    text = f"我们证明了一条关于网络容量的定理，{year}年在国际期刊发表，此后被多国同行引用三百余次。"
    advice = advisor.advise(text, NOW, "award")
    assert ("b3a", value) in {(reason.condition.id, reason.value) for reason in advice.reasons}
    assert (advice.ranking[-1].key == "award/basic") == (value == "no")


@pytest.mark.parametrize("text", ["", "？", "hello", "我们是一家公司。", "x" * 5000, "🙂" * 50])
def test_too_little_is_said_to_be_too_little(library: Library, text: str) -> None:
    advice = library.advisor.advise(text, NOW)
    assert advice.category is None
    for language in LANGUAGES:
        assert library.telling(language)(advice)


def test_what_is_told_names_the_unofficial_and_the_mailbox(library: Library) -> None:
    text = library.telling("zh")(library.advisor.advise(TRAIN, NOW))
    assert "非官方" in text
    assert "SciTec@wicinternet.org" in text
    assert "没有公布理由" in text


BOAST = "本成果达到国际领先水平，攻克了行业难题，属世界首创，推动了产业升级，经济效益显著。"
TOLD = "本成果攻克了行业难题，与国外三家最好的产品相比精度提高两倍，属世界首创，推动了产业升级，节省费用六亿元。"


def test_claims_one_after_the_other_count_little_until_a_particular_stands_with_them(advisor: Advisor) -> None:
    work = "系统由我们从零设计，已在四十家电厂部署运行。"
    bare, told = (advisor.advise(claims + work, NOW, "award") for claims in (BOAST, TOLD))
    raw = [{one.key: one.raw for one in advice.ranking}["award/key"] for advice in (bare, told)]
    assert raw[0] < raw[1] - 2


def test_a_work_of_ones_own_that_sets_nothing_apart_fits_nothing(advisor: Advisor) -> None:
    plain = "我们自己开发的仓库系统，已在本公司八个仓库上线运行，两百名员工每天使用，效率提高两成。"
    apart = plain + "它是世界首台能在零下五十度运行的搬运系统，设计从未公开。"
    assert advisor.advise(plain, NOW, "award").category is None
    found = advisor.advise(apart, NOW, "award").category
    assert found
    assert found.key == "award/engineering"


def test_all_within_the_one_country_named_is_no_case(advisor: Advisor) -> None:
    text = "Since 2019 our online market has sold the cheese of 40 farms{}."
    within = advisor.advise(text.format(", every one of them in Denmark"), NOW, "case")
    assert {one.status for one in within.ranking} == {"blocked"}
    beyond = advisor.advise(text.format(" in Denmark and Sweden, every one of them in the mountains"), NOW, "case")
    assert "blocked" not in {one.status for one in beyond.ranking}


def test_a_denied_use_is_no_block_where_use_is_told_beside_it(advisor: Advisor) -> None:
    for text in (
        "至今无故障运行三年，用户没有一次投诉，这套自研设备在两百家医院在用。",
        "目前还没有海外用户，国内两百家医院在用这套设备。",
        "This machine is not yet used abroad, but 30 cities rely on it.",
    ):
        advice = advisor.advise(text, dt.datetime(2026, 5, 1, tzinfo=dt.UTC), "award")
        assert not any(one.status == "blocked" for one in advice.ranking), text
