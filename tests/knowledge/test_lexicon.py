"""Names, years, dates, times and figures in messages: however they are written, and only there."""

import re
from collections.abc import Iterator

import pytest
from opencc import OpenCC
from pypinyin import lazy_pinyin

from knowledge.facts import Aliases, Organisation
from knowledge.language import LANGUAGES, Text
from knowledge.lexicon import Lexicon, Sort
from knowledge.library import Library
from knowledge.pack import Pack
from knowledge.text import CJK

Named = tuple[str, Sort, str]  # a name, the sort and the id of what it names


@pytest.fixture(scope="module")
def lexicon(library: Library) -> Lexicon:
    return library.lexicon


def _names(pack: Pack) -> Iterator[Named]:
    """All names of what slots are filled with."""
    for programme in pack.programmes:
        sort: Sort = "programme" if programme.kind == "call" else "neighbour"
        yield from _of(programme.aliases, (programme.name, programme.full_name), sort, programme.id)
        for category in programme.categories:
            yield from _of(category.aliases, (category.name,), "category", f"{programme.id}/{category.id}")
    for organisation in pack.organisations:
        yield from _of(organisation.aliases, (organisation.name,), "organisation", organisation.id)
    for place in pack.places:
        yield from _of(place.aliases, (place.name,), "place", place.id)


def _of(aliases: Aliases, names: tuple[Text, ...], sort: Sort, id_: str) -> Iterator[Named]:
    for language in LANGUAGES:
        for name in (*(name.in_(language) for name in names), *getattr(aliases, language)):
            yield name, sort, id_


@pytest.fixture(scope="module")
def names(pack: Pack) -> list[Named]:
    found = list(_names(pack))
    assert len(found) > 300
    return found


def _lost(lexicon: Lexicon, names: list[Named]) -> list[Named]:
    return [(name, sort, id_) for name, sort, id_ in names if id_ not in lexicon.read(name).ids(sort)]


@pytest.mark.parametrize("text", ["艾", "艾获奖了吗", "那艾呢", "has the x-ray lab won", "the x ray lab?"])
def test_names_of_one_character_and_of_single_letters_are_found(pack: Pack, text: str) -> None:
    odd = Organisation(id="odd", name=Text(zh="艾", en="x ray lab"))
    lexicon = Lexicon(pack.model_copy(update={"organisations": (*pack.organisations, odd)}))
    assert "odd" in lexicon.read(text).ids("organisation")


def _chinese(names: list[Named]) -> list[Named]:
    return [named for named in names if all(CJK.match(character) for character in named[0])]


# ── names ────────────────────────────────────────────────────────────────────────────────


def test_every_name_is_found(lexicon: Lexicon, names: list[Named]) -> None:
    assert _lost(lexicon, names) == []


def test_every_name_is_found_in_a_sentence(lexicon: Lexicon, names: list[Named]) -> None:
    said = [(f"请问{n}怎么样？" if CJK.search(n) else f"so what about {n}, please?", s, i) for n, s, i in names]
    assert _lost(lexicon, said) == []


def test_every_name_is_found_in_traditional_characters(lexicon: Lexicon, names: list[Named]) -> None:
    traditional = OpenCC("s2t")
    assert _lost(lexicon, [(traditional.convert(name), sort, id_) for name, sort, id_ in names]) == []


def test_every_name_is_found_in_full_width_and_in_capitals(lexicon: Lexicon, names: list[Named]) -> None:
    wide = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})
    assert _lost(lexicon, [(name.translate(wide), sort, id_) for name, sort, id_ in names]) == []
    assert _lost(lexicon, [(name.upper(), sort, id_) for name, sort, id_ in names if name.isascii()]) == []


def test_names_of_programmes_and_categories_are_found_in_pinyin(lexicon: Lexicon, names: list[Named]) -> None:
    wanted = [n for n in _chinese(names) if n[1] in ("programme", "category") and len(n[0]) >= 4]
    typed = [(" ".join(lazy_pinyin(name)), sort, id_) for name, sort, id_ in wanted]
    joined = [("".join(lazy_pinyin(name)), sort, id_) for name, sort, id_ in wanted]
    assert len(wanted) >= 8
    assert len(_lost(lexicon, typed + joined)) <= 0.05 * len(typed + joined), _lost(lexicon, typed + joined)


