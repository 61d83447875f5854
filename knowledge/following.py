"""What a message says of the last answer: that a fact is otherwise, the same of another name, another edition.

Works on folded text, in which names may be masked by the marks of `mentions.MASK`. Only grammar stands here.
"""

import re
from typing import Literal

from knowledge.mentions import MASK
from knowledge.phrasing import NAMES, leaves_topic_out

Step = Literal["before", "after"]

# ── a fact put against the last answer ───────────────────────────────────────────────────

# What stands around a date, a figure or a year someone holds against an answer, beside `phrasing`'s small words.
_CLAIM = re.compile(
    r"不对(?:吧|啊|呀)?|不是(?:吧|啊)?|明明|记得|以为|认为|觉得|好像|印象中?|号(?![码召])|啊|呀|(?:我)?(?:手上|手头|收到|拿到|看到|这边|这里)的?|(?:通知|文件|公告|函"
    r"|海报|网上|官网|群里|别人|同事|领导|朋友|老师|他们)(?:上|里|中)?的?(?=.*[\ue000-\ue0ff])"
    r"|(?:上面|上边|里面)?(?:明明|清楚)?(?:写|印|标|登|说|讲|记)(?:的|着|了)?(?:是|为|成)?"
    r"|难道|听说|据说|不应该|应该|可能|原来|是不是|对不对|对吗|对吧|错了|有误|可是|但是?|而是|截止|截至|为止|之前|前|到"
    r"|另外?的?(?:一个)?人|别人|另一位|换了?人|不一样|不同|[一同]个人|\d{1,2}\s*[点时]"
    r"|\b(?:thought|believed?|heard|read|saw|seen|remember(?:ed)?|recall|understood|assumed?|told|says?|said"
    r"|states?|reads"
    r"|think|guess|expected|isn|wasn|aren|has|have|had|got|get|been|be|not|he|she|they|them|from|until|till|up"
    r"|notice|letter|document|paper|file|flyer|poster|website|page|copy|colleagues?|boss|friends?|someone|somebody"
    r"|everyone|else|different|another|person|people|people's|their|own|here|there|somewhere|online|news|press"
    r"|web|internet|which|wrong|right|correct|true|sure"
    r"|really|surely|maybe|perhaps|probably|yet|still|clearly|written|printed|are|must|should|why|does|did"
    r"|did not|old)\b"
)
_PUTS_AGAINST = re.compile(
    r"以为|看到|收到|拿到|记得|写|印着|听说|据说|不对|不是|错|难道|明明|好像|印象|应该|可是|但|吧|对吗|对不对|是不是|吗|说|别人|另.{0,3}人|换.?人|不一样|不同"
    r"|\b(?:thought|believe|heard|read|saw|remember|recall|understood|assumed?|told|says?|said|states?|think|guess"
    r"|right|correct|wrong|true|not|notice|letter|document|surely|really|but|should|else|different|another)\b|[?？]"
)


def puts_against(masked: str) -> bool:
    """Whether a message says nothing but that a date, year, figure or person is so: "I thought it was 20?"."""
    if not _PUTS_AGAINST.search(masked):
        return False
    rest = _CLAIM.sub(" ", masked)
    return leaves_topic_out(re.sub(r"\s+", " ", rest))


_DAY = MASK["date"]
_UNTIL = re.compile(
    rf"\b(?:until|till|by|before|through|on) (?:the )?{_DAY}|(?:到|至|截至|截止到?|延到){_DAY}"
    rf"|(?:截止|截至|deadline|due)(?:时间|日期)?\s?(?:是|为|在|is|was|on)?\s?{_DAY}|{_DAY}(?:为止|截止|结束|关闭|之?前|才截)"
)


def says_until(masked: str) -> bool:
    """Whether a message puts a day forward as the last one: "open until 30 June"."""
    return bool(_UNTIL.search(masked) and _PUTS_AGAINST.search(masked))


