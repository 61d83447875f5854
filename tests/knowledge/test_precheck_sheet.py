"""The sheet of a result: what always stands on it, in both languages, with a word beside every mark."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest

from knowledge.language import LANGUAGES, Language
from knowledge.precheck import Sheet, as_text, evaluate, make_sheet, season_of
from knowledge.text import CJK
from tests.precheck import cases, flow, pack

BEIJING = ZoneInfo("Asia/Shanghai")
OPEN = dt.datetime(2026, 6, 1, 10, tzinfo=BEIJING)
LAST = dt.datetime(2026, 6, 15, 23, 59, tzinfo=BEIJING)
CLOSED = dt.datetime(2026, 11, 20, 10, tzinfo=BEIJING)
AHEAD = dt.datetime(2026, 1, 5, 10, tzinfo=BEIJING)


def sheet(case_id: str, now: dt.datetime, language: Language, **answers: str) -> Sheet:
    case = next(case for case in cases() if case["id"] == case_id)
    asked = flow(case["programme"])
    given = {**case["answers"], **answers}
    return make_sheet(pack(), evaluate(asked, given, season_of(pack(), asked, now)), now, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_every_sheet_says_what_must_always_be_said(case: dict[str, str], language: Language) -> None:
    made = sheet(case["id"], OPEN, language)
    text = as_text(made)
    version = flow(next(c["programme"] for c in cases() if c["id"] == case["id"])).version
    assert version in made.header[1]
    assert ("非官方预检" if language == "zh" else "Unofficial pre-check") in text
    assert ("2026年6月1日" if language == "zh" else "1 June 2026") in text
    assert not re.search(r"[\u2066-\u2069]|\{|\}|\$", text)
    assert not re.search(r"\b2,0\d\d\b", text)
    if language == "en":
        assert not CJK.search(text)
    conditions = [line for section in made.sections if section.id == "conditions" for line in section.lines]
    assert conditions
    assert all(line.words and line.reason and line.clause and line.kind_words for line in conditions)
    assert all(line.todo for line in conditions if line.value in ("no", "unsure"))
    assert all(line.todo == "" for line in conditions if line.value in ("yes", "na"))
    assert "@wicinternet.org" in made.footer[-1]


def test_the_head_counts_what_is_met_open_and_not_met() -> None:
    assert sheet("13", OPEN, "en").header[3] == "Met: 9; to be confirmed: 0; not met: 2"
    assert sheet("11", OPEN, "zh").header[3] == "符合9条，待核实0条，不符合1条，不涉及1条"


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (OPEN, "The 2026 call is open until 24:00 Beijing time on 15 June 2026, 14 days from today."),
        (OPEN.replace(day=14), "The 2026 call is open until 24:00 Beijing time on 15 June 2026, 1 day from today."),
        (LAST, "The 2026 call is open until 24:00 Beijing time on 15 June 2026, which is today."),
        (CLOSED, "The 2026 call closed at 24:00 Beijing time on 15 June 2026; this is a rehearsal on the text of 2026."
         " The next edition goes by its own notice."),
        (AHEAD, "The 2026 call has not opened yet; this is a rehearsal."),
    ],
)  # fmt: skip
def test_the_season_is_told_and_never_a_day_of_the_next_one(now: dt.datetime, said: str) -> None:
    made = sheet("1", now, "en")
    assert made.header[2] == said
    assert "2027" not in as_text(made)


def test_which_reading_decides_is_told() -> None:
    line = next(
        line for section in sheet("2", OPEN, "en").sections for line in section.lines
        if section.id == "conditions" and line.id == "time"
    )  # fmt: skip
    assert "counting from 1 January 2015, met" in line.reason
    assert "counting from 1 January 2016, not met" in line.reason


def test_what_changed_since_last_year_is_flagged_once_a_clause() -> None:
    text = as_text(sheet("24", OPEN, "zh"))
    assert text.count("与2025年相比有变化：2025年写的是应用实施成熟") == 1
    assert text.count("与2025年相比有变化：截止日比2025年早三天") == 1


def test_what_is_set_aside_and_unanswered_is_listed() -> None:
    made = sheet("1", OPEN, "en", one_field="insist", video="later")
    by_id = {section.id: section for section in made.sections}
    assert [line.id for line in by_id["set-aside"].lines] == ["one_field"]
    assert [line.id for line in by_id["unanswered"].lines] == ["video"]
    assert made.header[4] == "1 question is unanswered and counts as not sure."


def test_the_types_are_told_side_by_side_and_the_nearest_named() -> None:
    types = next(section for section in sheet("24", OPEN, "en").sections if section.id == "types")
    assert [(line.id, line.words) for line in types.lines] == [
        ("basic", "As answered, not met"), ("key", "To be confirmed"), ("engineering", "To be confirmed"),
    ]  # fmt: skip
    assert "comes nearest so far" in types.lines[2].title
    # "nothing is known to fail" holds for that type alone: Basic Research fails
    assert "comes nearest (Engineering R&D)" in sheet("24", OPEN, "en").verdict_sentence
    assert "comes nearest" not in sheet("24", OPEN, "en", type="key").verdict_sentence
    kinds = [section.type for section in sheet("24", OPEN, "en").sections if section.id == "conditions"]
    assert kinds == [None, "basic", "key", "engineering"]


def test_a_clear_result_is_no_promise_and_leaves_nothing_to_do() -> None:
    made = sheet("1", OPEN, "en")
    assert (made.verdict_words, made.verdict_sentence) == (
        "No obstacle found", "As you answered, no obstacle was found; this is not an acceptance.",
    )  # fmt: skip
    assert "todo" not in {section.id for section in made.sections}