@pytest.mark.parametrize(
    ("text", "programme"),
    [("领先科技将", "award"), ("领先科计奖", "award"), ("实践按例", "case"), ("实建案例", "case"),
     ("實踐案例", "case"),
     ("lingxian keji jiang", "award"), ("lingxiankejijiang", "award"), ("shijian anli", "case")],
)  # fmt: skip
def test_homophones_name_the_same_programme(lexicon: Lexicon, text: str, programme: str) -> None:
    assert lexicon.read(f"{text}什么时候截止").ids("programme") == (programme,)


def test_one_slip_in_a_long_english_name_is_forgiven(lexicon: Lexicon, names: list[Named]) -> None:
    """One letter of the longest word left out, doubled or swapped; a wrong name is worse than none."""
    long = [
        n for n in names if n[0].isascii() and len(n[0]) >= 10 and n[1] in ("programme", "category", "organisation")
    ]
    assert len(long) > 50
    slipped = [(slip, sort, id_) for name, sort, id_ in long for slip in _slips(name)]
    lost = _lost(lexicon, slipped)
    assert len(lost) <= 0.1 * len(slipped), lost[:20]
    wrong = [(slip, id_, found) for slip, sort, id_ in lost if (found := lexicon.read(slip).ids(sort))]
    assert len(wrong) <= 0.01 * len(slipped), wrong


def _slips(name: str) -> list[str]:
    word = max(re.findall(r"[A-Za-z]+", name), key=len)
    middle = name.index(word) + len(word) // 2
    swapped = name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]
    slips = [name[:middle] + name[middle + 1 :], name[:middle] + name[middle] + name[middle:], swapped]
    return [slip for slip in slips if slip != name]


@pytest.mark.parametrize(
    "text",
    ["今天天气怎么样", "我想买一台电脑", "what a lovely day it is", "could you repeat that", "这个多少钱一斤",
     "awarded", "他在北方的大学里读书"],
)  # fmt: skip
def test_common_words_are_no_names(lexicon: Lexicon, text: str) -> None:
    reading = lexicon.read(text)
    sorts: tuple[Sort, ...] = ("programme", "neighbour", "category", "organisation", "person", "honour")
    assert {sort: reading.ids(sort) for sort in sorts if reading.ids(sort)} == {}


def test_the_longest_name_wins(lexicon: Lexicon, names: list[Named]) -> None:
    """A name inside a longer one is not heard beside it."""
    nested = [
        (long, sort, id_)
        for long, _, own in names
        for short, sort, id_ in names
        if CJK.search(short) and short in long and id_ != own
    ]
    shared = {id_ for name, _, id_ in names if sum(name == other for other, *_ in names) > 1}
    assert nested
    assert [(n, id_) for n, sort, id_ in nested if id_ not in shared and id_ in lexicon.read(n).ids(sort)] == []


# ── years, dates, times, figures ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "date"),
    [("6月18日", "--06-18"), ("６月１８日", "--06-18"), ("6月18号", "--06-18"), ("六月十八日", "--06-18"),
     ("六月十八号截止", "--06-18"), ("2026年6月15日", "2026-06-15"), ("2026 年 6 月 15 日", "2026-06-15"),
     ("26年6月15日", "2026-06-15"), ("二〇二六年六月十五日", "2026-06-15"), ("2026-06-15", "2026-06-15"),
     ("2026/6/15", "2026-06-15"), ("2026.6.15", "2026-06-15"), ("15 June 2026", "2026-06-15"),
     ("June 15, 2026", "2026-06-15"), ("June 15th", "--06-15"), ("the 15th of June", "--06-15"),
     ("15 Jun", "--06-15"), ("by Jun 15", "--06-15"), ("十二月三十一日", "--12-31"), ("2月29日", "--02-29")],
)  # fmt: skip
def test_a_date_is_read_however_it_is_written(lexicon: Lexicon, text: str, date: str) -> None:
    assert lexicon.read(text).ids("date") == (date,)


@pytest.mark.parametrize("text", ["2月30日", "13月1日", "31 June", "June 31", "2026-13-01", "2025年2月29日", "0月0日"])
def test_a_day_that_does_not_exist_is_no_date(lexicon: Lexicon, text: str) -> None:
    assert lexicon.read(text).ids("date") == ()


