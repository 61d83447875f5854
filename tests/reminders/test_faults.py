"""What goes wrong, and what must be seen: the faults of docs/reliability.md that need no second process.

The number in a name is that of the table there. The same faults against a real process and a Bot API stand-in are in
test_faults_http.py.
"""

import asyncio
import datetime as dt

import pytest
from sqlalchemy.exc import OperationalError

from bot import forecast
from bot.channels.telegram.courier import fields
from bot.channels.telegram.markup import length
from knowledge.broadcasts import Broadcast
from knowledge.language import Text
from knowledge.pack import Pack
from reminders.courier import (
    ChannelDown,
    Delivered,
    Moved,
    Refused,
    RetryLater,
    Uncertain,
    Unreachable,
)
from reminders.deliver import Tally
from reminders.heartbeat import resume
from reminders.outbox import Beat, Lease, Seen
from reminders.own import NotBefore, NotPublished, internal_deadline
from reminders.subscriptions import Address, InternalDeadline, Preferences, Quiet
from reminders.wording import Message
from tests.reminders.calls import UNIVERSITY, at
from tests.reminders.rig import Rig, pack, with_deadline

pytestmark = pytest.mark.asyncio

T7, T1, T0 = "2026-06-08 10:00", "2026-06-14 10:00", "2026-06-15 10:00"


# ── crashes ──────────────────────────────────────────────────────────────────────────────


async def test_f2_ended_between_mark_and_call_it_is_uncertain_and_listed(either: Rig) -> None:
    rig = either
    await rig.subscribe()
    rig.now = at(T7)
    await rig.heart.prepare(rig.now, _tally())
    lease = (await rig.outbox.lease("gone", rig.now, ["telegram"], 8))[0]
    await _mark(rig, lease)
    rig.start()
    await rig.beat(later=61)
    assert [len(r.steps) for r in await rig.state("uncertain")] == [1]
    await rig.beat(later=61)
    assert rig.courier.sent == []  # T-7 is not worth a repeat: the next step covers it


async def test_f2_what_is_worth_it_is_repeated_once_and_marked(either: Rig) -> None:
    rig = either
    await rig.subscribe()
    rig.now = at(T1)
    await rig.heart.prepare(rig.now, _tally())
    lease = (await rig.outbox.lease("gone", rig.now, ["telegram"], 8))[0]
    await _mark(rig, lease)
    rig.start()
    for _ in range(4):
        await rig.beat(later=61)
    assert [m.mark for m in rig.courier.arrived] == ["重复提醒：前一份是否送达无法确认，如已收到请忽略。"]
    assert rig.courier.arrived[0].text.startswith(rig.courier.arrived[0].mark)
    assert [r.state for r in await rig.state("uncertain", "sent")] == ["uncertain", "sent"]


async def test_f4_ended_while_leased_it_is_sent_once_after_the_lease(either: Rig) -> None:
    rig = either
    await rig.subscribe()
    rig.now = at(T7)
    await rig.heart.prepare(rig.now, _tally())
    assert len(await rig.outbox.lease("gone", rig.now, ["telegram"], 8)) == 1
    await rig.beat()
    assert rig.courier.sent == []
    await rig.beat(later=61)
    await rig.beat(later=61)
    assert len(rig.courier.arrived) == 1


async def test_f5_a_lost_answer_is_never_plainly_retried(either: Rig) -> None:
    rig = either
    await rig.subscribe()
    rig.courier.outcomes = [Uncertain("no answer")]
    tally, _ = await rig.beat(T7)
    assert tally.uncertain == 1
    for _ in range(3):
        await rig.beat(later=120)
    assert len(rig.courier.sent) == 1
    assert [r.why for r in await rig.state("uncertain")] == ["no answer"]


async def test_f6_what_never_left_is_retried_without_a_mark(either: Rig) -> None:
    rig = either
    await rig.subscribe()
    rig.courier.outcomes = [RetryLater(5, "no connection")] * 3
    for _ in range(5):
        await rig.beat(T7, later=6)
    assert [m.mark for m in rig.courier.arrived] == [""]
    assert await rig.state("uncertain") == []


async def test_f7_f8_a_pause_concerns_one_chat_and_is_kept_over_a_restart(either: Rig) -> None:
    rig = either
    await rig.subscribe("1")
    await rig.subscribe("2")
    rig.courier.outcomes = [RetryLater(2282, "429")]
    tally, _ = await rig.beat(T7)
    assert (tally.retried, tally.sent) == (1, 1)
    rig.start()
    await rig.beat(later=2281)
    assert len(rig.courier.sent) == 2
    await rig.beat(later=2)
    assert sorted(m.address.address for m in rig.courier.arrived) == ["1", "2"]


