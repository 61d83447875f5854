"""Reminders as talk: one line or step by step, on Telegram and by mail; nothing is guessed, nothing is lost."""

import datetime as dt
from dataclasses import replace

import pytest

from handlers.contract import Kind
from knowledge.library import Library
from reminders.subscriptions import Address, Quiet
from tests.handlers.subscriber import ADMIN, GROUP, MEMBER, Person

CLOSED = dt.datetime.fromisoformat("2026-09-01T10:00+08:00")


@pytest.fixture
def person(library: Library) -> Person:
    return Person(library)


@pytest.fixture
def visitor(library: Library) -> Person:
    return Person(library, "web", "session-1")


# ── one line ──


async def test_one_line_subscribes_and_shows_every_date_to_come(person: Person) -> None:
    reply = await person.say("订阅领先科技奖提醒，内部截止5月20日")
    assert reply.kind is Kind.DONE
    subscription = await person.one()
    assert subscription.programme == "award"
    (own,) = subscription.internal
    assert (own.day, own.programme, own.year) == (dt.date(2026, 5, 20), "award", 2026)
    assert "2026年5月20日。这是该单位自己定的日期，不是主办方的" in reply.text
    for day in ("2026年5月16日 09:30", "2026年6月1日 09:30", "2026年6月15日 09:30", "2026年5月13日 09:30"):
        assert day in reply.text


async def test_one_english_line_says_hour_zone_days_and_body(person: Person) -> None:
    reply = await person.say(
        "Remind us of both calls 14, 7 and 1 days before at 8:30 London time. "
        "We are the Kenya ICT Society, our internal deadline is 20 May 2026"
    )
    kept, subscription = await person.kept(), await person.one()
    assert reply.language == "en"
    assert subscription.programme == "all"
    assert subscription.lead_days == (14, 7, 1)
    assert subscription.body.name == "Kenya ICT Society"
    assert subscription.body.kind == "association"
    assert (kept.preferences.zone, kept.preferences.hour) == ("Europe/London", dt.time(8, 30))
    assert {d.programme for d in subscription.internal} == {"award", "case"}
    assert kept.preferences.language == "en"


@pytest.mark.parametrize("date", ["6月15日", "6月20日"])
async def test_an_internal_deadline_that_does_not_precede_the_organisers_is_refused(person: Person, date: str) -> None:
    reply = await person.say(f"订阅领先科技奖提醒，内部截止{date}")
    assert "不早于" in reply.text
    assert await person.subscriptions.of(Address("telegram", "42")) is None
    await person.say("那就6月1日吧")
    assert (await person.one()).internal[0].day == dt.date(2026, 6, 1)


async def test_asking_the_same_twice_keeps_one_subscription(person: Person) -> None:
    for _ in range(2):
        await person.say("订阅领先科技奖提醒，内部截止5月20日")
    assert len((await person.kept()).subscriptions) == 1


async def test_while_the_call_is_closed_nothing_is_promised(person: Person) -> None:
    person.now = CLOSED
    await person.say("/subscribe award")
    await person.say("跳过")
    reply = await person.say("没有")
    assert "下一届通知公布后会告诉您" in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "怎么订阅提醒？",
        "截止日期是哪天",
        "提醒一下，今年评审是几月？",
        "When is the deadline?",
        "How do I subscribe to reminders?",
        "谁可以订阅？",
        "Should I subscribe?",
        "Tell me when the award closes",
        "Can you remind me what the award deadline is?",
    ],
)
async def test_a_question_starts_no_subscription(person: Person, text: str) -> None:
    reply = await person.say(text)
    assert reply.topic != "subscribe"
    assert await person.subscriptions.of(Address("telegram", "42")) is None


@pytest.mark.parametrize("text", ["怎么退订？", "how do I unsubscribe?", "怎么取消提醒", "我要退订怎么办"])
async def test_to_ask_how_to_end_reminders_ends_none(person: Person, text: str) -> None:
    """Each of these used to end every subscription at once."""
    await person.say("订阅领先科技奖提醒，内部截止5月20日")
    reply = await person.say(text)
    assert reply.kind is Kind.ANSWER
    assert "/unsubscribe" in reply.text
    assert len((await person.kept()).subscriptions) == 1


