"""The shapes of what people type, in both languages: courtesies, ellipses, yes-or-no forms, several sentences.

Works on folded text, in which names may be masked by the marks of `lexicon.MASK`. Only grammar stands here:
the words of the scheme are in the pack.
"""

import re

from knowledge.language import Language
from knowledge.lexicon import MASK
from knowledge.text import CJK

NAMES = re.compile(r"[\ue000-\ue0ff]")


def _any(*alternatives: str) -> str:
    return "|".join(alternatives)


YES_NO = re.compile(
    _any(
        r"吗|(?<![什怎这那多])么[?？]?$|嘛|是不是|是否|对吧|对不对|能不能|可不可以|能否|可否|有没有|要不要|会不会|算不算|行不行",
        r"没错吧|是吧|系咪|得唔得",
        r"^(?:(?:so|but|and|ok|hi|hello|sorry|please) )*(?:is|are|was|were|do|does|did|can|could|may|must)\b",
        r"^(?:(?:so|but|and|ok|hi|hello|sorry|please) )*(?:should|has|have|had|will|would|am)\b",
        r"\b(?:right|correct|true|yes)\s*\?|\bis (?:it|that|this)\b",
        r"\b(?:is|are|does|did|was) not it\b",
    )
)
COUNT = re.compile(
    _any(
        r"多少|几(?:项|个|家|件|人|位|届|种|类|次|所)|数量|总数",
        r"\bhow many\b|\bnumber of\b|\bhow much\b|\bcount\b(?! (?:as|for|towards?)\b)|\btotal\b",
    )
)
# of all groups or fields, not of the one last spoken of
ALTOGETHER = re.compile(
    r"总共|一共|合计|(?:三|五|所有|全部|各)个?(?:类|组|领域)"
    r"|\b(?:altogether|in all|in total|overall)\b"
    r"|\ball (?:of )?(?:the )?(?:three |five )?(?:groups|categories|fields|types)\b"
)
OTHER = re.compile(r"另(?:外)?一个|另一项|另外那个|\bthe other (?:one|programme|program|call)\b|\bother one\b")
BOTH = re.compile(
    r"两(?:个|项|者)(?:都|奖|申报|征集|活动)?|(?<!每.)(?<!每..)(?<!每...)都(?!有?(?:哪|谁|什么)|是(?:哪|谁|什么))"
    r"|分别|各自|\bboth\b|\beach (?:of (?:them|the|these|those)|call|program(?:me)?)\b"
)
FORMER = re.compile(r"前者|前一[个项]|\bthe former\b")
LATTER = re.compile(r"后者|后一[个项]|\bthe latter\b")
CONTINUES = re.compile(
    r"^(?:那|其中|还有|另外)|[呢咧][?？]*$|其他|其余|剩下"
    r"|^(?:and|what about|how about|other|others|the rest|the others)\b"
)
POINTS_BACK = re.compile(
    _any(
        r"^(?:那|这|其中|它|他|她|上述|以上|该)|它|他们|她|这个|那个|这些|那些|其中",
        r"\b(?:it|its|that|those|these|them|they|he|she|him|her|there|this|same)\b",
    )
)

# ── another language, please ─────────────────────────────────────────────────────────────

_ZH_AGAIN = r"^(?:请|麻烦)?(?:你)?(?:能)?(?:不能)?(?:用|换成?|改成?|说|翻译成){0,2}(?:%s)(?:版)?"
_ZH_AGAIN_END = (
    r"(?:再)?(?:说|讲|回答|呢|怎么说|再说)?(?:一?[遍下次])?(?:吗|吧|呢|好吗)?(?:[,，。.].{0,20})?[?？。.!！]*$"
)
_EN_AGAIN = (
    r"^(?:(?:and|now|please|can you|could you|would you|say it|say that|answer|again|repeat|give|tell|put|me|us"
    r"|the same|that|this|it|all|once more) )*in %s(?: (?:please|now|again|too|instead|for [a-z' -]{2,40}))*[?.! ]*$"
    r"|^%s(?: please| version)?[?.! ]*$"
)
_SWITCH: dict[Language, re.Pattern[str]] = {
    "en": re.compile(_ZH_AGAIN % "英文|英语" + _ZH_AGAIN_END + "|" + _EN_AGAIN % ("english", "english")),
    "zh": re.compile(_ZH_AGAIN % "中文|汉语|普通话" + _ZH_AGAIN_END + "|" + _EN_AGAIN % ("chinese", "chinese")),
}