async def test_f10_f11_a_blocked_chat_hears_nothing_until_it_is_back_and_then_only_what_still_holds(
    either: Rig,
) -> None:
    rig = either
    await rig.subscribe("1")
    await rig.subscribe("2")
    rig.courier.outcomes = [Unreachable("blocked", "403")]
    tally, _ = await rig.beat("2026-06-01 10:00")
    assert (tally.dead, tally.sent) == (1, 1)
    gone = rig.courier.sent[0].address
    known = await rig.subscriptions.of(gone)
    assert known
    assert known.state == "blocked"
    await rig.beat(T7)
    assert [m.address for m in rig.courier.sent].count(gone) == 1
    await rig.subscriptions.set_state(gone, "active", "/start", rig.now)
    await rig.beat("2026-06-10 10:00")
    mine = [m.subject for m in rig.courier.arrived if m.address == gone]
    assert mine == ["领先科技奖2026：距截止还有5天"]


async def test_f12_a_chat_that_moved_gets_it_once_at_its_new_number(either: Rig) -> None:
    rig = either
    new = Address("telegram", "-1001")
    came = await rig.subscribe("-1")
    rig.courier.outcomes = [Moved(new)]
    await rig.beat(T7)
    await rig.subscriptions.move(came.subscriber.address, new)  # the service message, after the refusal
    await rig.beat(later=1)
    await rig.subscriptions.move(came.subscriber.address, new)
    await rig.beat(later=100)
    assert [m.address for m in rig.courier.arrived] == [new]
    assert [s.address async for s in rig.subscriptions.all()] == [new]


async def test_f13_a_content_fault_is_an_alarm_and_leaves_the_address_alone(either: Rig) -> None:
    rig = either
    came = await rig.subscribe()
    rig.courier.outcomes = [Refused("400, can't parse")]
    tally, _ = await rig.beat(T7)
    assert (tally.dead, tally.alarms) == (1, ["400, can't parse"])
    known = await rig.subscriptions.of(came.subscriber.address)
    assert known
    assert known.state == "active"
    await rig.beat("2026-06-12 10:00")
    assert len(rig.courier.arrived) == 1


async def test_f14_a_refused_token_stops_the_channel_after_one_call_and_loses_nothing(either: Rig) -> None:
    rig = either
    for chat in range(30):
        await rig.subscribe(str(chat))
    rig.courier.outcomes = [ChannelDown("401")] * 8
    tally, _ = await rig.beat(T7)
    assert len(rig.courier.sent) <= 8  # those in flight when the first answer came
    assert tally.down == {"telegram"}
    rig.start()
    rig.courier.outcomes = []
    await rig.beat(later=60)
    assert len(rig.courier.arrived) == 30


async def test_f15_a_courier_that_breaks_makes_it_uncertain_and_the_others_go_on(either: Rig) -> None:
    rig = either
    await rig.subscribe("1")
    await rig.subscribe("2")
    rig.courier.outcomes = [RuntimeError("no JSON")]
    tally, _ = await rig.beat(T7)
    assert (tally.uncertain, tally.sent) == (1, 1)
    assert [type(error) for error in rig.broke] == [RuntimeError]


async def test_f16_several_at_once_send_each_step_once(either: Rig) -> None:
    rig = either
    for chat in range(40):
        await rig.subscribe(str(chat), "all")
    rigs = [rig, rig.another(), rig.another()]
    for day in (T7, "2026-06-12 10:00", T1):
        await asyncio.gather(*(each.beat(day) for each in rigs))
    assert len(rig.courier.arrived) == 3 * 40
    assert len({(m.address, m.key) for m in rig.courier.arrived}) == 3 * 40


async def test_f17_a_late_outcome_of_a_lease_that_is_over_changes_nothing(either: Rig) -> None:
    rig = either
    await rig.subscribe()
    rig.now = at(T7)
    await rig.heart.prepare(rig.now, _tally())
    lease = (await rig.outbox.lease("frozen", rig.now, ["telegram"], 8))[0]
    await _mark(rig, lease)
    rig.real += 90
    await rig.outbox.reap(rig.now)
    assert not await rig.outbox.settle(lease, Delivered("1"), rig.now)
    assert [r.state for r in await rig.state("uncertain", "sent", "planned")] == ["uncertain"]