@pytest.mark.parametrize(
    "text",
    [
        "订阅领先科技奖提醒，内部截止5月20日，实践案例不用提醒",
        "退订实践案例，领先科技奖保留",
        "cancel all reminders except the award",
        "stop the case reminders but subscribe us to the award",
    ],
)
async def test_what_ends_one_thing_and_keeps_another_is_shown_and_not_guessed(person: Person, text: str) -> None:
    """Each of these used to end both subscriptions."""
    await person.say("订阅领先科技奖提醒，内部截止5月20日")
    await person.say("订阅实践案例提醒，内部截止5月21日")
    reply = await person.say(text)
    assert [s.programme for s in (await person.kept()).subscriptions] == ["award", "case"]
    assert "/unsubscribe" in [choice.id for choice in reply.choices]


@pytest.mark.parametrize("text", ["我不想订阅领先科技奖", "I don't want to subscribe to the award", "不要订阅"])
async def test_who_does_not_want_to_subscribe_is_not_asked_for_what(person: Person, text: str) -> None:
    """This used to begin a subscription."""
    assert (await person.say(text)).kind is Kind.DONE
    assert await person.subscriptions.of(Address("telegram", "42")) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("提前两周和3天提醒我领先科技奖", (14, 3)),
        ("领先科技奖截止前一个月和当天提醒我们", (30, 0)),
        ("幫我喺截止前一個禮拜提醒我領先科技獎", (7,)),
        ("Remind me of the award a week and a day before", (7, 1)),
        ("remind us 1 and 2 weeks before the award closes", (14, 7)),
    ],
)
async def test_weeks_and_months_are_days(person: Person, text: str, days: tuple[int, ...]) -> None:
    await person.say(text)
    assert (await person.one()).lead_days == days


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("订阅领先科技奖，内部截止5/6", dt.date(2026, 5, 6)),
        ("subscribe award, internal deadline 20/5", dt.date(2026, 5, 20)),
        ("订阅领先科技奖提醒，5月20日本会内部截止", dt.date(2026, 5, 20)),
        ("订阅领先科技奖，内部截止五月二十号24时", dt.date(2026, 5, 20)),
    ],
)
async def test_dates_as_people_write_them(person: Person, text: str, own: dt.date) -> None:
    await person.say(text)
    (deadline,) = (await person.one()).internal
    assert (deadline.day, deadline.time) == (own, None)


async def test_a_date_that_may_be_two_is_asked_for_and_none_is_kept(person: Person) -> None:
    reply = await person.say("subscribe us to the award, internal deadline 5/6")
    assert reply.kind is Kind.CLARIFY
    assert await person.subscriptions.of(Address("telegram", "42")) is None


async def test_a_mailbox_with_a_slip_is_asked_for_and_not_replaced_by_the_chat(person: Person) -> None:
    reply = await person.say("订阅领先科技奖提醒，发到office@example,org，内部截止5月20日")
    assert "邮箱" in reply.text
    assert await person.subscriptions.of(Address("telegram", "42")) is None


async def test_a_place_in_a_name_sets_no_clock(person: Person) -> None:
    """It used to: whoever is of Kenya by name was told by Nairobi's time."""
    await person.say("Subscribe to both, we are the Kenya ICT Society, 7 days before")
    assert (await person.kept()).preferences.zone == "Asia/Shanghai"


@pytest.mark.parametrize("text", ["每周一提醒我", "remind me every Monday about the award", "remind me tomorrow"])
async def test_what_is_not_to_be_had_is_said(person: Person, text: str) -> None:
    assert (await person.say(text)).kind is Kind.FALLBACK
    assert await person.subscriptions.of(Address("telegram", "42")) is None


# ── step by step ──


async def test_step_by_step_with_a_side_question(person: Person) -> None:
    asked = await person.say("我要订阅")
    assert asked.kind is Kind.CLARIFY
    asked = await person.tap(asked, "sub:programme:award")
    assert "哪个单位" in asked.text
    aside = await person.say("领先科技奖什么时候截止？")
    assert "6月15日" in aside.text
    assert "哪个单位" in aside.text
    asked = await person.say("中国通信企业协会")
    assert "内部截止" in asked.text
    done = await person.say("5月18日下午5点")
    subscription = await person.one()
    assert done.kind is Kind.DONE
    assert (subscription.body.name, subscription.body.kind) == ("中国通信企业协会", "association")
    assert (subscription.internal[0].day, subscription.internal[0].time) == (dt.date(2026, 5, 18), dt.time(17))


async def test_leaving_keeps_nothing(person: Person) -> None:
    asked = await person.say("Subscribe to reminders")
    left = await person.tap(asked, "sub:leave")
    assert left.kind is Kind.DONE
    assert (await person.say("both")).topic != "subscribe"
    assert await person.subscriptions.of(Address("telegram", "42")) is None


