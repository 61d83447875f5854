"""Which messages ask for a pre-check: a command, a choice, a link's word, or a request in plain words.

A question whether something qualifies is no request: it is answered, and the pre-check offered below.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from handlers.choices import parse
from handlers.contract import Incoming
from handlers.slash import slash_in
from knowledge.question import Question
from knowledge.text import fold

TOPIC = "precheck"
_COMMAND = re.compile(r"(?:(\S+)(?:\s+(\S+))?)?")
_LINK = re.compile(r"precheck(?:[-_ ](\w+))?")
_NAMED = re.compile(
    r"预检|预审|自测|自检|自查|资格测试|pre-?check|self[- ](?:check|test|assessment)|eligibility (?:check|test)"
)
_ABOUT_IT = re.compile(
    r"什么是|是什么|什么时候|何时|多久|谁|结果公布|有什么用|怎么用|准不准|准吗|官方|有没有.{0,6}(?:自测|自检|预检|预审|工具|问卷)|有用吗"
    r"|what is|what does|when|who|how (?:does|do|is|reliable|accurate|long)|is there|are there"
    r"|do you (?:have|offer)|official"
)
_REQUEST = re.compile(
    r"帮|请(?!问)|给我|核对|检查|评估|看看|看一下|判断|对照|测一|过一遍|走一遍|逐[条项个]|一步步|一步一步|一条条|开始"
    r"|\b(?:check|assess|verify|test|walk|go through|run|start|begin|let us|lets|step by step|help|find out|see if"
    r"|evaluate)\b"
)
_A_PAGE = re.compile(
    r"网页|页面|网站|官网|链接|\b(?:(?:web)? ?(?:page|site)s?|links?|urls?)\b"
)  # to be looked at: we read none
_STEPWISE = re.compile(
    r"逐[条项]|一步步|一步一步|一条条|step by step|one by one|walk (?:me|us) through|questionnaire|问卷"
)


@dataclass(frozen=True)
class Request:
    """A pre-check asked for: of which programme, where that is said, and what the message tells of the entry."""

    programme: str | None = None
    type: str | None = None
    told: str = ""


def request_in(message: Incoming, question: Question, programmes: Collection[str]) -> Request | None:
    """The request a message is; None for one that is none."""
    if message.choice and (parsed := parse(message.choice)) and parsed[0] == TOPIC:
        return Request(next((p for p in parsed[1].programmes if p in programmes), None))
    name, argument = slash_in(message) or ("", "")
    if name == "precheck" and (found := _COMMAND.fullmatch(fold(argument))):
        return Request(found[1], found[2])
    if name == "start" and (found := _LINK.fullmatch(fold(argument))):
        return Request(found[1])
    text = fold(message.choice or message.text)
    if message.choice or text.startswith("/"):
        return None
    is_topic = question.topic == TOPIC and question.tier == "answer"
    if _ABOUT_IT.search(text) or (_A_PAGE.search(text) and not _NAMED.search(text)):
        return None
    if _NAMED.search(text) or (
        (is_topic or _is_of_eligibility(text)) and (_REQUEST.search(text) or _STEPWISE.search(text))
    ):
        return Request(_programme(question, programmes), told=_told(message.text))
    return None


_PART = re.compile(r"(?<=[，,。；;：:！!？?\n])|(?<=\.)\s|(?<=\w)\s+[-–—]+\s")
_ASKING_FOR = re.compile(
    r"(?:请|麻烦)?(?:您|你)?(?:能不能|能否|可以|可否|能)?(?:帮(?:我们?|忙)?|给我们?)?(?:做(?:个|一[个次下])?)?(?:资格)?预检(?:一下)?"
    r"|(?:please |can you |could you |would you )?(?:(?:run|do|start) (?:a|the) )?pre-?check(?: of| for)?",
    re.IGNORECASE,
)


def _told(text: str) -> str:
    """What a request says of the entry: all but the request itself, which would make a question of it."""
    parts = [part for part in _PART.split(text) if part]
    rest = "".join(part for part in parts if not (_NAMED.search(fold(part)) or _STEPWISE.search(fold(part))))
    told = rest if len(rest) > 1 else _ASKING_FOR.sub("", text)
    return re.sub(r"^\s*(?:which|that|it)\s+", "", re.sub(r"[吗么]?\s*[?？]", "。", told))


_ELIGIBILITY = re.compile(r"资格|条件|能不能[申报]|能否[申报]|eligib|qualif|conditions|requirements")


def _is_of_eligibility(text: str) -> bool:
    """Said whether or not the ranker takes it for the topic: to go through the conditions one by one."""
    return bool(_ELIGIBILITY.search(text) and _STEPWISE.search(text))


def _programme(question: Question, programmes: Collection[str]) -> str | None:
    named = [p for p in question.own_programmes or question.slots.programmes if p in programmes]
    return named[0] if len(named) == 1 else None