async def test_f17_a_frozen_process_cannot_mark_what_another_has_taken_over(either: Rig) -> None:
    rig = either
    await rig.subscribe()
    rig.now = at(T7)
    await rig.heart.prepare(rig.now, _tally())
    lease = (await rig.outbox.lease("frozen", rig.now, ["telegram"], 8))[0]
    await rig.beat(later=90)
    assert len(rig.courier.arrived) == 1
    assert not await _mark(rig, lease)


# ── dates that move ──────────────────────────────────────────────────────────────────────


async def test_f18_a_date_moved_while_half_is_out(either: Rig) -> None:
    rig = either
    for chat in range(10):
        await rig.subscribe(str(chat))
    rig.courier.outcomes = [*[Delivered("")] * 5, *[RetryLater(1000, "429")] * 5]
    await rig.beat(T7)
    rig.courier.clear()
    rig.pack = with_deadline(pack(), "award", dt.date(2026, 6, 20), "later")
    await rig.beat("2026-06-09 15:00")
    assert sorted(m.address.address for m in rig.courier.arrived) == [str(n) for n in range(10)]
    assert set(rig.subjects()) == {"领先科技奖2026：截止时间有变"}
    assert "原为2026年6月15日，现为2026年6月20日" in rig.texts()[0]
    assert len(await rig.state("superseded")) == 5
    rig.courier.clear()
    await rig.beat("2026-06-13 12:00", later=2000)
    assert rig.subjects() == ["领先科技奖2026：距截止还有7天"] * 10


async def test_f19_moved_back_nothing_is_told_twice_for_the_first_date(either: Rig) -> None:
    rig = either
    await rig.subscribe()
    await rig.beat(T7)
    rig.pack = with_deadline(pack(), "award", dt.date(2026, 6, 20), "later")
    await rig.beat("2026-06-09 15:00")
    rig.pack = with_deadline(pack(), "award", dt.date(2026, 6, 15), "back")
    await rig.beat("2026-06-10 15:00")
    await rig.through(["2026-06-11", "2026-06-12", "2026-06-13", "2026-06-14", "2026-06-15", "2026-06-16"])
    assert rig.subjects() == [
        "领先科技奖2026：距截止还有7天",
        "领先科技奖2026：截止时间有变",
        "领先科技奖2026：截止时间有变",
        "领先科技奖2026：距截止还有3天",
        "领先科技奖2026：距截止还有1天",
        "领先科技奖2026：今天截止",
    ]


async def test_f19_what_was_superseded_unsent_is_told_when_the_date_comes_back(either: Rig) -> None:
    rig = either
    await rig.subscribe()
    rig.courier.outcomes = [RetryLater(10, "no connection")]
    await rig.beat("2026-06-12 10:00")
    rig.pack = with_deadline(pack(), "award", dt.date(2026, 6, 20), "later")
    rig.courier.outcomes = [RetryLater(10, "no connection")]
    await rig.beat("2026-06-12 11:00")
    rig.pack = with_deadline(pack(), "award", dt.date(2026, 6, 15), "back")
    await rig.beat("2026-06-12 12:00", later=60)
    assert rig.subjects() == ["领先科技奖2026：截止时间有变"]
    assert "还有 3 天" in rig.texts()[0]


async def test_f20_the_same_dates_again_are_no_news(either: Rig) -> None:
    rig = either
    await rig.subscribe()
    await rig.beat(T7)
    rig.pack = pack().model_copy(update={"version": "another note"})
    await rig.beat("2026-06-08 15:00")
    rig.pack = pack()
    await rig.beat("2026-06-08 16:00")
    assert len(rig.courier.arrived) == 1


async def test_a_withdrawn_deadline_is_told_and_nothing_counts_to_it_any_more(rig: Rig) -> None:
    await rig.subscribe()
    await rig.beat(T7)
    rig.pack = with_deadline(pack(), "award", None, "withdrawn")
    await rig.beat("2026-06-09 15:00")
    await rig.through(["2026-06-12", "2026-06-14", "2026-06-15"])
    assert rig.subjects()[1:] == ["领先科技奖2026：截止时间已撤下"]
    assert "2026年6月15日" in rig.texts()[1]