@pytest.mark.parametrize(
    ("text", "year"),
    [("2025年", "2025"), ("２０２５年", "2025"), ("in 2025", "2025"), ("二〇二五年", "2025"),
     ("25年", "2025"),
     ("今年", "+0"), ("去年", "-1"), ("前年", "-2"), ("明年", "+1"), ("this year", "+0"), ("last year", "-1"),
     ("last year's", "-1"), ("next year", "+1"), ("上一届", "previous"), ("本届", "current"),
     ("下一届", "next"),
     ("the previous edition", "previous"), ("the next call", "next")],
)  # fmt: skip
def test_a_year_is_read_however_it_is_said(lexicon: Lexicon, text: str, year: str) -> None:
    assert lexicon.read(text).ids("year") == (year,)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2023到2026这四年截止日分别几号", ("2023", "2024", "2025", "2026")),
        ("2023至2025年", ("2023", "2024", "2025")),
        ("2024年-2026年", ("2024", "2025", "2026")), ("from 2023 to 2025", ("2023", "2024", "2025")),
        ("between 2023 and 2025", ("2023", "2024", "2025")), ("winners in 2023 and 2025", ("2023", "2025")),
        ("2025到2023", ("2025", "2023")), ("2001 to 2039", ("2001", "2039")),
    ],
)  # fmt: skip
def test_a_span_of_years_names_all_of_them(lexicon: Lexicon, text: str, years: tuple[str, ...]) -> None:
    assert lexicon.read(text).ids("year") == years


def test_a_name_may_be_joined_by_a_hyphen(lexicon: Lexicon) -> None:
    assert lexicon.read("which projects took the basic-research prize").ids("category") == ("award/basic",)
    assert lexicon.read("the key-technology group").ids("category") == ("award/key",)


def test_two_years_are_both_read(lexicon: Lexicon) -> None:
    assert lexicon.read("2024年和2025年有什么不同").ids("year") == ("2024", "2025")
    assert lexicon.read("compare 2024 with 2025").ids("year") == ("2024", "2025")


@pytest.mark.parametrize(
    ("text", "time"),
    [("23:30", "23:30"), ("23：30", "23:30"), ("3 pm", "15:00"), ("3:30 p.m.", "15:30"), ("11 am", "11:00"),
     ("12 am", "00:00"), ("12 pm", "12:00"), ("noon", "12:00"), ("midnight", "24:00"), ("下午3点", "15:00"),
     ("下午三点半", "15:30"), ("晚上11点半", "23:30"), ("上午9点", "09:00"), ("24时", "24:00"),
     ("二十四时", "24:00"),
     ("晚上12点", "24:00"), ("中午12点", "12:00"), ("凌晨1点", "01:00"), ("23点59分", "23:59")],
)  # fmt: skip
def test_an_hour_is_read_however_it_is_said(lexicon: Lexicon, text: str, time: str) -> None:
    assert lexicon.read(text).ids("time") == (time,)


@pytest.mark.parametrize(
    ("text", "number"),
    [("20个获奖项目", "20"), ("二十项", "20"), ("十二家", "12"), ("15 winners", "15"), ("一百二十个", "120")],
)
def test_a_figure_is_read(lexicon: Lexicon, text: str, number: str) -> None:
    assert number in lexicon.read(text).ids("number")


@pytest.mark.parametrize(
    ("text", "mailbox"),
    [("SciTec@wicinternet.org", "scitec@wicinternet.org"),
     ("发到practice@wicinternet.org对吗", "practice@wicinternet.org"),
     ("Ｐｒａｃｔｉｃｅ＠wicinternet.org", "practice@wicinternet.org")],
)  # fmt: skip
def test_a_mailbox_is_read(lexicon: Lexicon, text: str, mailbox: str) -> None:
    assert lexicon.read(text).ids("mailbox") == (mailbox,)


@pytest.mark.parametrize("text", ["15811020395", "电话15811020395对吗", "+86 15811020395", "020-84409853"])
def test_a_telephone_number_is_no_year_and_no_figure(lexicon: Lexicon, text: str) -> None:
    reading = lexicon.read(text)
    assert reading.ids("phone")
    assert (reading.ids("year"), reading.ids("number"), reading.ids("date")) == ((), (), ())


def test_what_is_masked_does_not_tell_the_name(lexicon: Lexicon) -> None:
    readings = [lexicon.read(f"{name}2025年得过奖吗") for name in ("百度", "腾讯", "清华大学")]
    assert len({reading.masked for reading in readings}) == 1
    assert len({reading.ids("organisation") for reading in readings}) == 3
