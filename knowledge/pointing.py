"""How a message points at what the last reply named: a person, "the second one", "which of these", a kind of applicant.

Works on folded text. Only grammar stands here.
"""

import re

from knowledge.figures import number_of

PERSON = re.compile(
    r"(?<!其)[他她](?!们)|这位|那位|这个人|那个人|(?:此|该)人"
    r"|\b(?:she|he|her|him|his|hers)\b|\b(?:that|same) person\b|同一个人"
)
# … asked as the one to turn to: other things are not known of a contact
IN_CHARGE = re.compile(
    r"电话|手机|号码|邮箱|邮件|联系|找|负责|管|兼|还在|咨询|微信"
    r"|\b(?:phone|telephone|numbers?|e-?mail|mailbox|address|contact|reach|call|write|charge|responsible|handles?"
    r"|looks? after"
    r"|deal|covers?|still (?:there|here|around|with))\b"
)
REPLACED = re.compile(
    r"换了?人|别人|另一位|\b(?:another|different|new) person\b|\b(?:someone|somebody) (?:else|new)\b|\breplaced\b"
)

_ORDINALS = {
    "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4, "5th": 4,
    "sixth": 5, "6th": 5, "seventh": 6, "7th": 6, "eighth": 7, "8th": 7, "ninth": 8, "9th": 8, "tenth": 9, "10th": 9,
    "last": -1, "一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "七": 6, "八": 7, "九": 8, "十": 9,
}  # fmt: skip
_ORDINAL = re.compile(
    r"第\s*(?P<zh>\d{1,2}|[一二三四五六七八九十])\s*(?:个|项|条|款|家|名)(?!月|阶段|类|领域|问题|组)|(?P<end>最后一?(?:个|项|条|家))(?!月|阶段|问题|环节)"
    r"|\b(?P<en>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|\d{1,2}(?:st|nd|rd|th))"
    r" (?:one|project|entry|winner|case|item|title|of (?:these|those|them))\b|\bthe (?P<alone>first|second|third"
    r"|fourth|fifth|last)\W*$"
    r"|\b(?:presented|shown|released|named|listed|announced|on stage) (?P<stage>first|second|third|last)\b"
    r"(?! (?:year|time|month|week|summit|edition))"
    r"|(?P<start>最先|头一个)|(?P<finish>最后)(?=发布|上台|登台|亮相|出场|展示)"
    r"|^(?:and |ok |then |so )*(?P<bare>first|second|third|fourth|fifth|sixth|last|\d{1,2}(?:st|nd|rd|th))\W*$"
    r"|\b(?:number|no\.?|#) ?(?P<no>\d{1,2})\b"
)


def position_of(folded: str) -> int | None:
    """Which of the things told a message means ("the second one", "第二个"); -1 is the last."""
    found = placed_at(folded)
    return found[0] if found else None


def placed_at(folded: str) -> tuple[int, int, int] | None:
    """The position a message names, and where it says so."""
    match = _ORDINAL.search(folded)
    position = _position(match) if match else None
    return (position, *match.span()) if match and position is not None else None


def _position(match: re.Match[str]) -> int | None:
    if match["end"] or match["finish"]:
        return -1
    if match["start"]:
        return 0
    said = match["zh"] or match["en"] or match["alone"] or match["bare"] or match["stage"] or match["no"]
    if said in _ORDINALS:
        return _ORDINALS[said]
    number = int(re.sub(r"\D", "", said))
    return number - 1 if number > 0 else None


_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4}
_CATEGORY = re.compile(
    r"第\s*(?P<zh>[1-9一二三四五六七八九])\s*(?:个|种|大)?(?:成果|案例)?(?:类|组|领域)"
    rf"|\b(?P<en>{'|'.join(_PLACES)}) (?:achievement )?(?:category|type|group|field|area|track)\b"
)


def category_position(folded: str) -> tuple[int, int, int] | None:
    """Which category of a programme a message means ("第三类", "the third group"), from 0, and where it says so."""
    match = _CATEGORY.search(folded)
    if match is None:
        return None
    return (_PLACES[match["en"]] if match["en"] else number_of(match["zh"]) - 1, *match.span())


_NEAR = r"^(?:and |what about |how about |so |ok |then |那么?|再|还有)*"
_OF_LIST = r"(?:one|case|project|entry|winner|item|title)"
_LIST_STEPS = (
    (1, rf"(?:the )?(?:next|following)(?: {_OF_LIST})?|(?:下|后)面?一?[个项家](?:案例|项目)?"),
    (-1, rf"(?:the )?(?:previous|preceding)(?: {_OF_LIST})?|(?:the )?{_OF_LIST} before(?: (?:it|that))?"),
    (-1, r"(?:上|前)面?一?[个项家](?:案例|项目)?"),
)