async def test_two_processes_with_two_packs_do_not_take_turns(rig: Rig) -> None:
    await rig.subscribe()
    newer = rig.another()
    newer.pack = with_deadline(pack(), "award", dt.date(2026, 6, 20), "newer")
    await rig.beat("2026-06-09 15:00")
    await newer.beat("2026-06-09 15:00")
    for _ in range(3):
        await rig.beat("2026-06-09 16:00")
        await newer.beat("2026-06-09 16:00")
    assert rig.subjects().count("领先科技奖2026：截止时间有变") == 1
    assert (await rig.outbox.ledger()).version == "newer"


# ── after a stop ─────────────────────────────────────────────────────────────────────────


async def test_f21_ten_days_down_over_two_steps_is_one_message_that_counts_truly(either: Rig) -> None:
    rig = either
    await rig.subscribe()
    await rig.beat("2026-05-30 10:00")
    rig.courier.clear()
    tally, _ = await rig.beat("2026-06-09 10:00")
    assert rig.subjects() == ["领先科技奖2026：距截止还有6天"]
    assert tally.expired == 1
    assert [s.days for r in await rig.state("expired") for s in r.steps] == [14]


async def test_f22_an_old_copy_put_back_is_held_until_somebody_says_so(either: Rig) -> None:
    rig = either
    await rig.subscribe()
    await rig.beat("2026-06-08 09:00")
    rig.courier.clear()
    before = await rig.outbox.beat()
    rig.witness.note(Beat(before.database, before.count + 1000))  # what the lost three days had noted
    tally, hold = await rig.beat(T7)
    assert hold
    assert "heartbeats behind" in hold.reason
    rig.start()
    assert (await rig.beat(T7))[1] == hold
    assert (rig.courier.sent, tally.sent) == ([], 0)
    await resume(rig.outbox, rig.witness)
    rig.start()
    assert (await rig.beat(T7))[1] is None
    assert len(rig.courier.arrived) == 1


async def test_f22_another_database_is_held_too(rig: Rig) -> None:
    rig.witness.note(Beat("another", 1))
    _, hold = await rig.beat(T7)
    assert hold
    assert "another database" in hold.reason


async def test_f22_two_processes_do_not_take_each_other_for_a_copy(rig: Rig) -> None:
    other = rig.another()
    for _ in range(10):
        done = await asyncio.gather(rig.beat(T7), other.beat(T7))
        assert [hold for _, hold in done] == [None, None]


async def test_f23_down_past_the_deadline_nobody_is_told_it_is_today(either: Rig) -> None:
    rig = either
    await rig.subscribe(phases=False, lead_days=(3, 1, 0))
    await rig.beat("2026-06-13 10:00")
    rig.courier.clear()
    await rig.beat("2026-06-16 10:00")
    assert rig.courier.sent == []
    assert sorted(s.days or 0 for r in await rig.state("expired") for s in r.steps) == [0, 1]


async def test_f23_what_waited_past_its_time_expires_and_is_listed(either: Rig) -> None:
    rig = either
    await rig.subscribe(phases=False)
    rig.courier.outcomes = [RetryLater(5, "no connection")]
    await rig.beat(T0)
    tally, _ = await rig.beat("2026-06-16 00:00", later=60)
    assert (tally.expired, rig.courier.arrived) == (1, [])


async def test_a_hold_stops_every_process_at_once(rig: Rig) -> None:
    await rig.subscribe()
    rig.now = at(T7)
    await rig.heart.prepare(rig.now, _tally())
    await rig.outbox.hold("by hand", rig.now)
    await rig.delivery.deliver_due(lambda: rig.now, _tally())
    assert rig.courier.sent == []
    await rig.outbox.release()
    await rig.beat()
    assert len(rig.courier.arrived) == 1


# ── people ───────────────────────────────────────────────────────────────────────────────


async def test_f25_a_deadline_at_night_is_told_the_evening_before_and_quiet_hours_hold(rig: Rig) -> None:
    night = Preferences(quiet=Quiet(dt.time(22), dt.time(8)))
    await rig.subscribe(preferences=night)
    await rig.beat("2026-06-08 23:00")
    assert rig.courier.sent == []
    await rig.beat("2026-06-09 08:00")
    assert rig.subjects() == ["领先科技奖2026：距截止还有6天"]


