"""What a message asks about reminders, and what it says of them: programme, dates, hours, zone, body, mailbox.

Words only; which programmes, places and dates there are, the pack and the lexicon tell.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from handlers.contract import Incoming
from handlers.subscribe.draft import Draft, Own
from knowledge.lexicon import Mention, Reading
from knowledge.pack import Pack
from reminders.subscriptions import ALL, BodyKind, lead_days

Action = Literal["subscribe", "overview", "unsubscribe", "pause", "resume", "change"]

COMMANDS: dict[str, Action] = {
    "subscribe": "subscribe", "subscriptions": "overview", "unsubscribe": "unsubscribe", "pause": "pause",
    "resume": "resume",
}  # fmt: skip

_NOUN_ZH = r"(?:订阅|提醒|通知)"
_NOUN_EN = r"(?:subscriptions?|reminders?|notices|notifications)"
# The first that fits says what is wanted; what ends or stops something goes before what begins it.
_ACTIONS: tuple[tuple[Action, re.Pattern[str]], ...] = tuple(
    (action, re.compile(pattern))
    for action, pattern in (
        ("unsubscribe", rf"退订|(?:取消|停止|关闭|关掉|停掉|删除)(?:我们?的|全部|所有|这个)*{_NOUN_ZH}|(?:别|不要|不用)再?(?:提醒|通知)"),
        ("unsubscribe", rf"\bunsubscribe\b|\b(?:stop|cancel|end|delete) (?:all |my |our |the |these )*{_NOUN_EN}\b|\bstop reminding\b"),
        ("resume", rf"恢复(?:我们?的|全部)*{_NOUN_ZH}|\b(?:resume|restart) (?:my |our |the )*{_NOUN_EN}\b"),
        ("pause", rf"暂停(?:我们?的|全部)*{_NOUN_ZH}|\bpause (?:my |our |the )*{_NOUN_EN}\b"),
        ("overview", rf"我们?(?:的|有哪些|有什么|订了哪些|订阅了(?:什么|哪些)){_NOUN_ZH}?(?:了)?[??。]?$|(?:查看|看看|列出|显示)(?:一下)?(?:我们?的)?(?:全部)?订阅"),
        ("overview", rf"\b(?:my|our) {_NOUN_EN}\b[?.]?$|\bwhat (?:am i|are we) subscribed to\b|\b(?:show|list) (?:my |our |all )*{_NOUN_EN}\b"),
        ("change", rf"(?:修改|更改|改一下|调整|更新)(?:我们?的|一下)*(?:{_NOUN_ZH}|内部截止|提前)|内部截止(?:日期|时间)?(?:改|换|调整?)(?:为|成|到)"),
        ("change", rf"(?:{_NOUN_ZH}|提前天数|免打扰)(?:时间|时段|天数|语言|时区)?(?:改|换|调整?)(?:为|成|到|在)"),
        ("change", rf"\b(?:change|edit|update|move|set) (?:my |our |the )*(?:{_NOUN_EN}|internal deadline|quiet hours|lead days)\b"),
        ("subscribe", r"订阅|(?:请|麻烦)?(?:到时候|届时|截止前|快截止|提前\S{0,8})?(?:请)?(?:提醒|通知)(?:一下)?(?:我们?|本会|本单位|协会)|(?:设置?|开通|打开|加|要|来)(?:一个|个)?\S{0,10}提醒"),
        ("subscribe", rf"\bsubscribe\b|\bremind (?:me|us)\b|\b(?:notify|alert|tell) (?:me|us) (?:before|when|ahead)\b|\b(?:set|sign)\b.{{0,20}}\b{_NOUN_EN}\b"),
    )
)  # fmt: skip
# A question about reminders is answered, not acted on.
_QUESTION = re.compile(r"^(?:怎么|怎样|如何|能不能|可不可以|可以|能否|是否|为什么|什么是)|(?:吗|么|呢)[??]?$|\bhow (?:do|can|to)\b|^(?:can|could|is|are|does|do) (?!you remind)|^what is")
_ALL_CALLS = re.compile(r"两个|两项|两类|全部|所有|都订|都要|都提醒|\bboth\b|\ball\b|\beverything\b")
_OWN = re.compile(r"内部(?:的)?(?:截止|报送|收件|上报|提交)?(?:日期|时间|日)?|(?:本会|我们|本单位|协会|我会)(?:自己)?的?(?:内部)?截止(?:日期|时间)?|internal (?:deadline|date|cut-?off)|(?:our|my) own (?:deadline|date)|(?:our|my) (?:deadline|cut-?off)")
_LEAD_ZH = re.compile(r"提前\s*((?:\d{1,3}\s*(?:天|日)?\s*[、,，和/及 ]*)+)(?:天|日)?")
_LEAD_EN = re.compile(r"((?:\d{1,3}\s*(?:,|and|/|&|\s)\s*)*\d{1,3})\s*(?:days?)\s*(?:before|ahead|prior|in advance)")
_QUIET = re.compile(
    r"(?:免打扰|安静|不打扰|quiet(?: hours)?|do not disturb|dnd)\D{0,12}?(\d{1,2})(?:[:点时](\d{2})?)?\s*(?:-|–|~|到|至|to|until|and)\s*(?:次日|第二天)?(\d{1,2})(?:[:点时](\d{2})?)?"
)
_NO_QUIET = re.compile(r"(?:取消|关闭|不要|去掉)免打扰|no quiet hours")
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_BODY_ZH = re.compile(r"(?:我们是|我是|我会是|代表|单位(?:名称)?(?:是|为|:)|以)\s*[“\"]?([^，,。;；“”\"\s]{2,40}?)[”\"]?(?=[，,。;；\s]|的(?:名义|人)|订阅|$)")
_BODY_EN = re.compile(r"(?:we are|we're|i am with|i'm with|i work for|on behalf of|this is)\s+(?:the\s+)?([A-Z][^,.;\n]{2,60}?)(?=[,.;\n]|\s+(?:and|please)\b|$)")
_KINDS: tuple[tuple[BodyKind, re.Pattern[str]], ...] = (
    ("association", re.compile(r"协会|学会|联盟|商会|联合会|促进会|association|society|alliance|federation|chamber", re.I)),
    ("university", re.compile(r"大学|学院|研究院|研究所|高校|university|college|institute|school", re.I)),
    ("office", re.compile(r"网信办|办公室|厅|局|委员会|office|bureau|commission|administration", re.I)),
    ("ministry", re.compile(r"部$|部委|国务院|ministry|department", re.I)),
    ("company", re.compile(r"公司|集团|企业|银行|company|corp|inc\b|ltd|group|gmbh|llc", re.I)),
)  # fmt: skip
_OFF = r"(?:不要|取消|关闭|别)"
_SWITCHES = (
    ("phases", re.compile(rf"{_OFF}(?:阶段|评审进展)|no phase"), False),
    ("phases", re.compile(r"(?:也)?要阶段|阶段变化|phase changes"), True),
    ("changes", re.compile(rf"{_OFF}(?:日期)?(?:变动|变更|改期)|no date changes"), False),
    ("changes", re.compile(r"日期(?:变动|变更)|改期|date changes"), True),
)


@dataclass(frozen=True)
class Said:
    """What a message wants, None where nothing of ours; what it says besides; and what in it cannot be."""

    action: Action | None
    draft: Draft
    wrong: str = ""  # the words of a figure that is none


def read(message: Incoming, reading: Reading, pack: Pack) -> Said:
    """What a message says about reminders. Never guesses: what is not plainly there stays None."""
    text = reading.folded
    command, argument = command_of(message)
    if command:
        return Said(COMMANDS[command], _command_draft(argument, message, reading, pack))
    action = next((action for action, pattern in _ACTIONS if pattern.search(text)), None)
    if action in ("subscribe", "change", "pause", "resume") and _QUESTION.search(text):
        action = None
    try:
        return Said(action, details(message, reading, pack))
    except ValueError as wrong:
        return Said(action, Draft(), str(wrong))


def command_of(message: Incoming) -> tuple[str | None, str]:
    """The command of ours a message or a tapped choice is, and what follows it."""
    text = (message.choice if message.choice and message.choice.startswith("/") else message.text).strip()
    match = re.match(r"/([a-z]+)(?:@\w+)?(?:\s+(.*))?$", text, re.I | re.S)
    if not match or match[1].lower() not in COMMANDS:
        return None, ""
    return match[1].lower(), (match[2] or "").strip()


def _command_draft(argument: str, message: Incoming, reading: Reading, pack: Pack) -> Draft:
    if argument in (ALL, *(call.id for call in pack.calls())):
        return Draft(programme=argument)
    return details(message, reading, pack)


def details(message: Incoming, reading: Reading, pack: Pack) -> Draft:
    """Everything a message says of a subscription. ValueError holds the words of a lead day that is none."""
    text = reading.folded
    mentions = reading.mentions
    own = tuple(_own(text, mentions, message.now, pack))
    taken = [span for _, span in own]
    quiet = _quiet(text)
    return Draft(
        programme=programme_in(reading, pack),
        body=body_in(message.text),
        kind=kind_of(body_in(message.text)),
        mail=mail_in(message.text),
        own=tuple(deadline for deadline, _ in own),
        lead_days=_lead_days(text),
        hour=_hour(text, mentions, taken),
        zone=zone_in(reading, pack),
        quiet=quiet,
        **{name: value for name, pattern, value in reversed(_SWITCHES) if pattern.search(text)},
    )


def programme_in(reading: Reading, pack: Pack) -> str | None:
    """The call that is named, or all of them."""
    calls = [call.id for call in pack.calls()]
    named = [id_ for id_ in reading.ids("programme") if id_ in calls]
    if len(named) == len(calls) or (not named and _ALL_CALLS.search(reading.folded)):
        return ALL
    return named[0] if len(named) == 1 else None


def mail_in(text: str) -> str | None:
    match = _MAIL.search(text)
    return match[0].rstrip(".") if match else None


def body_in(text: str) -> str | None:
    """As what somebody says they write."""
    match = _BODY_ZH.search(text) or _BODY_EN.search(text)
    return match[1].strip() if match else None


def kind_of(body: str | None) -> BodyKind | None:
    """The kind a body's name tells; None where it tells none."""
    if body is None:
        return None
    return next((kind for kind, pattern in _KINDS if pattern.search(body)), None)