def switched_to(folded: str) -> Language | None:
    """The language a message asks the last answer in ("And in English?"), where it asks nothing else."""
    return next((language for language, pattern in _SWITCH.items() if pattern.match(folded)), None)


# ── what tells the topic ─────────────────────────────────────────────────────────────────

_CALL = f"[{MASK['year']}{MASK['programme']} 年]*{MASK['programme']}[{MASK['year']}{MASK['programme']} 年]*"
_POLITE = re.compile(
    "^(?:(?:"
    + _any(
        r"您们?好|你们?好|hi|hello|hey|dear (?:sir|madam|team|all)|good (?:morning|afternoon|evening)|excuse me|sorry",
        r"please|请问一下|请问|麻烦问一下|麻烦问下|问一下|想问一下|我想问一下|我想问|想请问|想咨询一下|咨询一下",
        r"老师们?好?|唔该|各位(?:老师)?好?|大家好|quick question|just wondering|i wonder",
        r"(?:could|can) you (?:please )?tell me|please tell me|do you know",
        r"i would like to know|i want to know|may i ask",
        r"(?:ok|okay|great|thanks|thank you|alright|got it|good|fine)(?=[,，。.!！;；~])",
        r"(?:谢谢你?|多谢|好的?|嗯+|明白了?|知道了|收到|行)(?=[,，。.!！;；~])",
        # what the question is about, put in front of it: a slot, and no part of what is asked
        rf"(?:关于|有关|至于|针对)?{_CALL}(?:的问题|方面)?(?=[:：])",
        rf"(?:关于|有关|至于|针对){_CALL}(?:的问题|方面)?(?=[,，])",
        rf"(?:about|regarding|concerning|as for|re:?) (?:the )?{_CALL}(?=[:：,，])",
    )
    + r")[\s,，。.!！:：、]*)+"
)
_LEADS = re.compile(
    r"^(?:(?:"
    + _any(
        r"(?:we|i) would (?:appreciate|be (?:grateful|glad|happy)|love|like)(?: to| if you could)? "
        r"(?:know(?:ing)?|hear(?:ing)?|learn(?:ing)?|tell (?:us|me)|confirm)",
        r"it would (?:help|be (?:good|useful|helpful)) to know",
        r"(?:please|kindly) (?:advise|confirm|clarify)(?: whether| if)?",
        r"想(?:了解|确认|核实|打听|知道)(?:一下)?",
        # who wants to know it
        r"(?:今天|昨天|刚才|刚刚|前几天)?(?:我们?)?(?:领导|老板|同事|主任|处长|客户|上级)(?:今天|突然|刚才|刚刚?|又)?"
        r"(?:(?:让|叫|要)我?来?(?:问|打听|了解|确认|核实)|问(?!题)我?(?:们)?)(?:一下|问|下)?(?:那个|这个)?",
        r"(?:my|our) (?:boss|manager|colleagues?|director|supervisor|professor|team|client)"
        r" (?:wants? to know|wonders?|(?:has )?(?:just )?asked(?: me| us)?|is asking|would like to know)"
        r"(?: whether| if)?",
    )
    + r")[\s,，。.!！:：、]*)+"
)
_THANKS = re.compile(
    r"(?:[\s,，。.!！?？;；~]*(?:"
    + _any(
        r"(?:先)?(?:谢谢|谢啦|多谢)(?:您|你|你们|老师|各位|大家|了|啦|[!！~])*",
        r"(?<=[\s,，。.!！?？;；~])(?:"
        + _any(
            r"(?:先|非常|十分|万分|不胜)?(?:感谢|感激)(?:您|你|的?(?:回复|解答|帮助)|不尽|[!！~])*",
            r"(?:麻烦|辛苦|拜托)(?:您|你|老师)?了?",
            r"(?:(?:and |so )?(?:many |warm )?thanks|(?:and )?thank you)"
            r"(?: (?:a lot|a bunch|so much|very much|again|all|in advance"
            r"|for (?:your|the|any) (?:kind )?(?:help|reply|answer|time|support)))*",
            r"thx|tks|tia|ty|pls|plz|please|cheers|much appreciated|(?:(?:best|kind) )?regards",
        )
        + ")",
    )
    + r")[\s,，。.!！~]*)+$"
)
_TAG = re.compile(
    r"[,，\s]*(?:"
    + _any(
        r"对吗|对吧|对不对|对么|是吗|是吧|没错吧|没错吗|是真的吗|真的吗",
        r"(?:is (?:that|it|this) )?(?:right|correct|true)",
        r"(?:is|are|was|were|does|do|did|has|have) not (?:it|they|there|that)|yes",
    )
    + r")[?？\s]*$"
)
# Years, places, days, hours and figures qualify a question; they do not tell what is asked.
_QUALIFIERS = re.compile(
    "[" + "".join(MASK[sort] for sort in ("year", "place", "date", "time", "number")) + "]"
    r"|(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*月份?(?!\d)"
)