async def test_an_old_tap_is_answered_kindly_and_changes_nothing(person: Person) -> None:
    asked = await person.say("/subscribe")
    await person.tap(asked, "sub:programme:award")
    stale = await person.tap(asked, "sub:programme:case")
    assert stale.kind is Kind.FALLBACK
    assert "哪个单位" not in stale.text
    assert [c.id for c in stale.choices][-1] == "sub:leave"


# ── changes ──


async def test_changes_one_by_one_and_in_a_line(person: Person) -> None:
    made = await person.say("订阅领先科技奖提醒，内部截止5月20日")
    what = await person.tap(made, "修改")
    asked = await person.tap(what, "提前天数")
    await person.say("14、7、1")
    assert (await person.one()).lead_days == (14, 7, 1)
    assert asked.kind is Kind.CLARIFY
    await person.say("内部截止改为5月25日")
    assert (await person.one()).internal[0].day == dt.date(2026, 5, 25)
    await person.say("提醒时间改为8点半")
    assert (await person.kept()).preferences.hour == dt.time(8, 30)
    await person.say("提醒改为伦敦时间")
    assert (await person.kept()).preferences.zone == "Europe/London"
    quiet = await person.tap(await person.tap(await person.say("我的订阅"), "修改"), "免打扰")
    assert quiet.kind is Kind.CLARIFY
    await person.say("22点到8点")
    kept = (await person.kept()).preferences.quiet
    assert kept
    assert (kept.start, kept.end) == (dt.time(22), dt.time(8))
    assert (await person.one()).lead_days == (14, 7, 1)


async def test_days_that_cannot_be_are_shown_and_asked_again(person: Person) -> None:
    await person.say("订阅领先科技奖提醒，内部截止5月20日")
    await person.tap(await person.tap(await person.say("我的订阅"), "修改"), "提前天数")
    reply = await person.say("999天")
    assert "999" in reply.text
    assert (await person.one()).lead_days == (30, 14, 7, 3, 1, 0)


async def test_pause_resume_and_end_by_plain_words(person: Person) -> None:
    await person.say("订阅领先科技奖提醒，内部截止5月20日")
    await person.say("暂停提醒")
    assert (await person.one()).paused_until is not None
    assert "已暂停" in (await person.say("我的订阅")).text
    await person.say("恢复提醒")
    assert (await person.one()).paused_until is None
    await person.say("退订")
    assert (await person.kept()).subscriptions == ()
    assert "还没有订阅" in (await person.say("我的订阅")).text


async def test_ending_one_call_leaves_the_other(person: Person) -> None:
    await person.say("订阅领先科技奖提醒，内部截止5月20日")
    await person.say("订阅实践案例提醒，内部截止5月21日")
    await person.say("取消实践案例的提醒，退订")
    assert [s.programme for s in (await person.kept()).subscriptions] == ["award"]


# ── the buttons below a reminder ──


async def test_buttons_of_a_reminder_act_and_twice_does_no_harm(person: Person) -> None:
    await person.say("订阅领先科技奖提醒，内部截止5月20日")
    id_ = (await person.one()).id
    for _ in range(2):
        done = await person.say("今年已完成", f"remind:done:{id_}:award:2026")
        assert (await person.one()).done == {("award", 2026)}
    await person.tap(done, "remind:undo")
    assert (await person.one()).done == frozenset()
    await person.say("明天再提醒", f"remind:tomorrow:{id_}")
    assert (await person.one()).again_on == dt.date(2026, 4, 2)
    assert "修改" in (await person.say("修改", "remind:change")).choices[0].text
    await person.say("不再提醒", "remind:stop")
    assert (await person.kept()).subscriptions == ()
    assert "不在了" in (await person.say("今年已完成", f"remind:done:{id_}:award:2026")).text


@pytest.mark.parametrize(
    "key",
    [
        "remind:done:1",
        "remind:done:x:award:2026",
        "remind:",
        "sub:",
        "sub:own:2026",
        "sub:edit:1:x",
        "remind:done:1:award:abc",
    ],
)
async def test_a_key_that_is_none_is_answered_kindly(person: Person, key: str) -> None:
    await person.say("订阅领先科技奖提醒，内部截止5月20日")
    reply = await person.say("按钮", key)
    assert reply.text
    assert (await person.one()).done == frozenset()


async def test_the_button_of_another_chat_does_nothing(library: Library, person: Person) -> None:
    await person.say("订阅领先科技奖提醒，内部截止5月20日")
    id_ = (await person.one()).id
    person.chat = "43"
    await person.say("今年已完成", f"remind:done:{id_}:award:2026")
    person.chat = "42"
    assert (await person.one()).done == frozenset()


