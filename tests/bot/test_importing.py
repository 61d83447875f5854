"""Lines of `subscriptions import`: what is read, and what each fault is called."""

import datetime as dt
import json
from typing import Any

import pytest

from bot.importing import Line, read_lines
from reminders.subscriptions import LEAD_DAYS, SLOT, InternalDeadline, Preferences, Quiet
from tests.reminders.rig import pack

LEAST = {"channel": "telegram", "address": "-1001", "body": "某省通信行业协会"}


def read(**fields: Any) -> Line:
    (line,) = read_lines([json.dumps(LEAST | fields, ensure_ascii=False)], pack())
    return line


def test_channel_address_and_body_are_enough() -> None:
    wish = read().wish
    assert wish
    assert (wish.programme, wish.lead_days, wish.confirmed) == ("all", LEAD_DAYS, True)
    assert (wish.body.kind, wish.preferences) == ("association", Preferences(hour=SLOT, kind="group"))


@pytest.mark.parametrize("hour", [9, "9", "09:00", "09:00:00"])
def test_an_hour_can_be_written_as_people_write_it(hour: object) -> None:
    wish = read(hour=hour).wish
    assert wish
    assert wish.preferences
    assert wish.preferences.hour == dt.time(9)


@pytest.mark.parametrize("quiet", ["22:00-08:00", "22-8", ["22:00", "08:00"], {"from": "22:00", "to": 8}])
def test_quiet_hours_too(quiet: object) -> None:
    wish = read(quiet=quiet).wish
    assert wish
    assert wish.preferences
    assert wish.preferences.quiet == Quiet(dt.time(22), dt.time(8))


def test_an_internal_deadline_is_read_in_the_zone_of_the_line() -> None:
    wish = read(programme="award", zone="Asia/Urumqi", internal_deadline="2026-05-20T17:00").wish
    assert wish
    assert wish.internal == (InternalDeadline("award", 2026, dt.date(2026, 5, 20), dt.time(17), "Asia/Urumqi"),)


def test_for_all_programmes_one_date_is_one_for_each() -> None:
    wish = read(internal_deadline="2026-05-20").wish
    assert wish
    assert [(d.programme, d.day) for d in wish.internal] == [(p, dt.date(2026, 5, 20)) for p in ("award", "case")]


def test_a_mailbox_is_confirmed_only_where_the_line_says_so() -> None:
    mail = {"channel": "email", "address": "Office@Example.org"}
    waiting, confirmed = read(**mail).wish, read(**mail, confirmed=True).wish
    assert waiting
    assert confirmed
    assert (waiting.confirmed, confirmed.confirmed) == (False, True)
    assert waiting.address.address == "office@example.org"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"channel": "fax"}, "channel 'fax' is none of telegram, email"),
        ({"address": "abc"}, "address 'abc' is no chat id of Telegram"),
        ({"channel": "email", "address": "x"}, "address 'x' is no mail address"),
        ({"body": " "}, "body ' ' is no text of 1 to 120 characters"),
        ({"kind": "club"}, "kind 'club' is none of office, ministry"),
        ({"programme": "oscars"}, "programme 'oscars' is none of award, case, all"),
        ({"lang": "fr"}, "lang 'fr' is none of zh, en"),
        ({"zone": "Mars/Base"}, "zone 'Mars/Base' is unknown"),
        ({"zone": "../etc/passwd"}, "zone '../etc/passwd' is unknown"),
        ({"hour": "25"}, "hour '25' is no hour"),
        ({"hour": True}, "hour True is no hour"),
        ({"quiet": "at night"}, "quiet 'at night' is no span of hours"),
        ({"lead_days": [7, -1]}, "lead day -1 is no whole number"),
        ({"lead_days": 7}, "lead_days 7 is no list"),
        ({"internal_deadline": "soon"}, "internal_deadline 'soon' is no date"),
        ({"internal_deadline": "2026-06-15"}, "must precede the organiser's deadline, 2026-06-15"),
        ({"internal_deadline": "2030-01-01"}, "no deadline of award 2030 is published"),
        ({"internal_deadline": "2026-01-01"}, "before the call is published, 2026-03-18"),
        ({"internal_deadline": {"case": "2026-05-01"}, "programme": "award"}, "'case', which is not subscribed to"),
        ({"confirmed": "yes"}, "confirmed 'yes' is neither true nor false"),
        ({"colour": "red"}, "unknown field 'colour'"),
    ],
)
def test_each_fault_shows_its_value(fields: dict[str, Any], told: str) -> None:
    line = read(**fields)
    assert line.wish is None
    assert told in line.error


def test_lines_that_cannot_be_read_are_told_by_their_number_and_the_others_go_on() -> None:
    lines = list(read_lines(["", "{", json.dumps(LEAST), "[1]"], pack()))
    assert [(line.number, bool(line.wish)) for line in lines] == [(2, False), (3, True), (4, False)]