async def test_quiet_hours_give_way_to_the_last_call(rig: Rig) -> None:
    await rig.subscribe(preferences=Preferences(quiet=Quiet(dt.time(22), dt.time(8))))
    await rig.beat("2026-06-14 12:00")
    await rig.beat("2026-06-15 22:30")  # nobody sent anything on the last day: it closes in 90 minutes
    assert rig.subjects()[-1] == "领先科技奖2026：今天截止"
    assert "还剩1小时30分钟" in rig.texts()[-1]


async def test_f26_both_programmes_on_one_day_are_one_message(rig: Rig) -> None:
    await rig.subscribe(programme="all")
    await rig.beat(T7)
    assert rig.subjects() == ["领先科技奖2026：距截止还有7天等2项"]
    assert len(rig.texts()[0]) < 4096


async def test_f26_seven_programmes_in_one_group_are_one_message_within_the_limit(rig: Rig) -> None:
    award = pack().programme["award"]
    more = tuple(award.model_copy(update={"id": f"award-{n}"}) for n in range(6))
    open_ = pack().edition("award", 2026)
    assert open_
    editions = tuple(open_.model_copy(update={"id": f"award-{n}-2026", "programme": f"award-{n}"}) for n in range(6))
    scheme = pack().scheme.model_copy(update={"programmes": ("award", *(p.id for p in more))})
    update = {"programmes": (*pack().programmes, *more), "editions": (*pack().editions, *editions), "scheme": scheme}
    kept = {name: getattr(pack(), name) for name in Pack.model_fields}
    rig.pack = Pack(**(kept | update | {"version": "seven"}))
    await rig.subscribe("-1", "all")
    await rig.subscribe("-2", "all", preferences=Preferences(language="en"))
    await rig.beat(T7)
    assert len(rig.courier.arrived) == 2
    assert [len(message.sections) for message in rig.courier.arrived] == [7, 7]
    assert all(length(str(fields(message)["text"])) <= 4096 for message in rig.courier.arrived)
    assert all(sum(bool(section.checklist) for section in m.sections) == 1 for m in rig.courier.arrived)


async def test_f27_unsubscribed_between_lease_and_mark_nothing_is_sent(either: Rig) -> None:
    rig = either
    came = await rig.subscribe()
    rig.now = at(T7)
    await rig.heart.prepare(rig.now, _tally())
    lease = (await rig.outbox.lease("rig", rig.now, ["telegram"], 8))[0]
    seen = await rig.outbox.subscriber(lease)
    assert seen
    await rig.subscriptions.unsubscribe(came.subscription.id)
    assert not await _mark(rig, lease, Seen(seen.revision, 1))
    await rig.outbox.give_back(lease)
    tally, _ = await rig.beat()
    assert (tally.dropped, rig.courier.sent) == (1, [])
    assert [r.why for r in await rig.state("cancelled")] == ["nobody subscribes any more"]


async def test_f28_both_dates_are_shown_and_named_and_a_later_one_is_refused(rig: Rig) -> None:
    own = internal_deadline(pack(), "award", dt.date(2026, 6, 10))
    assert isinstance(own, InternalDeadline)
    assert isinstance(internal_deadline(pack(), "award", dt.date(2026, 6, 15)), NotBefore)
    assert isinstance(internal_deadline(pack(), "award", dt.date(2026, 6, 20)), NotBefore)
    assert isinstance(internal_deadline(pack(), "award", dt.date(2031, 6, 1)), NotPublished)
    await rig.subscribe(internal=(own,))
    await rig.beat(T7)
    text = rig.texts()[0]
    assert "距主办方截止还有 7 天：北京时间2026年6月15日24时" in text
    assert "中国通信企业协会的内部截止：2026年6月10日当天内（Asia/Shanghai），还有 2 天" in text
    assert "不是主办方的" in text