def plain(masked: str) -> str:
    """A message without the courtesies around it, unless it is nothing else."""
    rest = _POLITE.sub("", masked)
    rest = rest if len(bare(rest)) >= 2 else masked
    before = _THANKS.sub("", rest)
    # "ok thanks" is thanks
    return before if len(bare(before)) >= 2 and bare(_POLITE.sub("", f"{before},")) else rest


def without_lead(clause: str) -> str:
    """A clause without the words in which it says that, or for whom, something is asked."""
    rest = _LEADS.sub("", clause)
    return rest if len(bare(rest)) >= 3 else clause


_YEAR, _PROGRAMME = MASK["year"], MASK["programme"]
_CALL_AROUND = re.compile(
    rf"^(?:the )?[{_YEAR}{_PROGRAMME}][{_YEAR}{_PROGRAMME} 年度的]*"
    rf"| (?:of|for|in|from)(?: the)? [{_YEAR}{_PROGRAMME}][{_YEAR}{_PROGRAMME} ]*$"
)


def without_call(masked: str) -> str:
    """A bare message without the programme and year before or after it; empty where little else is left."""
    rest = _CALL_AROUND.sub("", masked).strip()
    return rest if len(rest) >= 4 else ""


def asked(marked: str) -> str:
    """What of a marked message tells its topic: without courtesies, qualifiers and "right?" at the end."""
    text = _QUALIFIERS.sub(" ", plain(marked))
    rest = _TAG.sub("", text)
    return rest if len(bare(rest)) >= 3 else text


def joined_by_and(text: str) -> list[str]:
    """What a message without a verb lists: "deadline and contact", "截止日期和联系电话"."""
    return [part for part in _AND.split(text) if part.strip()]


_AND = re.compile(r"\s(?:and|&|plus)\s|(?<=[\u3400-\u9fff])(?:和|以及|及|与|、|跟)(?=[\u3400-\u9fff])")


_NO_WORD = re.compile(r"[^\w\u3400-\u9fff\ue000-\ue0ff]+")
_BETWEEN_CHARACTERS = re.compile(r"(?<=[\u3400-\u9fff\ue000-\ue0ff]) | (?=[\u3400-\u9fff\ue000-\ue0ff])")


def bare(masked: str) -> str:
    """A message without punctuation, and without spaces between Chinese characters."""
    return _BETWEEN_CHARACTERS.sub("", _NO_WORD.sub(" ", masked).strip())


_LINE_END = re.compile(r"(?<=[^\s,，。.;；:：!！?？、])[^\S\n]*\n\s*(?=\S)")
_WRAPPED = 60  # characters from which on a line was perhaps broken for its length alone


def with_lines_ended(text: str) -> str:
    """A message with a stop where a short line ends without one: what stands on lines of its own is asked apart."""
    parts: list[str] = []
    position = 0
    for match in _LINE_END.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        wrapped = not CJK.search(line) and len(line) >= _WRAPPED and "\n" not in match.group().strip(" ")[1:]
        parts += [text[position : match.start()], " " if wrapped else "; "]
        position = match.end()
    return "".join([*parts, text[position:]])


# ── since when something is held ─────────────────────────────────────────────────────────