def list_step(folded: str) -> int | None:
    """How far a message goes on in a list from what was told ("the next one"), where it says nothing else."""
    return next((step for step, said in _LIST_STEPS if re.match(rf"{_NEAR}(?:{said})(?:呢|是)?\W*$", folded)), None)


ON_THE_LIST = re.compile(
    r"发布|上台|登台|亮相|出场|展示|名单|获奖|得奖|入选|上榜|打头|[拿得]过?的|卓越"
    r"|\b(?:list\w*|stage|present\w*|winners?|showcased|released?|selected|honou?red|named|win|wins|won)\b"
)

WITH_WHOM = re.compile(
    r"(?:和|跟|与|同)谁|还有谁|谁.{0,4}(?:一起|联合|合作|共同)|(?:一起|联合|合作|共同).{0,6}(?:谁|哪)|合作(?:方|单位|伙伴)"
    r"|\bwith whom\b|\bwho else\b|\b(?:together|along|jointly|partnered|collaborat\w+) with\b"
    r"|\bwho .{0,24} with\b|\bpartners?\b"
)
EACH = re.compile(
    r"(?:分别|各自?|都)(?:又)?(?:是|有)?(?:啥|什么|哪|谁|叫)|(?:哪|是哪)[几两些](?:个|项|家)?(?:项目|案例|成果)?(?:呢|啊|呀)?\W*$|(?:叫|都叫)什么"
    r"|^(?:and |so |ok )*(?:which|what) (?:ones?|projects?|entries|cases)?\s*(?:are|were|is|was)? ?(?:they|these"
    r"|those|it)?(?: called| about)?\W*$"
    r"|^(?:and )?(?:name|list) them\b"
)
AMONG = re.compile(
    r"(?:名单|清单|列表)(?:里|中|上)|里面|里头|其中|之中|当中|这(?:些|几|两|二|里|\d+)(?:个|项)?|那(?:些|几|两|里|\d+)(?:个|项)?"
    r"|\b(?:of|among|in|on) (?:these|those|them|that list|the list|this list|your list)\b|\bin there\b|\bon it\b"
    r"|\bwhich (?:one|two|ones)\b"
)

_KIND = (
    r"高校|大学|院校|学校|外国|国外|境外|海外|外企|公司|企业|单位|研究所|研究院|科研机构|科研院所|机构"
    r"|universit(?:y|ies)|colleges?|compan(?:y|ies)|firms?|enterprises?|institutes?|foreign(?:ers)?|overseas"
    r"|non-chinese"
)
_ANY_OF_KIND = re.compile(
    rf"^(?:那|那么|里面|其中|里头|这里面|名单[里上]?|到底|究竟|又|还)*(?:有没有|有无|是否有|有|哪[几些]?[个家]?是|都是|全是)"
    rf"(?:哪些)?(?:来自)?(?:(?:{_KIND})的?)+(?:获奖|得奖|入选|项目|做|申报|牵头)*的?(?:吗|呢|么|嘛)?\W*$"
    rf"|^(?:and |so |ok |but )*(?:are|is|were|was)? ?(?:any|there any|there an?|there|which(?: ones?)?|how many"
    rf"|some|all)(?: of (?:them|these|those))?"
    rf"(?: is| are| were| was)?(?: from| by)?(?: an?| any| the)? ?(?:\b(?:{_KIND})\b ?)+(?:too|among (?:them"
    rf"|these|those)|in (?:there|it|the list)|on (?:it|the list))?\W*$"
)


_SOME_KIND = re.compile(
    rf"(?:哪[些几]?|有没有|有无|有|多少|几|列出).{{0,8}}(?:{_KIND})|(?:{_KIND}).{{0,12}}(?:上榜|获奖|入选|名单)"
    rf"|\b(?:which|what|any|list|how many|are there|were there)\b.{{0,30}}\b(?:{_KIND})\b"
)


def asks_listed_kind(folded: str) -> bool:
    """Whether a message asks which of a published list are of some kind of organisation."""
    return bool(_SOME_KIND.search(folded) and ON_THE_LIST.search(folded))


def asks_for_kind(folded: str) -> bool:
    """Whether a message asks which things told are of some kind of organisation, and nothing else."""
    return bool(_ANY_OF_KIND.match(folded))