async def test_f29_a_database_that_is_locked_sends_nothing_unmarked_and_keeps_outcomes(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rig.subscribe()
    locked = OperationalError("locked", None, Exception("database is locked"))
    mark, settle, failures = rig.outbox.mark_sending, rig.outbox.settle, [locked] * 3

    async def failing_mark(*_: object) -> bool:
        raise locked

    async def failing_settle(lease: Lease, outcome: Delivered, now: dt.datetime) -> bool:
        if failures:
            raise failures.pop()
        return await settle(lease, outcome, now)

    monkeypatch.setattr(rig.outbox, "mark_sending", failing_mark)
    await rig.beat(T7)
    assert rig.courier.sent == []
    monkeypatch.setattr(rig.outbox, "mark_sending", mark)
    monkeypatch.setattr(rig.outbox, "settle", failing_settle)
    await rig.beat(later=61)
    await rig.beat(later=61)
    assert len(rig.courier.arrived) == 1
    assert [r.state for r in await rig.state("sent", "uncertain")] == ["sent"]


async def test_f32_the_next_message_is_in_the_language_and_zone_chosen_meanwhile(either: Rig) -> None:
    rig = either
    came = await rig.subscribe()
    await rig.beat("2026-06-08 08:00")
    rig.courier.clear()
    await rig.subscriptions.prefer(came.subscriber.address, Preferences("en", "America/New_York"))
    await rig.beat(T7)
    assert rig.courier.sent == []  # half past nine in New York is still to come
    await rig.beat("2026-06-08 22:00")
    assert rig.subjects() == ["WIC Award 2026: 7 days left"]
    assert "America/New_York" in rig.texts()[0]


async def test_f33_two_bodies_in_one_group_are_one_message_a_step(either: Rig) -> None:
    rig = either
    first = await rig.subscribe("-5")
    again = await rig.subscribe("-5")
    other = await rig.subscribe("-5", body=UNIVERSITY)
    assert (first.subscription.id, again.new) == (again.subscription.id, False)
    assert len(other.subscriber.subscriptions) == 2
    await rig.beat(T7)
    assert len(rig.courier.arrived) == 1
    assert "中国通信企业协会和长春工业大学" in rig.courier.arrived[0].footer


async def test_done_stops_what_is_planned_already(rig: Rig) -> None:
    came = await rig.subscribe()
    rig.courier.outcomes = [RetryLater(5, "no connection")]
    await rig.beat(T7)
    await rig.subscriptions.mark_done(came.subscription.id, "award", 2026)
    await rig.through(["2026-06-09", "2026-06-12", "2026-06-15"])
    assert rig.courier.arrived == []


async def test_day_by_day_exactly_the_planned_ones_come(either: Rig) -> None:
    rig = either
    await rig.subscribe(programme="award")
    day = dt.date(2026, 5, 1)
    while day < dt.date(2026, 9, 1):
        await rig.beat(f"{day} 12:00")
        day += dt.timedelta(days=1)
    assert rig.subjects() == [
        *(f"领先科技奖2026：距截止还有{days}天" for days in (30, 14, 7, 3, 1)),
        "领先科技奖2026：今天截止",
        "领先科技奖2026：进入“成果评审”",
        "领先科技奖2026：进入“筹备发布”",
    ]


async def test_an_announcement_goes_to_those_it_is_meant_for(rig: Rig) -> None:
    told = Broadcast(
        id="maintenance", kind="announcement", programmes=("case",), begins=dt.date(2026, 5, 20),
        ends=dt.date(2026, 5, 25), text=Text(zh="平台维护。", en="Maintenance."), cite=("case-letter-2026",),
    )  # fmt: skip
    rig.pack = pack().model_copy(update={"broadcasts": (*pack().broadcasts, told), "version": "told"})
    await rig.subscribe("1", "award")
    await rig.subscribe("2", "case")
    await rig.subscribe("3", "all")
    for day in ("2026-05-20", "2026-05-21"):
        await rig.beat(f"{day} 12:00")
    assert sorted(m.address.address for m in rig.courier.arrived if "平台维护" in m.text) == ["2", "3"]


async def test_what_was_told_is_not_to_come(either: Rig) -> None:
    who = (await either.subscribe()).subscriber.id
    await either.beat(T7)
    (sent,) = await either.state("sent")
    ledger = await either.outbox.ledger()
    coming = [
        line["key"] async for line in forecast.coming(either.subscriptions, either.pack, ledger, either.now, spread=0)
    ]
    assert await either.subscriptions.told([who]) == {who: {step.key for step in sent.steps}}
    assert coming
    assert not set(coming) & {step.key for step in sent.steps}


# ── what the tests share ─────────────────────────────────────────────────────────────────


def _tally() -> Tally:
    return Tally()


async def _mark(rig: Rig, lease: Lease, seen: Seen | None = None) -> bool:
    """As delivery marks it, without the call that follows."""
    who = await rig.outbox.subscriber(lease)
    revision = who.revision if who else 0
    message = Message("k", lease.address, "zh", "s", "", (), "")
    ledger = await rig.outbox.ledger()
    return await rig.outbox.mark_sending(lease, lease.steps, message, seen or Seen(revision, ledger.activation))
