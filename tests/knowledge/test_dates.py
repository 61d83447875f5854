"""Open or closed, how long still, and what time it is elsewhere: at every boundary, whoever's clock it is."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from knowledge.answer.dates import standing
from knowledge.facts import Edition
from knowledge.language import LANGUAGES, Language
from knowledge.library import Library
from knowledge.pack import Pack
from tests.asked import SHANGHAI, ask

SECOND = dt.timedelta(seconds=1)
CLOSES = dt.datetime(2026, 6, 16, tzinfo=SHANGHAI)
LAST_DAY = dt.date(2026, 6, 15)
OPENED = dt.date(2026, 3, 18)
# The same instant on clocks far apart; none of them may change what is answered.
ZONES = ("Asia/Shanghai", "UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kolkata", "Pacific/Niue")

pytestmark = pytest.mark.parametrize("programme", ["award", "case"])

_NAMES = {"award": {"zh": "领先科技奖", "en": "award"}, "case": {"zh": "实践案例", "en": "practice cases"}}


def _edition(pack: Pack, programme: str, year: int = 2026) -> Edition:
    edition = pack.edition(programme, year)
    assert edition
    return edition


def _at(day: dt.date, hour: int = 0, minute: int = 0, second: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute, second), tzinfo=SHANGHAI)


def test_the_notice_is_what_the_tests_stand_on(pack: Pack, programme: str) -> None:
    edition = _edition(pack, programme)
    assert (edition.opened, edition.last_day, edition.closes_at) == (OPENED, LAST_DAY, CLOSES)
    assert _edition(pack, programme, 2025).last_day == dt.date(2025, 6, 18)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (_at(OPENED) - SECOND, "ahead"),
        (_at(OPENED), "open"),
        (_at(LAST_DAY) - SECOND, "open"),
        (_at(LAST_DAY), "last-day"),
        (CLOSES - SECOND, "last-day"),
        (CLOSES, "closed"),
        (CLOSES + SECOND, "closed"),
    ],
)
def test_the_standing_changes_on_the_second(pack: Pack, programme: str, now: dt.datetime, expected: str) -> None:
    assert standing(_edition(pack, programme), now) == expected


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_instant_has_one_answer_on_every_clock(
    library: Library, programme: str, language: Language, zone: str
) -> None:
    name = _NAMES[programme][language]
    questions = {
        "zh": (f"{name}还能申报吗？", f"{name}还有几天截止？", f"{name}什么时候截止？"),
        "en": (
            f"Is the {name} still open?",
            f"How many days are left for the {name}?",
            f"When is the {name} due?",
        ),
    }[language]
    for now in (_at(LAST_DAY) - SECOND, _at(LAST_DAY), CLOSES - SECOND, CLOSES, CLOSES + SECOND):
        for question in questions:
            here = ask(library, question, now=now).text
            assert ask(library, question, now=now.astimezone(ZoneInfo(zone))).text == here


@pytest.mark.parametrize(
    ("now", "heard", "unheard"),
    [
        (CLOSES - dt.timedelta(hours=15), ("15小时",), ("截止了", "不能了")),
        (CLOSES - dt.timedelta(minutes=90), ("1小时30分钟",), ("不能了",)),
        (CLOSES - dt.timedelta(minutes=1), ("1分钟",), ("不能了",)),
        (CLOSES - SECOND, ("最后一天",), ("不能了",)),
        (CLOSES, ("截止",), ("最后一天", "还剩")),
        (CLOSES + dt.timedelta(minutes=30), ("30分钟",), ("最后一天", "还剩")),
        (CLOSES + dt.timedelta(hours=2), ("2小时",), ("最后一天", "还剩")),
        (CLOSES + dt.timedelta(days=30), ("截止",), ("最后一天", "还剩", "还有")),
    ],
)
def test_hours_and_minutes_around_the_close(
    library: Library, programme: str, now: dt.datetime, heard: tuple[str, ...], unheard: tuple[str, ...]
) -> None:
    found = ask(library, f"{_NAMES[programme]['zh']}还能申报吗？", now=now)
    assert found.lacks(*heard) is None
    assert [word for word in unheard if word in found.text] == []


def test_every_day_is_counted_from_notice_to_close(library: Library, programme: str) -> None:
    name = _NAMES[programme]
    for days in range(1, (LAST_DAY - OPENED).days + 1):
        for hour, minute in ((0, 0), (23, 59)):
            now = _at(LAST_DAY - dt.timedelta(days=days), hour, minute)
            count = "1 day " if days == 1 else f"{days} days"
            assert ask(library, f"{name['zh']}还有几天截止？", now=now).lacks(f"还有{days}天") is None
            assert ask(library, f"How many days are left for the {name['en']}?", now=now).lacks(count) is None


def test_the_days_since_are_counted_from_the_last_day(library: Library, programme: str) -> None:
    for days in (3, 30, 158):
        now = _at(LAST_DAY + dt.timedelta(days=days), 12)
        assert ask(library, f"{_NAMES[programme]['zh']}什么时候截止？", now=now).lacks(f"{days}天前") is None


def test_the_edition_changes_with_the_day_of_the_notice(library: Library, programme: str) -> None:
    question = f"{_NAMES[programme]['zh']}什么时候截止？"
    assert ask(library, question, now=_at(OPENED) - SECOND).lacks("2025年6月18日") is None
    assert ask(library, question, now=_at(OPENED)).lacks("2026年6月15日") is None
    assert ask(library, question, now=_at(dt.date(2026, 12, 31), 23, 59)).lacks("2026年6月15日") is None
    assert ask(library, question, now=_at(dt.date(2027, 2, 1))).lacks("2026年6月15日") is None


def test_this_year_and_last_year_are_counted_in_the_organisers_zone(library: Library, programme: str) -> None:
    """At half past four in the afternoon of 31 December in London it is next year in Beijing."""
    question = f"{_NAMES[programme]['zh']}去年什么时候截止？"
    london = dt.datetime(2025, 12, 31, 16, 30, tzinfo=ZoneInfo("Europe/London"))
    assert ask(library, question, now=london).lacks("2025年6月18日") is None
    assert ask(library, question, now=london - dt.timedelta(hours=1)).lacks("2024年6月20日") is None


def test_every_place_is_told_its_own_hour(library: Library, pack: Pack, programme: str) -> None:
    places = [place for place in pack.places if place.zone != "Asia/Shanghai"]
    assert len(places) > 10
    now = _at(dt.date(2026, 6, 1), 10)
    for place in places:
        there = CLOSES.astimezone(ZoneInfo(place.zone))
        if (there.hour, there.minute) == (0, 0):
            there, clock = there - dt.timedelta(days=1), "24:00"
        else:
            clock = f"{there.hour:02d}:{there.minute:02d}"
        found = ask(library, f"{_NAMES[programme]['zh']}的截止时间是{place.name.zh}时间几点？", now=now)
        assert found.lacks(f"6月{there.day}日", clock) is None


@pytest.mark.parametrize(
    ("said", "in_time"),
    [
        ("3 pm on 15 June New York time", False),
        ("11:59 am on 15 June New York time", True),
        ("4 pm on 15 June London time", True),
        ("5:30 pm on 15 June London time", False),
        ("11 pm on 15 June Beijing time", True),
        ("1 am on 16 June Beijing time", False),
        ("00:30 on 16 June Tokyo time", True),
        ("1:30 am on 16 June Tokyo time", False),
    ],
)
def test_an_hour_elsewhere_is_held_against_the_close(
    library: Library, programme: str, said: str, in_time: bool
) -> None:
    now = _at(dt.date(2026, 6, 10), 10)
    name = _NAMES[programme]["en"]
    found = ask(library, f"Can I still submit to the {name} at {said}?", now=now)
    assert found.lacks("in time" if in_time else "too late") is None
    assert ("too late" in found.text) is not in_time