_SAME = re.compile(
    r"^(?:那么?)?(?:和|跟|与)|同理|适用|这样|如此|一致|相同|一回事|么|这个(?:时间|日期|规定|要求)?|[这那同][一]?天|同一(?:个|天|时间)?|是否|会不会|能不能|可不可以|也是|一样|同样|行|可以|能|成"
    r"|\b(?:same|things?|rules?|goes|go|appl(?:y|ies)|holds?|stor(?:y|ies)|deal|likewise|ditto|true|case|does"
    r"|will|there|again)\b"
)
# what is the same may be said in a word: it is what was just told
_SAME_THING = re.compile(
    r"\b(?:the )?same (?!for|with|in|of|as|here|there)[a-z]+(?= (?:for|with|in|of) )"
    r"|(?:同样|一样|同一|这个|这)的?(?:限制|规定|要求|条件|标准|办法|上限|下限|数|数字|日子|期限|时间)"
    r"|\b(?:is|are|was|were) (?:that|it|this|they|those) (?:a |an |the )?(?:different|another|same)(?: [a-z]+)?\W*$"
)
_ALIKE = re.compile(
    r"同|一样|也|这样|如此|一致|适用|\b(?:different|another|same|likewise|ditto|too|also|as well)\b"
    r"|\b(?:apply|applies|hold|holds)\b"
)


def asks_the_same(masked: str) -> bool:
    """Whether a message asks if the last answer holds for another name: "same limit for the cases?", "案例也一样吗"."""
    named = NAMES.search(masked) and _ALIKE.search(masked)
    return bool(named) and leaves_topic_out(re.sub(r"\s+", " ", _SAME.sub(" ", _SAME_THING.sub(" ", masked))))


# ── another edition ──────────────────────────────────────────────────────────────────────

_ONE = r"(?:one|edition|year|time|call|round|period|cycle)"
_SAME_HEAD = r"^(?:and |what about |how about |so |ok |then )*(?:the )?(?:same(?: \w+)?,? )?"
_STEPS: dict[Step, re.Pattern[str]] = {
    "before": re.compile(
        rf"^(?:and |what about |how about |so |ok |then )*(?:the )?(?:{_ONE} )?(?:before|prior to|preceding|ahead of)"
        rf"(?: (?:that|this|it|the last))?(?: {_ONE})?\W*$"
        rf"|^(?:and |what about |how about |so |ok |then )*(?:the )?(?:previous|preceding|prior|last"
        rf"|earlier)(?: {_ONE})?\W*$"
        rf"|{_SAME_HEAD}(?:a|one) year (?:earlier|before)\W*$"
        r"|^(?:那|那么)?(?:再)?(?:往前|上|前)(?:面)?(?:一|1)?(?:届|年|次|个|期)(?:的)?(?:呢|咧|是|怎么样)?\W*$"
    ),
    "after": re.compile(
        rf"^(?:and |what about |how about |so |ok |then )*(?:the )?(?:{_ONE} )?after(?: (?:that|this"
        rf"|it))?(?: {_ONE})?\W*$"
        rf"|^(?:and |what about |how about |so |ok |then )*(?:the )?(?:next|following|subsequent)(?: {_ONE})?\W*$"
        rf"|{_SAME_HEAD}(?:a|one) year (?:later|after|on)\W*$"
        r"|^(?:那|那么)?(?:再)?(?:往后|下|后)(?:面)?(?:一|1)?(?:届|年|次|个|期)(?:的)?(?:呢|咧|是|怎么样)?\W*$"
    ),
}


def step_of(folded: str) -> Step | None:
    """Whether a message goes on to the edition before or after, and says nothing else."""
    return next((step for step, pattern in _STEPS.items() if pattern.match(folded)), None)


