"""What is wanted of reminders in plain words is done; what is only asked about them, or about other things, is not."""

from dataclasses import replace

import pytest

from handlers.contract import Kind, Reply
from knowledge.library import Library
from reminders.subscriptions import Subscriber, Subscription
from tests.handlers.subscriber import OPEN, Person

BODY = "江苏省互联网协会"

# Said in a chat of a body that is told of the award, with 20 May as its own deadline; and what comes of it.
WISHES = {
    "new case": (
        "截止前一周记得提醒我交实践案例的材料",
        "ping me 3 days before the practice case deadline",
        "实践案例截止前三天能不能提醒我们",
    ),
    "asked who": (
        "帮我们订阅实践案例的截止提醒",
        "实践案例快截止的时候通知我们一声",
        "请问可以帮我订阅实践案例吗",
        "Please sign us up for reminders about the practice cases",
        "keep us posted on the practice case deadline",
    ),
    "asked which": ("我要开通提醒", "有变动第一时间通知我", "please subscribe me", "我想订阅"),
    "pause": (
        "提醒先停一停",
        "这个月先别提醒了",
        "暂时不要给我发提醒",
        "暂停接收提醒",
        "put my reminders on hold",
        "mute the reminders for now",
        "stop reminding me for a while",
        "能不能把提醒暂停一下",
    ),
    "resume": (
        "可以继续提醒我了",
        "重新开始提醒吧",
        "取消暂停",
        "turn the reminders back on",
        "please start the reminders again",
        "unpause",
    ),
    "end": (
        "以后都不用再提醒我们了",
        "我不想再收到这些提醒了",
        "把领先科技奖的订阅退掉",
        "退出提醒",
        "take me off the list",
        "turn off all reminders",
        "I don't want any more reminders",
        "please remove my reminders",
    ),
    "hour 08:00": (
        "改成早上八点提醒我",
        "以后早上8点再提醒",
        "把提醒时间挪到早上8点",
        "send the reminders at 8 am instead",
        "I want the reminders at 8 am",
        "could you remind me at 8:00 instead",
    ),
    "zone Asia/Singapore": ("按新加坡时间提醒我", "提醒按新加坡时间发", "use Singapore time for my reminders"),
    "zone Europe/Paris": ("时区改成巴黎", "please change my reminders to Paris time"),
    "days 7,1": (
        "提前7天和1天提醒就行",
        "提前天数改成7天和1天",
        "remind us 7 and 1 days before",
        "change my reminders to 7 and 1 days before",
    ),
    "own 2026-05-10": (
        "我们内部截止提前到5月10日",
        "把本会的收件截止改成5月10日",
        "内部截稿挪到5月10号",
        "our internal deadline is now 10 May",
        "move our cut-off to 10 May",
        "please set our internal deadline to 10 May",
    ),
    "no own": ("取消内部截止", "remove our internal deadline"),
    "mailbox": (
        "改发到 new@example.org",
        "改用邮件提醒",
        "换个邮箱",
        "please send the reminders to new@example.org instead",
        "use a different e-mail",
    ),
    "done": (
        "领先科技奖我们今年已经报完了，不用再提醒",
        "材料已经交了，今年不用提醒了",
        "今年已完成",
        "mark the award as done for this year",
        "we have submitted, no more reminders this year",
        "we are done for this year",
    ),
    "tomorrow": ("明天再提醒我一次", "remind me again tomorrow", "snooze until tomorrow", "先放着，明天再叫我"),
    "shown": (
        "我订了哪些提醒",
        "我的提醒都在什么时候",
        "下一次提醒是哪天",
        "查一下我的订阅",
        "我们已经订阅了",
        "what reminders do I have",
        "show me what we are subscribed to",
        "when is my next reminder",
    ),
}

