"""What a notice says: true days, both dates by their names, a check list, links, buttons."""

import datetime as dt
import re
from pathlib import Path

import pytest

from knowledge.language import LANGUAGES
from reminders.subscriptions import InternalDeadline, Preferences
from reminders.wording import CHOICE_BYTES
from tests.processes import ROOT
from tests.reminders.calls import UNIVERSITY
from tests.reminders.rig import Rig

PHRASES = ROOT / "reminders" / "phrases"
T7 = "2026-06-08 10:00"


def entries(file: Path) -> dict[str, set[str]]:
    """Every key with its placeholders."""
    found: dict[str, set[str]] = {}
    for block in re.split(r"\n(?=[a-z])", file.read_text("utf-8")):
        if match := re.match(r"([a-z-]+) =", block):
            found[match[1]] = set(re.findall(r"\$([a-z]+)", block))
    return found


def test_both_languages_say_the_same_things() -> None:
    zh, en = (entries(PHRASES / f"{language}.ftl") for language in LANGUAGES)
    assert len(zh) > 40
    assert zh == en


@pytest.mark.parametrize(
    ("now", "zh", "en"),
    [
        ("2026-06-08 10:00", "还有 7 天", "7 days left"),
        ("2026-06-09 23:30", "还有 6 天", "6 days left"),
        ("2026-06-14 12:00", "还有 1 天", "1 day left"),
        ("2026-06-15 21:00", "还剩3小时0分钟", "3 h 0 min left"),
    ],
)
async def test_the_days_left_are_those_at_the_instant_of_sending(rig: Rig, now: str, zh: str, en: str) -> None:
    await rig.subscribe("1")
    await rig.subscribe("2", preferences=Preferences(language="en"))
    await rig.beat(now)
    said = {message.language: message.text for message in rig.courier.arrived}
    assert zh in said["zh"]
    assert en in said["en"]
    assert "北京时间2026年6月15日24时" in said["zh"]
    assert "24:00 Beijing time on 15 June 2026" in said["en"]


async def test_it_says_what_to_do_where_and_whom_to_ask(rig: Rig) -> None:
    await rig.subscribe()
    await rig.beat(T7)
    text = rig.texts()[0]
    for part in (
        "报到转发单位的表格里不等于申报",
        "https://awards.wicinternet.org/",
        "赵丰怡",
        "SciTec@wicinternet.org",
        "非官方",
    ):
        assert part in text


async def test_its_buttons_fit_and_lead_back_to_the_subscription(rig: Rig) -> None:
    came = await rig.subscribe()
    await rig.beat(T7)
    ids = [button.id for button in rig.courier.arrived[0].buttons]
    id_ = came.subscription.id
    assert ids == [f"remind:done:{id_}:award:2026", f"remind:tomorrow:{id_}", "remind:change", "remind:stop"]
    assert all(len(choice.encode()) <= CHOICE_BYTES for choice in ids)


async def test_two_bodies_have_a_button_each(rig: Rig) -> None:
    await rig.subscribe("-5")
    await rig.subscribe("-5", body=UNIVERSITY)
    await rig.beat(T7)
    done = [button.text for button in rig.courier.arrived[0].buttons if button.id.startswith("remind:done")]
    assert done == ["今年已办完：领先科技奖（中国通信企业协会）", "今年已办完：领先科技奖（长春工业大学）"]


async def test_the_calendar_holds_both_dates(rig: Rig) -> None:
    own = InternalDeadline("award", 2026, dt.date(2026, 6, 10), dt.time(17))
    await rig.subscribe(internal=(own,))
    await rig.beat(T7)
    official, internal = rig.courier.arrived[0].events
    assert (official.day, official.title) == (dt.date(2026, 6, 15), "领先科技奖2026申报截止")
    assert (internal.day, internal.title) == (own.day, "领先科技奖2026：中国通信企业协会的内部截止")
    assert official.uid != internal.uid


async def test_no_message_holds_marks_of_direction_or_grouped_years(rig: Rig) -> None:
    await rig.subscribe("1", "all")
    await rig.subscribe("2", "all", preferences=Preferences("en", "America/New_York"))
    for day in ("2026-05-17", "2026-06-02", "2026-06-09", "2026-06-15", "2026-07-02", "2026-08-02"):
        await rig.beat(f"{day} 22:00")
    assert len(rig.courier.arrived) >= 10
    assert not [text for text in rig.texts() if re.search(r"[\u2066-\u2069]|2,026|\{|\$", text)]