def zone_in(reading: Reading, pack: Pack) -> str | None:
    return next((pack.place[id_].zone for id_ in reading.ids("place") if id_ in pack.place), None)


def times_in(reading: Reading) -> tuple[dt.time, ...]:
    return tuple(_time(t) for t in reading.ids("time") if _is_time(t))


def date_in(reading: Reading, now: dt.datetime) -> Own | None:
    """The first day a message names, with the hour it names, for a question that asks for one."""
    mentions = reading.mentions
    for mention in mentions:
        if mention.sort == "date" and (day := _day(mention.ids[0], now)):
            times = times_in(reading)
            return Own(day=day, time=times[0] if times else None)
    return None


def _own(
    text: str, mentions: tuple[Mention, ...], now: dt.datetime, pack: Pack
) -> Iterator[tuple[Own, tuple[int, int]]]:
    """Dates said to be a body's own: the first after each word for it, with its hour where one follows."""
    for words in _OWN.finditer(text):
        date = next((m for m in mentions if m.sort == "date" and 0 <= m.start - words.end() <= 12), None)
        if date is None or (day := _day(date.ids[0], now)) is None:
            continue
        hour = next((m for m in mentions if m.sort == "time" and 0 <= m.start - date.end <= 6), None)
        programme = next(
            (m.ids[0] for m in mentions if m.sort == "programme" and 0 <= words.start() - m.end <= 4), None
        )
        known = programme if programme in {call.id for call in pack.calls()} else None
        end = hour.end if hour else date.end
        yield Own(day=day, time=_time(hour.ids[0]) if hour else None, programme=known), (date.start, end)