# ── groups ──


async def test_in_a_group_only_admins_decide(library: Library) -> None:
    person = Person(library, chat=f"{GROUP}:{MEMBER}")
    person.person = MEMBER
    refused = await person.say("订阅领先科技奖提醒，内部截止5月20日")
    assert "管理员" in refused.text
    assert await person.subscriptions.of(Address("telegram", GROUP)) is None
    person.person, person.chat = ADMIN, f"{GROUP}:{ADMIN}"
    await person.say("订阅领先科技奖提醒，内部截止5月20日")
    assert (await person.kept()).preferences.kind == "group"


# ── by mail ──


async def test_on_the_page_a_mailbox_is_asked_for_and_has_to_confirm(visitor: Person) -> None:
    asked = await visitor.say("订阅领先科技奖提醒，内部截止5月20日")
    assert "邮箱" in asked.text
    done = await visitor.say("office@example.org")
    office = Address("email", "office@example.org")
    assert (await visitor.kept(office)).state == "unconfirmed"
    assert "确认" in done.text
    assert "2026年5月13日" in done.text
    assert "office@example.org" in (await visitor.say("我的订阅")).text


async def test_who_types_the_mailbox_of_another_neither_sees_nor_changes_it(visitor: Person) -> None:
    await visitor.say("订阅领先科技奖提醒，发到office@example.org，内部截止5月20日")
    visitor.chat = "session-2"
    reply = await visitor.say("订阅领先科技奖提醒，内部截止5月1日，发到 OFFICE@example.org")
    assert "5月20日" not in reply.text
    assert (await visitor.one(Address("email", "office@example.org"))).internal[0].day == dt.date(2026, 5, 20)
    assert "还没有订阅" in (await visitor.say("我的订阅")).text


async def test_where_no_mail_is_sent_it_says_so(library: Library) -> None:
    visitor = Person(library, "web", "s", mail=False)
    reply = await visitor.say("订阅领先科技奖提醒")
    assert "没有开通邮件" in reply.text
    assert (await visitor.say("我的订阅")).kind is Kind.DONE


async def test_the_language_of_a_chat_is_that_of_its_reminders(person: Person) -> None:
    await person.say("Subscribe us to the award, our internal deadline is 20 May")
    kept = (await person.kept()).preferences
    assert kept.language == "en"
    assert replace(kept, language="zh").zone == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("订阅领先科技奖提醒，内部截止3月20日", "今年的2026年3月20日已经过了"),
        ("订阅领先科技奖提醒，内部截止2026年3月25日", "2026年3月25日已经过了"),
        ("Remind us of the award, our internal deadline is 25 March 2026", "25 March 2026 is over already"),
        ("订阅领先科技奖提醒，内部截止2027年5月20日", "2027年的截止时间还没有公布"),
    ],
)
async def test_a_deadline_that_is_over_is_refused_and_asked_for_again(person: Person, said: str, answer: str) -> None:
    reply = await person.say(said)
    assert answer in reply.text
    assert reply.kind is Kind.CLARIFY
    again = await person.say("5月20日")
    assert again.kind is Kind.DONE
    assert [d.day for d in (await person.one()).internal] == [dt.date(2026, 5, 20)]


async def test_what_is_said_of_quiet_hours_is_never_taken_for_the_hour_of_reminders(visitor: Person) -> None:
    await visitor.say(
        "Subscribe us to the award as the Berlin Digital Alliance, our internal deadline is 20 May, "
        "mail desk@bda-test.org, Berlin time, quiet hours 9pm to 7am"
    )
    who = await visitor.kept(Address("email", "desk@bda-test.org"))
    assert who.subscriptions[0].body.name == "Berlin Digital Alliance"
    assert (who.preferences.hour, who.preferences.zone) == (dt.time(9, 30), "Europe/Berlin")
    assert who.preferences.quiet == Quiet(dt.time(21), dt.time(7))