# A year that only says where something comes from: "that was last year's notice".
_EXPLAINS = re.compile(
    r"(?:^|[,，。;；!！\s])(?:哦|噢|喔|啊|嗯|那|原来|这|它|是|个|份|看|到|的|我|拿|手|上|文|件|通|知|应|该|可|能|看来"
    r"|就){1,12}是(?![说问指])(?P<zh>[^,，。;；?？!！]{2,16}?)(?:的|通知|文件|版|函|份|公告)*(?=[,，。;；!！]|$)"
    r"|\b(?:that|this|it|mine|the one i have|what i have|ours) (?:was|is|were|must be|must have been|would be"
    r"|will be|seems to be)"
    r" (?:just |only |probably |for |from |about |of )*(?:the )?(?P<en>[^,.;?!]{4,40}?)(?=[,.;!]|$)"
)
_SMALL_WORDS = re.compile(
    r"\b(?:oh|ah|ok|okay|sorry|wait|hm+|right|i see|my bad|aha|so|then|and|but)\b"
    r"|哦|噢|喔|啊|嗯|对不起|不好意思|抱歉|明白了?|知道了?|看错了?"
)
_PAPER = re.compile(r"通知|文件|公告|函|版|的|\b(?:notice|letter|document|file|copy|version|one|paper|pdf|year's)\b")


def explained_away(folded: str) -> list[tuple[int, int]]:
    """The spans in which a message says of which year something was that it does not ask about."""
    spans = []
    for match in _EXPLAINS.finditer(folded):
        if _PAPER.search(match.group()) and not re.match(r"\s*[?？]", folded[match.end() :]):
            spans.append(match.span())
    return spans


def without_asides(folded: str) -> str:
    """A message without what only says of which year something was; itself where nothing else is in it."""
    rest: list[str] = []
    position = 0
    for start, end in explained_away(folded):
        rest.append(folded[position:start])
        position = end
    kept = "".join([*rest, folded[position:]]).strip(" ,，.。;；!！")
    return kept if position and re.search(r"\w{2}", _SMALL_WORDS.sub("", kept)) else folded


def only_explains(folded: str) -> bool:
    """Whether a message says nothing but of which year something was: "oh, that was last year's notice"."""
    return bool(explained_away(folded)) and without_asides(folded) == folded


# ── mailboxes, telephones ────────────────────────────────────────────────────────────────

_IN_FORCE = re.compile(
    r"还在?|仍然?|现在|目前|有效|能用|可用|在用|正确|对吗|对吧|对不对|对么|没错|换了|变了|改了|过期|失效|旧的?|新的?|是不是|吗|打得通|打不通|退信"
    r"|\b(?:still|current|currently|valid|right|correct|up to date|up-to-date|outdated|working|works?|in use"
    r"|active|old|new|changed|okay?|good)\b"
)


_CALLED = re.compile(
    r"邮箱|邮件|电子|地址|电话|号码|手机|座机|联系|方式|用|能|可以|发|打|这|个|以前|之前|通知|上|写|收"
    r"|\b(?:e-?mails?|mail|mailbox|address|telephone|phone|numbers?|contacts?|use|used|can|could|does|be|one"
    r"|reach|there|found|have)\b"
)


def asks_if_in_force(masked: str) -> bool:
    """Whether a message asks of the mailbox or telephone it gives if that is (still) right, and nothing else."""
    rest = _CALLED.sub(" ", _IN_FORCE.sub(" ", masked))
    return bool(_IN_FORCE.search(masked)) and leaves_topic_out(re.sub(r"\s+", " ", rest))


_DROPPED = re.compile(
    r"取消|砍掉?|撤销|撤掉|去掉|删掉|删除|不设|不再设|没有了|停办|合并"
    r"|\b(?:cancel\w*|dropp?(?:ed)?|scrapp?(?:ed)?|abolish\w*|removed?|discontinued?|no longer|gone|merged)\b"
)


def says_dropped(folded: str) -> bool:
    """Whether a message says or asks of something that it is no longer there."""
    return bool(_DROPPED.search(folded))