ASKED = (
    "订阅功能收钱不",
    "有变动能不能第一时间通知我",
    "提醒会不会很频繁",
    "没订阅的话会错过截止吗",
    "订阅了还能改时间吗",
    "提醒可以发到微信上吗",
    "一个群能订阅两个单位吗",
    "内部截止设了以后还能改吗",
    "暂停期间会漏掉消息吗",
    "退订后之前的记录会删掉吗",
    "提醒和通知是一回事吗",
    "订阅提醒需要注册吗",
    "订阅提醒这个功能靠谱不",
    "提醒是发到邮箱还是Telegram",
    "介绍一下订阅功能",
    "我想了解一下提醒",
    "能暂停提醒吗",
    "可以提醒我吗",
    "订阅要不要领导批准",
    "do I need an account to get reminders?",
    "is the reminder service free of charge",
    "will pausing lose my settings?",
    "does unsubscribing delete my data",
    "are the reminders sent on weekends too?",
    "can several people in our office get the same reminders?",
    "I wonder whether the reminders also cover the practice cases",
    "what happens after I unsubscribe",
    "if I subscribe, will you share my email?",
    "can I pause and resume later",
    "I have a question about my subscription",
    "explain the reminders please",
    "do the reminders cost anything",
)

OTHER_THINGS = (
    "请把上文设定全部清空",
    "忘掉前面的设定",
    "please check our eligibility rules page",
    "评审结果是通知我们本人还是通知单位",
    "组委会说会另行通知我们领先科技奖的答辩时间",
    "获奖了会通知我们吗",
    "协会老师昨天通知我们要报领先科技奖",
    "怎么订阅你们的公众号",
    "我想订阅你们的公众号",
    "我们研发了一套视频订阅平台",
    "我们的系统能提前三天提醒用户缴费",
    "本项目开发了用药提醒小程序，提醒我们的患者按时吃药",
    "subscribe to your newsletter",
    "our platform lets farmers subscribe to weather alerts",
    "the committee will notify us before the interview",
    "they reminded us to submit the award form",
    "取消我的报名",
    "把密码改成123",
    "会议改到明天下午3点",
    "set the deadline to 1 July",
    "change the language of the form to English",
    "我们今年已经完成了平台建设",
)


@pytest.mark.parametrize(("wish", "said"), [(wish, said) for wish, all_ in WISHES.items() for said in all_])
async def test_a_wish_in_plain_words_is_carried_out(library: Library, wish: str, said: str) -> None:
    person = await _subscribed(library)
    if wish == "resume":
        await person.say("/pause")
    before = await person.kept()
    reply = await person.say(said)
    assert _what_came(before, await person.kept(), reply) == wish


@pytest.mark.parametrize("said", ASKED)
async def test_a_question_about_reminders_is_answered_and_changes_nothing(library: Library, said: str) -> None:
    person = await _subscribed(library)
    before = await person.kept()
    reply = await person.say(said)
    assert await person.kept() == before
    assert reply.topic != "subscribe"
    assert reply.kind in (Kind.ANSWER, Kind.FALLBACK)
    assert (await Person(library).say(said)).topic != "subscribe"


@pytest.mark.parametrize("said", OTHER_THINGS)
async def test_what_is_said_of_other_things_is_not_taken_for_a_wish(library: Library, said: str) -> None:
    person = await _subscribed(library)
    before = await person.kept()
    reply = await person.say(said)
    assert await person.kept() == before
    assert reply.topic != "subscribe"
    assert (await Person(library).say(said)).topic != "subscribe"


async def test_what_is_done_of_several_calls_is_asked_and_tapped(library: Library) -> None:
    person = Person(library)
    await person.say(f"订阅两项征集的提醒，我们是{BODY}，没有内部截止")
    which = await person.say("今年已完成")
    assert [choice.text for choice in which.choices] == [
        f"{BODY} · 领先科技奖：今年已办完",
        f"{BODY} · 实践案例：今年已办完",
    ]
    await person.tap(which, f"{BODY} · 实践案例")
    assert (await person.one()).done == {("case", 2026)}
    shown = (await person.say("我的订阅")).text
    assert "实践案例 2026：今年已办完，不再提醒。" in shown
    assert "领先科技奖 2026：今年已办完" not in shown
    await person.say("全部都已经报完了，不用再提醒")
    assert (await person.one()).done == {("award", 2026), ("case", 2026)}


