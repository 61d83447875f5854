"""Planning: the right local hour, before the deadline, once, whatever the zone, the season and the hour of night."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminders.calendar import Stage
from reminders.instants import is_quiet, local_instant
from reminders.milestones import Change
from reminders.outbox import Step
from reminders.plan import plan, together, wanted
from reminders.subscriptions import LEAD_DAYS, Body, InternalDeadline, Preferences, Quiet, Subscriber
from tests.reminders.calls import (
    ASSOCIATION,
    LAST_DAY,
    LONG_AGO,
    UNIVERSITY,
    at,
    calendar,
    call,
    subscriber,
    subscription,
    told,
)

NIGHT = Quiet(dt.time(22), dt.time(8))


# ── which days, which hour ───────────────────────────────────────────────────────────────


def test_the_default_steps_come_at_half_past_nine() -> None:
    assert told(subscriber()) == [
        (30, "2026-05-16 09:30"),
        (14, "2026-06-01 09:30"),
        (7, "2026-06-08 09:30"),
        (3, "2026-06-12 09:30"),
        (1, "2026-06-14 09:30"),
        (0, "2026-06-15 09:30"),
    ]


def test_steps_that_lay_before_the_subscription_are_not_made_up_for() -> None:
    late = subscription(since=at("2026-06-08 10:00"))
    assert [days for days, _ in told(subscriber(late))] == [3, 1, 0]


def test_the_hour_is_that_of_the_subscriber() -> None:
    berlin = subscriber(zone="Europe/Berlin", hour=dt.time(8))
    assert (7, "2026-06-08 08:00") in told(berlin)


def test_an_hour_the_clocks_skip_becomes_the_first_minute_after() -> None:
    # 29 March 2026: in Berlin 02:00 becomes 03:00.
    skipped = subscriber(subscription(lead_days=(3,)), zone="Europe/Berlin", hour=dt.time(2, 30))
    assert told(skipped, call(last_day=dt.date(2026, 4, 1))) == [(3, "2026-03-29 03:00")]


def test_an_hour_the_clocks_repeat_is_its_first_occurrence() -> None:
    # 25 October 2026: in Berlin 03:00 becomes 02:00.
    instant = local_instant(dt.date(2026, 10, 25), dt.time(2, 30), "Europe/Berlin")
    assert instant == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


def test_a_day_that_a_place_skipped_becomes_the_next() -> None:
    # Samoa went from 29 to 31 December 2011.
    instant = local_instant(dt.date(2011, 12, 30), dt.time(9, 30), "Pacific/Apia")
    assert f"{instant.astimezone(ZoneInfo('Pacific/Apia')):%m-%d %H:%M}" == "12-31 00:00"


def test_a_leap_day_and_a_year_end_are_days_like_others() -> None:
    leap = call(last_day=dt.date(2028, 3, 1))
    assert (1, "2028-02-29 09:30") in told(subscriber(), leap)
    turn = call(last_day=dt.date(2027, 1, 2))
    assert (3, "2026-12-30 09:30") in told(subscriber(), turn)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_at_the_edges_of_the_world_the_last_day_still_comes_before_the_deadline(zone: str) -> None:
    steps = wanted(subscriber(zone=zone), calendar(), LONG_AGO)
    last = max(steps, key=lambda step: step.due_at)
    assert last.days == 0
    assert last.due_at < at("2026-06-16 00:00")


# ── quiet hours ──────────────────────────────────────────────────────────────────────────


def test_an_hour_within_the_quiet_ones_waits_for_their_end() -> None:
    assert (7, "2026-06-08 08:00") in told(subscriber(hour=dt.time(6), quiet=NIGHT))


def test_a_deadline_in_the_quiet_hours_is_told_the_evening_before() -> None:
    early = call(closes_at=at("2026-06-15 07:00"))
    days = dict(told(subscriber(quiet=NIGHT), early))
    assert days[0] == "2026-06-14 21:59"
    assert days[1] == "2026-06-14 09:30"


def test_quiet_hours_need_not_span_midnight() -> None:
    noon = Quiet(dt.time(9), dt.time(12))
    assert (7, "2026-06-08 12:00") in told(subscriber(quiet=noon))


# ── a body's own deadline ────────────────────────────────────────────────────────────────


def test_both_deadlines_are_counted_to() -> None:
    own = InternalDeadline("award", 2026, dt.date(2026, 5, 20))
    steps = wanted(subscriber(subscription(internal=(own,))), calendar(), LONG_AGO)
    internal = [(s.days, s.target) for s in steps if s.audience == "internal"]
    assert internal == [(days, own.day) for days in sorted(LEAD_DAYS)]
    assert sum(s.audience == "official" and s.kind == "step" for s in steps) == len(LEAD_DAYS)


def test_the_same_day_of_two_bodies_is_one_step_that_names_both() -> None:
    own = InternalDeadline("award", 2026, dt.date(2026, 5, 20))
    other = InternalDeadline("award", 2026, dt.date(2026, 5, 21))
    both = subscriber(subscription(1, internal=(own,)), subscription(2, body=UNIVERSITY, internal=(own,)))
    apart = subscriber(subscription(1, internal=(own,)), subscription(2, body=UNIVERSITY, internal=(other,)))
    sevens = [s for s in wanted(both, calendar(), LONG_AGO) if s.audience == "internal" and s.days == 7]
    assert [s.subscriptions for s in sevens] == [(1, 2)]
    assert len([s for s in wanted(apart, calendar(), LONG_AGO) if s.audience == "internal" and s.days == 7]) == 2


def test_an_own_deadline_that_no_longer_precedes_the_organisers_is_not_counted_to() -> None:
    own = InternalDeadline("award", 2026, dt.date(2026, 6, 10))
    moved = call(last_day=dt.date(2026, 6, 9))
    steps = wanted(subscriber(subscription(internal=(own,))), calendar(moved), LONG_AGO)
    assert not [s for s in steps if s.audience == "internal"]


# ── done, paused, again ──────────────────────────────────────────────────────────────────


def test_done_stops_the_rest_of_that_years_steps() -> None:
    done = subscription(done=frozenset({("award", 2026)}))
    next_year = call(last_day=dt.date(2027, 6, 15))
    assert told(subscriber(done)) == []
    assert told(subscriber(done), next_year) != []


def test_who_paused_is_told_when_the_pause_ends_and_only_what_still_holds() -> None:
    paused = subscriber(subscription(paused_until=at("2026-06-10 12:00")))
    assert told(paused) == [
        (7, "2026-06-10 12:00"),
        (3, "2026-06-12 09:30"),
        (1, "2026-06-14 09:30"),
        (0, "2026-06-15 09:30"),
    ]


def test_again_is_one_reminder_more_unless_a_step_comes_that_day_anyway() -> None:
    asked = subscriber(subscription(again_on=dt.date(2026, 6, 9)))
    same = subscriber(subscription(again_on=dt.date(2026, 6, 8)))
    assert told(asked, kind="again") == [(None, "2026-06-09 09:30")]
    assert told(same, kind="again") == []


# ── a call that is published, phases, moved dates ────────────────────────────────────────


def test_who_subscribed_while_it_was_closed_is_told_once_when_the_next_call_is_published() -> None:
    assert told(subscriber(), kind="opened") == [(None, "2026-03-18 09:30")]
    late = subscriber(subscription(since=at("2026-03-20 08:00")))
    assert told(late, kind="opened") == []


def test_a_call_that_becomes_known_late_is_told_then() -> None:
    known = call(published_at=at("2026-03-25 15:00"))
    assert told(subscriber(), known, kind="opened") == [(None, "2026-03-25 15:00")]


def test_a_phase_is_told_when_it_begins_to_whoever_wants_that() -> None:
    review = call(stages=(Stage("review", dt.date(2026, 7, 1), at("2026-09-01 00:00")),))
    assert told(subscriber(), review, kind="phase") == [(None, "2026-07-01 09:30")]
    assert told(subscriber(subscription(phases=False)), review, kind="phase") == []


def moved(old: dt.date, new: dt.date, when: dt.datetime, id_: int = 1) -> Change:
    return Change(id_, "deadline", "award", 2026, old, new, when)


def test_a_moved_date_is_news_and_supersedes_the_old_steps() -> None:
    when = at("2026-06-09 11:00")
    later = dt.date(2026, 6, 20)
    before = {s.key for s in wanted(subscriber(), calendar(), LONG_AGO) if s.kind == "step"}
    changed = call(last_day=later, change=moved(LAST_DAY, later, when), news_until=when + dt.timedelta(days=7))
    steps = wanted(subscriber(), calendar(changed), when)
    assert [s.kind for s in steps if s.due_at <= when] == ["moved"]
    assert not before & {s.key for s in steps}
    assert [s.days for s in sorted(steps, key=lambda s: s.due_at) if s.kind == "step"] == [7, 3, 1, 0]


def test_moved_back_the_first_steps_have_their_first_keys() -> None:
    when = at("2026-06-09 11:00")
    back = call(change=moved(dt.date(2026, 6, 20), LAST_DAY, when, 2), news_until=when + dt.timedelta(days=7))
    first = {s.key for s in wanted(subscriber(), calendar(), when) if s.kind == "step"}
    assert {s.key for s in wanted(subscriber(), calendar(back), when) if s.kind == "step"} <= first


def test_news_of_an_earlier_date_is_worth_repeating_of_a_later_one_not() -> None:
    when = at("2026-05-20 11:00")
    for new, worth in ((dt.date(2026, 6, 10), True), (dt.date(2026, 6, 20), False)):
        changed = call(last_day=new, change=moved(LAST_DAY, new, when), news_until=when + dt.timedelta(days=7))
        news = [s for s in wanted(subscriber(), calendar(changed), when) if s.kind == "moved"]
        assert [s.worth_repeating for s in news] == [worth]


def test_an_old_record_put_right_is_no_news() -> None:
    when = at("2026-09-01 11:00")
    changed = call(change=moved(dt.date(2026, 6, 14), LAST_DAY, when), news_until=when + dt.timedelta(days=7))
    assert wanted(subscriber(), calendar(changed), when) == []


def test_only_the_last_two_days_are_worth_repeating() -> None:
    steps = wanted(subscriber(), calendar(), LONG_AGO)
    assert {s.days for s in steps if s.worth_repeating} == {0, 1}


def test_a_mailbox_that_is_not_confirmed_is_only_asked() -> None:
    waiting = replace(subscriber(), state="unconfirmed")
    assert [s.kind for s in wanted(waiting, calendar(), LONG_AGO)] == ["confirm"]


# ── one message for what is due together ─────────────────────────────────────────────────


def test_seven_programmes_on_one_day_are_one_notice() -> None:
    calls = [call(f"programme-{n}") for n in range(7)]
    everything = subscriber(subscription(programme="all"))
    planned = plan(everything, calendar(*calls), at("2026-06-08 09:30"))
    assert [len(group) for group in planned.notices] == [7]


def test_two_bodies_in_one_group_are_one_step() -> None:
    both = subscriber(subscription(1), subscription(2, body=UNIVERSITY))
    planned = plan(both, calendar(), at("2026-06-08 09:30"))
    assert [[s.subscriptions for s in group] for group in planned.notices] == [[(1, 2)]]


def test_planned_again_nothing_is_new_and_it_knows_when_to_look_again() -> None:
    now = at("2026-06-08 09:30")
    first = plan(subscriber(), calendar(), now)
    assert first == plan(subscriber(), calendar(), now)
    assert first.wake_at == at("2026-06-12 09:30")


def test_what_was_due_while_nobody_planned_is_noted_as_missed() -> None:
    slept = replace(subscriber(), planned_until=at("2026-05-10 00:00"))
    planned = plan(slept, calendar(), at("2026-06-09 12:00"))
    assert sorted(s.days or 0 for s in planned.missed) == [14, 30]
    assert [[s.days for s in group] for group in planned.notices] == [[7]]


# ── whatever the zone, the day and the hour ──────────────────────────────────────────────

ZONES = st.sampled_from(
    ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago",
     "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo", "Africa/Casablanca", "Pacific/Chatham"]
)  # fmt: skip
TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))
QUIET = st.none() | st.builds(Quiet, TIMES, TIMES)
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2032, 12, 31)) | st.sampled_from(
    [dt.date(2028, 2, 29), dt.date(2027, 12, 31), dt.date(2028, 1, 1), dt.date(2026, 3, 29), dt.date(2026, 10, 25)]
)
LEADS = st.lists(st.integers(0, 60), min_size=1, max_size=8, unique=True).map(lambda d: tuple(sorted(d, reverse=True)))
PEOPLE = st.builds(Preferences, zone=ZONES, hour=TIMES, quiet=QUIET)


def everything(preferences: Preferences, days: tuple[int, ...], last_day: dt.date, hour: dt.time) -> list[Step]:
    who = replace(subscriber(subscription(lead_days=days, since=at("2020-01-01 00:00"))), preferences=preferences)
    closes = dt.datetime.combine(last_day, hour, ZoneInfo("Asia/Shanghai"))
    return wanted(who, calendar(call(last_day=last_day, closes_at=closes)), at("2020-01-01 00:00"), spread=20)


@given(PEOPLE, LEADS, DAYS, TIMES)
@settings(max_examples=300, deadline=None)
def test_every_step_comes_before_the_deadline_and_never_in_quiet_hours(
    preferences: Preferences, days: tuple[int, ...], last_day: dt.date, hour: dt.time
) -> None:
    closes = dt.datetime.combine(last_day, hour, ZoneInfo("Asia/Shanghai"))
    for step in everything(preferences, days, last_day, hour):
        if step.kind == "step":
            assert step.due_at < closes
            assert step.due_at < step.valid_until <= closes
        assert not is_quiet(step.due_at, preferences.zone, preferences.quiet)


@given(PEOPLE, LEADS, DAYS, TIMES)
@settings(max_examples=300, deadline=None)
def test_at_any_time_one_step_at_most_is_worth_telling(
    preferences: Preferences, days: tuple[int, ...], last_day: dt.date, hour: dt.time
) -> None:
    steps = sorted(
        (s for s in everything(preferences, days, last_day, hour) if s.kind == "step"), key=lambda s: s.due_at
    )
    assert steps
    for one, two in pairwise(steps):
        assert one.valid_until == two.due_at
        assert (one.days or 0) > (two.days or 0)


@given(ZONES, TIMES, LEADS, DAYS)
@settings(max_examples=300, deadline=None)
def test_a_step_that_nothing_hinders_comes_at_the_hour_chosen(
    zone: str, hour: dt.time, days: tuple[int, ...], last_day: dt.date
) -> None:
    who = subscriber(subscription(lead_days=days, since=at("2020-01-01 00:00")), zone=zone, hour=hour)
    known = calendar(call(last_day=last_day))
    for step in wanted(who, known, at("2020-01-01 00:00")):
        if step.kind != "step" or not step.days or step.days < 3:
            continue
        local = step.due_at.astimezone(ZoneInfo(zone))
        wall = local.replace(tzinfo=None)
        asked = dt.datetime.combine(last_day - dt.timedelta(days=step.days), hour)
        assert wall == asked or (dt.timedelta() < wall - asked <= dt.timedelta(hours=1))  # or in a gap


@given(PEOPLE, LEADS, DAYS, st.lists(st.integers(0, 70 * 24 * 60), max_size=12))
@settings(max_examples=150, deadline=None)
def test_however_often_and_late_it_is_planned_each_key_comes_once(
    preferences: Preferences, days: tuple[int, ...], last_day: dt.date, minutes: list[int]
) -> None:
    who: Subscriber = replace(
        subscriber(subscription(lead_days=days, since=at("2020-01-01 00:00"))), preferences=preferences
    )
    known = calendar(call(last_day=last_day))
    start = dt.datetime.combine(last_day, dt.time(), dt.UTC) - dt.timedelta(days=68)
    kept: dict[str, dt.datetime] = {}
    for now in sorted(start + dt.timedelta(minutes=m) for m in minutes):
        planned = plan(who, known, now, spread=20)
        new = [s for group in planned.notices for s in group if s.key not in kept]
        counted = [s for s in new if s.kind == "step"]
        assert len(counted) <= 1  # only the latest that still holds, however many were missed
        kept |= {s.key: now for s in new}
        who = replace(who, planned_until=now)
    assert len(kept) <= len(days) + 1  # the steps, and that the call is published


def test_what_is_due_within_half_an_hour_goes_together() -> None:
    steps = wanted(subscriber(subscription(programme="all")), calendar(call(), call("case")), LONG_AGO)
    groups = list(together(steps))
    assert [len(group) for group in groups] == [2] * 7


def test_the_spread_is_fixed_for_an_address_and_within_its_bounds() -> None:
    who = subscriber()
    shifted = {s.days: s.due_at for s in wanted(who, calendar(), LONG_AGO, spread=20) if s.kind == "step"}
    plain = {s.days: s.due_at for s in wanted(who, calendar(), LONG_AGO) if s.kind == "step"}
    shifts = {shifted[days] - plain[days] for days in plain}
    assert len(shifts) == 1
    assert dt.timedelta() <= shifts.pop() <= dt.timedelta(minutes=20)


def test_a_private_person_is_a_body_too() -> None:
    assert told(subscriber(subscription(body=Body("王敏")))) == told(subscriber(subscription(body=ASSOCIATION)))