_HELD_SINCE = re.compile(
    rf"[{MASK['programme']}][^,，。;；?？!！我]{{0,6}}(?:从|自|是)[^,，。;；?？!！我]{{0,3}}[{MASK['year']}\d]+年?(?:就|才)?"
    rf"(?:开始|起)(?:[每就]?年?都?(?:有|颁|办|评|举办|征集|设|发)|办|颁|评(?!审)|举办|设立|征集|有|的(?:吧|吗|么|对吧|对吗)?\W*$)"
    rf"|[{MASK['programme']}]{{1,2}} (?:\w+ ){{0,4}}"
    rf"(?:every year|each year|annually|yearly|held|given|awarded|exist\w*|run)"
    rf" (?:every year |each year |annually )?since [{MASK['year']}\d]"
)


def says_held_since(masked: str) -> bool:
    """Whether a message puts forward since which year a call is held: "案例是从2020年开始办的吧"."""
    return bool(_HELD_SINCE.search(masked))


# ── people nobody knows ──────────────────────────────────────────────────────────────────

_FAMILY_NAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖董袁潘蒋蔡余杜叶苏魏吕丁沈姚卢"
    "姜崔钟谭陆汪范廖贾韦邹孟熊秦邱江薛闫段雷侯陶黎贺郝龚邵钱严"  # those that begin few other words
)
_CALLED_ZH = rf"(?P<name>[{_FAMILY_NAMES}][\u3400-\u9fff]{{1,2}}?)(?:老师|女士|先生|主任|处长|同志)?"
_STILL_ZH = re.compile(
    rf"(?:(?<![\u3400-\u9fff])|(?<=联系人)|(?<=请问)|(?<=那)|(?<=的)){_CALLED_ZH}"
    r"(?:现在|目前|今年|是不是|是否)?(?:还|仍然?)(?:在(?:\W*$|吗|么|不在|负责|岗|职|管)|负责|管|是(?:不是)?联系人|[当做]联系人)"
)
_NAMED_ZH = re.compile(rf"联系人(?:现在|今年)?(?:还|仍|依然)是{_CALLED_ZH}(?:吗|么|吧|\W*$)")
_STILL_EN = re.compile(
    r"\b(?:Is|is|Does|does|Will|will|whether|if) (?P<name>(?:(?:Mr|Ms|Mrs|Dr|Prof)\.? )?[A-Z][a-z]+(?: [A-Z][a-z]+)*)"
    r" (?:still|(?:the|our|your) (?:contact|right person)|in charge|responsible|around|there\b)"
)


def asked_after(text: str, masked: str) -> str | None:
    """The name of someone a message asks after ("is … still there?"), where it is no name that is known."""
    for pattern, where in ((_STILL_ZH, masked), (_NAMED_ZH, masked), (_STILL_EN, text)):
        if (match := pattern.search(where)) and match["name"].lower() in masked:
            return match["name"]
    return None


# ── short messages that lean on the last turn ────────────────────────────────────────────

# what may stand around a name in a message that leaves its topic to the last turn
_ELLIPSIS = re.compile(
    "^(?:"
    + _any(
        r"那|那么|那个|那份|那边|那项|那头|那里|那儿|那块|这头|这边|这项|方面|我问的是|我想问的是|我指的是|我是问|还有|以及|至于|换成|如果是|要是",
        r"我说的是|我是说|不是|不对|是|的|呢|吗|嘛|啊|吧|年|届|了|也|一样|怎么样|怎样|如何|咧|又|就|在|时间",
        r"算了|等等|等一下|等下|慢着|错了|[打写讲选]错了?|弄错了?|搞错了?|说错了?|问错了?|理解错了?|看错了?|你|我|问|说|指|想|要|应该|改|换|另|其实|只|哦|噢|嗯",
        r"再|加上|加|假如|如果|假设|要是|都|同样|那年|同年|当年|当时|前者|后者|前面|后面|个|项|一",
        r"and|what|how|about|the|for|in|of|on|ok|okay|so|then|is|it|that|this|same|also|too|one|i|meant?|mean|no|not",
        r"but|or|a|an|to|with|please|by|at|time|as|well|now|actually|sorry|instead|only|just|were|was|those|these|hm+",
        r"wait|hang|hold|oh|oops|scratch|never|mind|wrong|mistake|my|me|you|asked|asking|ask|question|talking|said|say",
        r"sry|soz|typo|correction|clock|year|years|s|if|we|add|added|do|did|former|latter|ones|other|rather|would|like|want|wanted|know|let|us|your",
        r"\s|[^\w\u3400-\u9fff\ue000-\ue0ff]",
    )
    + ")*$"
)