async def test_a_day_in_words_is_asked_for_and_its_hour_is_not_that_of_reminders(person: Person) -> None:
    reply = await person.say("subscribe both, deadline the twentieth of May at noon, 10 and 2 days before")
    assert "not certain which day" in reply.text
    await person.say("none")
    assert (await person.kept()).preferences.hour == dt.time(9, 30)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("安静时段晚上10点到早上8点", "22:00 至 08:00 不打扰"),
        ("免打扰22点到8点", "22:00 至 08:00 不打扰"),
        ("quiet hours 22-6", "Nothing from 22:00 to 06:00"),
        ("改成提前10天、5天、1天提醒", "截止前10、5、1天，"),
        ("时区改成伦敦", "Europe/London"),
        ("set quiet hours from 10 in the evening till 8", "That answer was not understood."),
        ("把内部截止改成5月32日", "没能确定内部截止是哪一天"),
        ("内部截止改成五月底", "没能确定内部截止是哪一天"),
    ],
)
async def test_a_change_in_one_line(person: Person, said: str, expected: str) -> None:
    await person.say("订阅领先科技奖提醒，内部截止5月20日，我们是江苏省互联网协会")
    assert expected in (await person.say(said)).text


async def test_a_change_of_something_else_is_not_taken_for_one_of_reminders(person: Person) -> None:
    assert (await person.say("时区改成东京")).kind in (Kind.ANSWER, Kind.CLARIFY)


async def test_an_answer_that_is_no_day_is_said_to_be_none_and_a_question_in_between_is_answered(
    person: Person,
) -> None:
    await person.say("/subscribe")
    await person.say("实践案例")
    await person.say("长春工业大学")
    assert (await person.say("5月32日")).text.startswith("没能确定内部截止是哪一天")
    assert (await person.say("几号截止")).kind is Kind.ANSWER
    assert (await person.say("5月20日")).kind is Kind.DONE


async def test_while_all_is_paused_that_is_what_is_said_and_resuming_is_offered(person: Person) -> None:
    await person.say("订阅领先科技奖提醒，我们是江苏省互联网协会，没有内部截止")
    assert (await person.say("/pause")).language == "zh"  # a command tells no language: that of the talk goes on
    shown = await person.say("/subscriptions")
    assert "暂停期间不发提醒" in shown.text
    assert [choice.id for choice in shown.choices if choice.id.startswith("/")] == ["/resume", "/unsubscribe"]
    assert (await person.say("stop everything")).text.startswith("Ended")


@pytest.mark.parametrize(
    ("said", "body", "zone", "days"),
    [
        ("please subscribe University of Oslo to the practice cases, internal cut-off 20 May, mail a@b-test.no",
         "University of Oslo", "Asia/Shanghai", (30, 14, 7, 3, 1, 0)),
        ("Subscribe: award; body: Berlin Digital Alliance; internal deadline: 20.05.2026; a@b-test.no; days: 14, 3",
         "Berlin Digital Alliance", "Asia/Shanghai", (14, 3)),
        ("subscribe me to the award as the Berlin Digital Alliance, quiet hours 22-6, no internal date, a@b-test.no",
         "Berlin Digital Alliance", "Asia/Shanghai", (30, 14, 7, 3, 1, 0)),
    ],
)  # fmt: skip
async def test_a_city_in_a_name_tells_no_zone(
    visitor: Person, said: str, body: str, zone: str, days: tuple[int, ...]
) -> None:
    await visitor.say(said)
    who = await visitor.kept(Address("email", "a@b-test.no"))
    assert (who.subscriptions[0].body.name, who.preferences.zone) == (body, zone)
    assert who.subscriptions[0].lead_days == days


async def test_a_deadline_with_an_hour_is_changed_at_once(person: Person) -> None:
    await person.say("订阅领先科技奖提醒，内部截止5月20日，我们是江苏省互联网协会")
    assert "2026年5月25日 17:00" in (await person.say("内部截止改为5月25日下午5点")).text


async def test_another_mailbox_is_not_put_in_place_silently(visitor: Person) -> None:
    await visitor.say("订阅领先科技奖提醒，我们是江苏省互联网协会，没有内部截止，发到 old@js-test.cn")
    for said in ("我要改邮箱", "把邮箱改为 new@js-test.cn", "把提醒邮箱改成 new@js-test.cn"):
        assert "请用新邮箱再订阅一次" in (await visitor.say(said)).text
    assert "cannot simply move" in (await visitor.say("change my e-mail to new@js-test.cn")).text
    assert await visitor.subscriptions.of(Address("email", "new@js-test.cn")) is None


async def test_one_word_holds_and_goes_on_where_something_is_subscribed(person: Person) -> None:
    assert (await person.say("暂停")).topic != "subscribe"
    await person.say("订阅领先科技奖提醒，我们是江苏省互联网协会，没有内部截止")
    assert (await person.say("暂停")).text.startswith("已暂停")
    assert (await person.one()).paused_until
    assert (await person.say("恢复")).text.startswith("已恢复")
