"""What a message asks of a thing: who, how many, when or where. Works on folded text; only grammar stands here."""

import re
from collections.abc import Iterator

from knowledge.facts import Aspect
from knowledge.phrasing import leaves_topic_out, plain

_UNIT = "个|家|项|位|人|名|件|份|种|类|次|所|条|轮|国|篇|字|届|场|块|组"
_ASKS: dict[Aspect, re.Pattern[str]] = {
    "when": re.compile(
        r"什么时(?:候|间)|何时|啥时(?:候|间)?|哪一?[天年月]|几[号月点时](?!间)|多久|多长时间"
        r"|\bwhen\b|\b(?:what|which) (?:date|day|time|year|month)\b|\bhow (?:long|soon)\b|\btill when\b"
    ),
    "where": re.compile(
        r"哪里|哪儿|在哪(?!一?[天年月个家些位])|什么地方|何处|\bwhere\b|\b(?:what|which) (?:place|city)\b"
    ),
    "how-many": re.compile(rf"多少(?:{_UNIT})?|几(?:{_UNIT})|数量|\bhow (?:many|much)\b|\bnumber of\b"),
    "who": re.compile(
        r"谁|哪(?:一|几|些)?[家位所](?!领域)|哪个(?:单位|公司|机构|企业|部门|大学|高校|人)|\b(?:who|whom|whose)\b"
        r"|姓名|叫什么名字|\bnames? of (?:the |that )?(?:person|contact|people)\b"
        r"|\b(?:which|what) (?:compan(?:y|ies)|firms?|organi[sz]ations?|bod(?:y|ies)|universit(?:y|ies)|person)\b"
    ),
}
# … of oneself, one's entry or nobody: "can you tell me" asks nothing of the kind
_NOT_ASKED_OF_US = r"(?!告诉|查|介绍|列|说|讲|给|帮|发我|问|看)"
_MAY = re.compile(
    rf"(?:可以|能|可否|能否|允许|行不行|能不能|可不可以){_NOT_ASKED_OF_US}.{{0,16}}[吗吧么嘛不]\W*$"
    rf"|(?:能不能|可不可以|能否|可否){_NOT_ASKED_OF_US}"
    r"|(?:行|可以)(?:吗|吧|不|的吧|么)\W*$|(?:能|可以)(?:都|同时|一起|两)"
    r"|^(?:(?:so|but|and|also|ok) )*(?:can|may|could) (?!you\b)"
    r"|\b(?:allowed|permitted|eligible|qualify|is it ok(?:ay)?)\b"
)
_THING = re.compile(  # words for what is asked about that name nothing
    r"一共|总共|总计|合计|共|总|都|有|是|人|了|其中|里面|到底|究竟|具体|叫"
    r"|\b(?:people|persons|they|them|he|she|here|there"
    r"|of them|in total|in all|altogether|total|exactly|are|there|were|being|has|have|got|all|else"
    r"|been|did|do|does|get|that make|make)\b"
)


def aspects_of(folded: str) -> Iterator[Aspect]:
    """The aspects a message asks for."""
    found = [aspect for aspect, pattern in _ASKS.items() if pattern.search(folded)]
    yield from found
    if not found and _MAY.search(folded):
        yield "may"


_GROUP = re.compile(
    r"(?:哪一?个?|什么)(?:组别?|类别?|类型|领域|奖项?)"
    r"|\b(?:which|what|and|or) (?:group|category|type|field|prize|award)\b"
)
_OF_ENTRIES: tuple[Aspect, ...] = ("who", "when")
_PRICE = re.compile(r"多少钱|\bhow much\b")  # of what is asked about alone, and of nothing beside it


def asks_price(folded: str) -> bool:
    return bool(_PRICE.search(folded))


def asks_group(folded: str) -> bool:
    """Whether a message asks in which group, category or field something is."""
    return bool(_GROUP.search(folded))


_FILED_UNDER = re.compile(
    r"(?:[报勾选填归算属放投]|申报|适合|对应|划|走)[^,，。;；?？!！]{0,8}(?:哪|什么)[一个种]*(?:成果|案例|申报)?(?:类|组|领域|赛道|方向|栏)"
    r"|(?:哪|什么)[一个种]*(?:成果|案例|申报)?(?:类别?|类型|组别?|领域|赛道|方向)[^,，。;；?？!！]{0,6}(?:合适|适合|对口|更?好|最好|报|好)"
    r"|\b(?:which|what) (?:\w+ ){0,2}(?:category|field|heading|type|track|box|area)\W*$"
    r"|\b(?:under|in|into) (?:which|what) (?:\w+ )?(?:category|field|heading|type|track|area)\b"
    r"|\b(?:which|what) (?:\w+ )?(?:category|field|heading|type|track|area)\b.{0,30}"
    r"\b(?:fit|fits|suit|suits|belong|apply under|enter|choose|pick|tick|go (?:in|into|under)|right for|best)\b"
)


def asks_where_to_file(folded: str) -> bool:
    """Whether a message asks under which category or field something is to be filed."""
    return bool(_FILED_UNDER.search(folded))


_WORK = re.compile(
    r"(?:什么|哪[些几个一]?个?|啥)(?:项目|案例|成果|名字)|(?:叫|是|做)(?:的是)?(?:什么|啥)的?$|^为?(?:什么|啥)(?:获奖|得奖|入选)?\W*$"
    r"|\b(?:what|which) (?:projects?|works?|cases?|entries|entry|achievements?)\b"
    r"|^(?:and |so )?what(?: was it| is it)? (?:for|about|called)\W*$"
)


def asks_which_work(folded: str) -> bool:
    """Whether a message asks what the work was, and for what somebody was honoured."""
    return bool(_WORK.search(folded))


def asks_attributes(masked: str) -> bool:
    """Whether a message asks only who, when or in which group something told was: "which year, which group?"."""
    text = plain(masked)
    rest = _GROUP.sub(" ", text)
    for aspect in _OF_ENTRIES:
        rest = _ASKS[aspect].sub(" ", rest)
    return rest != text and leaves_topic_out(re.sub(r"\s+", " ", _THING.sub(" ", rest)))


def bare_aspect(masked: str) -> Aspect | None:
    """The aspect that is all a message asks: "how many is that?", "都有谁"; None where it says anything else."""
    text = plain(masked)
    asked = list(aspects_of(text))
    if len(asked) != 1 or asked[0] == "may":
        return None
    rest = _THING.sub(" ", _ASKS[asked[0]].sub(" ", text))
    return asked[0] if leaves_topic_out(re.sub(r"\s+", " ", rest)) else None