def _day(said: str, now: dt.datetime) -> dt.date | None:
    """A date as the lexicon gives it; without a year the next such day."""
    try:
        if not said.startswith("--"):
            return dt.date.fromisoformat(said)
        month, day = int(said[2:4]), int(said[5:7])
        this = dt.date(now.year, month, day)
        return this if this >= now.date() else dt.date(now.year + 1, month, day)
    except ValueError:
        return None


def _lead_days(text: str) -> tuple[int, ...] | None:
    match = _LEAD_ZH.search(text) or _LEAD_EN.search(text)
    return lead_days([int(n) for n in re.findall(r"\d+", match[1])]) if match else None


def _quiet(text: str) -> tuple[dt.time, dt.time] | None:
    if _NO_QUIET.search(text):
        return dt.time(0), dt.time(0)
    match = _QUIET.search(text)
    if not match:
        return None
    start, end = (int(match[i]) % 24 for i in (1, 3))
    return dt.time(start, int(match[2] or 0)), dt.time(end, int(match[4] or 0))


def _hour(text: str, mentions: tuple[Mention, ...], taken: list[tuple[int, int]]) -> dt.time | None:
    """The hour of day a message names for itself, not as part of a date or of quiet hours."""
    quiet = _QUIET.search(text)
    for mention in mentions:
        inside = any(start <= mention.start < end for start, end in taken)
        hushed = quiet and quiet.start() <= mention.start < quiet.end()
        if mention.sort == "time" and not inside and not hushed and _is_time(mention.ids[0]):
            return _time(mention.ids[0])
    return None


def _is_time(said: str) -> bool:
    hours = said.partition(":")[0]
    return hours.isdigit() and int(hours) < 24


def _time(said: str) -> dt.time:
    hours, _, minutes = said.partition(":")
    return dt.time(int(hours) % 24, int(minutes or 0))