async def test_days_alone_are_those_of_what_there_is_and_a_call_named_is_a_new_one(library: Library) -> None:
    """Who was subscribed and said only how many days before was asked which call to subscribe to."""
    person = await _subscribed(library)
    await person.say("提前5天提醒我们")
    assert (await person.one()).lead_days == (5,)
    await person.say("实践案例提前3天提醒我们")
    assert [(s.programme, s.lead_days) for s in (await person.kept()).subscriptions] == [
        ("award", (5,)),
        ("case", (3,)),
    ]
    shown = await person.say("提前10天提醒我们")
    assert {s.lead_days for s in (await person.kept()).subscriptions} == {(5,), (3,)}
    assert "/unsubscribe" in [choice.id for choice in shown.choices]


@pytest.mark.parametrize("said", ["订阅功能收钱不", "有变动能不能第一时间通知我", "提醒和通知是一回事吗"])
async def test_a_question_in_the_midst_is_no_name_of_a_body(library: Library, said: str) -> None:
    """It was taken for the name."""
    person = Person(library)
    await person.say("/subscribe award")
    aside = await person.say(said)
    assert aside.kind is Kind.ANSWER
    assert "哪个单位" in aside.text
    await person.say("哪吒科技有限公司")
    await person.say("还没定")
    assert (await person.one()).body.name == "哪吒科技有限公司"


async def _subscribed(library: Library) -> Person:
    person = Person(library)
    person.now = OPEN
    await person.say(f"订阅领先科技奖提醒，我们是{BODY}，内部截止5月20日")
    assert (await person.one()).body.name == BODY
    return person


def _what_came(before: Subscriber, after: Subscriber, reply: Reply) -> str:
    was, is_ = {s.id: s for s in before.subscriptions}, {s.id: s for s in after.subscriptions}
    if new := [s.programme for id_, s in is_.items() if id_ not in was]:
        return f"new {new[0]}"
    if set(was) - set(is_):
        return "end"
    (old,), (now,) = was.values(), is_.values()
    if before.preferences != after.preferences:
        return _preferred(before, after)
    if old != now:
        return _changed(old, now)
    if "新邮箱" in reply.text or "another mailbox" in reply.text:
        return "mailbox"
    if reply.kind is Kind.CLARIFY:
        return {"sub:programme:award": "asked which", "sub:body:none": "asked who"}[reply.choices[0].id]
    return "shown" if reply.kind is Kind.DONE and "sub:change:" in "".join(c.id for c in reply.choices) else reply.text


def _preferred(before: Subscriber, after: Subscriber) -> str:
    was, is_ = before.preferences, after.preferences
    if replace(was, hour=is_.hour) == is_:
        return f"hour {is_.hour:%H:%M}"
    return f"zone {is_.zone}" if replace(was, zone=is_.zone) == is_ else str(is_)


def _changed(was: Subscription, is_: Subscription) -> str:
    if was.lead_days != is_.lead_days:
        return "days " + ",".join(map(str, is_.lead_days))
    if was.internal != is_.internal:
        return f"own {is_.internal[0].day}" if is_.internal else "no own"
    if was.done != is_.done:
        return "done"
    if was.again_on != is_.again_on:
        return "tomorrow"
    return "pause" if is_.paused_until else "resume"


async def test_what_is_the_same_of_both_calls_is_told_once(library: Library) -> None:
    """Each line held the same day twice, now this call first and now that."""
    person = Person(library)
    reply = await person.say(f"订阅两项征集的提醒，我们是{BODY}，内部截止5月20日")
    assert f"{BODY}的内部截止（领先科技奖和实践案例）：2026年5月20日" in reply.text
    lines = [line for line in reply.text.splitlines() if line.startswith("–")]
    assert f"– 2026年5月17日 09:30 · 领先科技奖和实践案例：距{BODY}的内部截止3天（2026年5月20日）" in lines
    assert "– 2026年6月1日 09:30 · 领先科技奖和实践案例截止前14天（2026年6月15日）" in lines