def leaves_topic_out(masked: str) -> bool:
    """Whether a message says nothing but names and small words: "那实践案例呢", "and in 2024?"."""
    rest = NAMES.sub(" ", masked)
    return bool(_ELLIPSIS.match(rest)) and (not CJK.search(rest) or len(bare(rest)) <= 8)


_WHAT_ABOUT = re.compile(
    r"^(?:那|还有|不对|不是|我是说|我说的是|我问的是|我想问的是|我指的是|算了|等等|等一下|错了|[你我]?[搞弄说问打写讲选]错)|(?:呢|咧)[?？。!！]*$"
    r"|^(?:and|what about|how about|what if|no,|no wait|wait|sorry|sry|soz|oops|typo|correction|scratch that|never mind"
    r"|actually)\b"
    r"|\b(?:i meant?|i (?:was )?ask(?:ed|ing) (?:about|for)|(?:that|this) (?:is|was) wrong)\b"
)


def says_what_about(folded: str) -> bool:
    """Whether a message asks the last question again of something else: "关键技术呢", "what about 2024?"."""
    return bool(_WHAT_ABOUT.search(folded))


_NAMED = "[\ue004\ue005\ue008 “”\"'《》]+"  # people, things and years, masked
_WHAT_IS = re.compile(
    rf"^(?:what|who) (?:is|are|was|were) (?:the |a |an )?{_NAMED}[?？.!]*$"
    rf"|^(?:请问|什么是|介绍一下)?{_NAMED}(?:是什么|是谁|是啥|是哪位|是什么意思|是做什么的)[?？。]*$"
)


def only_asks_what(masked: str) -> bool:
    """Whether a message asks what or who the thing or person is that it names, and nothing else."""
    return bool(_WHAT_IS.match(plain(masked)))


def is_short(folded: str) -> bool:
    """Whether a message is likely to lean on what was said before."""
    return len(CJK.findall(folded)) <= 12 and len(re.findall(r"[a-z0-9]+", folded)) <= 8


def is_brief(folded: str) -> bool:
    """Whether a message is short enough to speak of what was told last, naming some of it."""
    return len(CJK.findall(folded)) <= 20 and len(re.findall(r"[a-z0-9]+", folded)) <= 14


# ── something to be made ─────────────────────────────────────────────────────────────────

_WORK = (
    r"诗|词(?!条|语|汇)|绝句|律诗|俳句|对联|歌词?|情书|小说|故事|童话|剧本|笑话|段子|谜语|作文|散文|快板|顺口溜|代码|脚本|程序"
    r"|(?:poems?|haikus?|sonnets?|limericks?|verses?|songs?|lyrics|stor(?:y|ies)|novels?|jokes?|riddles?|essays?"
    r"|scripts?|code|programs?|recipes?|rap|jingle|fairy ?tale)\b"
)
_MAKE = re.compile(
    rf"^(?:请|麻烦|帮我|帮忙|给我|能不能|能否|可以|可不可以|你|来|再|替我|为我)*(?:写|作|编|创作|吟|讲|念|画|来)"
    rf"(?:一|个|首|篇|段|幅|副|则|些|下)*(?:[^,，。?？]{{0,16}}的)?[^,，。?？]{{0,6}}(?:{_WORK})"
    r"|^(?:please |can you |could you |would you |kindly |now |just )*"
    r"(?:write|compose|make(?: up)?|tell|sing|draw|create|generate)"
    rf"(?: me| us)?(?: an?| some| the)?(?: [\w-]+){{0,3}}? (?:{_WORK})"
)


def wants_made(folded: str) -> bool:
    """Whether a message wants a poem, a story, a joke or a program made: of whatever it speaks, that is not asked."""
    return bool(_MAKE.search(folded))


# ── what is not to be read on ────────────────────────────────────────────────────────────

_SENSITIVE = re.compile(r"(?<!\d)(?:[1-9]\d{16}[\dx]|\d{16}|\d{19})(?!\d)")


def holds_sensitive_number(folded: str) -> bool:
    """Whether an identity card's or a bank card's number stands in a message."""
    return bool(_SENSITIVE.search(folded))
