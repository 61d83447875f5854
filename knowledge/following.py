"""What a message says of the last turn: claims, steps to another edition, persons meant, "the second one".

Works on folded text, in which names may be masked by the marks of `mentions.MASK`. Only grammar stands here.
"""

import re
from typing import Literal

from knowledge.phrasing import NAMES, leaves_topic_out
from knowledge.text import CJK, pinyin_of

Step = Literal["before", "after"]

# ── a fact put against the last answer ───────────────────────────────────────────────────

# What stands around a date, a figure or a year someone holds against an answer, beside `phrasing`'s small words.
_CLAIM = re.compile(
    r"不对(?:吧|啊|呀)?|不是(?:吧|啊)?|明明|记得|以为|认为|觉得|好像|印象中?|号(?![码召])|啊|呀|(?:我)?(?:手上|手头|收到|拿到|看到|这边|这里)的?|(?:通知|文件|公告|函|海报|网上|官网|群里|别人|同事|领导|朋友|老师|他们)(?:上|里|中)?的?(?=.*[\ue000-\ue0ff])"
    r"|(?:上面|上边|里面)?(?:明明|清楚)?(?:写|印|标|登|说|讲|记)(?:的|着|了)?(?:是|为|成)?"
    r"|难道|听说|据说|不应该|应该|可能|原来|是不是|对不对|对吗|对吧|错了|有误|可是|但是?|而是|截止|截至|为止|之前|前|到"
    r"|另外?的?(?:一个)?人|别人|另一位|换了?人|不一样|不同|[一同]个人|\d{1,2}\s*[点时]"
    r"|\b(?:thought|believed?|heard|read|saw|seen|remember(?:ed)?|recall|understood|assumed?|told|says?|said|states?|reads"
    r"|think|guess|expected|isn|wasn|aren|has|have|had|got|get|been|be|not|he|she|they|them|from|until|till|up"
    r"|notice|letter|document|paper|file|flyer|poster|website|page|copy|colleagues?|boss|friends?|someone|somebody"
    r"|everyone|else|different|another|person|people|people's|their|own|here|there|somewhere|online|news|press|web|internet|which|wrong|right|correct|true|sure"
    r"|really|surely|maybe|perhaps|probably|yet|still|clearly|written|printed|are|must|should|why|does|did|did not|old)\b"
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


_SAME = re.compile(
    r"同理|适用|这样|如此|一致|相同|一回事|这个(?:时间|日期|规定|要求)?|同一(?:个|天|时间)?|是否|会不会|能不能|可不可以|也是|一样|同样"
    r"|\b(?:same|things?|rules?|goes|go|appl(?:y|ies)|holds?|stor(?:y|ies)|deal|likewise|ditto|true|case|does|will|there|again)\b"
)
_ALIKE = re.compile(
    r"同|一样|也|这样|如此|一致|适用|\b(?:same|likewise|ditto|too|also|as well|apply|applies|hold|holds)\b"
)


def asks_the_same(masked: str) -> bool:
    """Whether a message asks if the last answer holds for another name: "same for the cases?", "案例也一样吗"."""
    named = NAMES.search(masked) and _ALIKE.search(masked)
    return bool(named) and leaves_topic_out(re.sub(r"\s+", " ", _SAME.sub(" ", masked)))


# ── another edition ──────────────────────────────────────────────────────────────────────

_ONE = r"(?:one|edition|year|time|call|round|period|cycle)"
_STEPS: dict[Step, re.Pattern[str]] = {
    "before": re.compile(
        rf"^(?:and |what about |how about |so |ok |then )*(?:the )?(?:{_ONE} )?(?:before|prior to|preceding|ahead of)"
        rf"(?: (?:that|this|it|the last))?(?: {_ONE})?\W*$"
        rf"|^(?:and |what about |how about |so |ok |then )*(?:the )?(?:previous|preceding|prior|last|earlier)(?: {_ONE})?\W*$"
        r"|^(?:那|那么)?(?:再)?(?:往前|上|前)(?:面)?(?:一|1)?(?:届|年|次|个|期)(?:的)?(?:呢|咧|是|怎么样)?\W*$"
    ),
    "after": re.compile(
        rf"^(?:and |what about |how about |so |ok |then )*(?:the )?(?:{_ONE} )?after(?: (?:that|this|it))?(?: {_ONE})?\W*$"
        rf"|^(?:and |what about |how about |so |ok |then )*(?:the )?(?:next|following|subsequent)(?: {_ONE})?\W*$"
        r"|^(?:那|那么)?(?:再)?(?:往后|下|后)(?:面)?(?:一|1)?(?:届|年|次|个|期)(?:的)?(?:呢|咧|是|怎么样)?\W*$"
    ),
}


def step_of(folded: str) -> Step | None:
    """Whether a message goes on to the edition before or after, and says nothing else."""
    return next((step for step, pattern in _STEPS.items() if pattern.match(folded)), None)


# A year that only says where something comes from: "that was last year's notice".
_EXPLAINS = re.compile(
    r"(?:^|[,，。;；!！\s])(?:哦|噢|喔|啊|嗯|那|原来|这|它|是|个|份|看|到|的|我|拿|手|上|文|件|通|知|应|该|可|能|看来|就){0,12}是(?P<zh>[^,，。;；?？!！]{2,16}?)(?:的|通知|文件|版|函|份|公告)*(?=[,，。;；!！]|$)"
    r"|\b(?:that|this|it|mine|the one i have|what i have|ours) (?:was|is|were|must be|must have been|would be|will be|seems to be)"
    r" (?:just |only |probably |for |from |about |of )*(?:the )?(?P<en>[^,.;?!]{4,40}?)(?=[,.;!]|$)"
)
_PAPER = re.compile(r"通知|文件|公告|函|版|的|\b(?:notice|letter|document|file|copy|version|one|paper|pdf|year's)\b")


def explained_away(folded: str) -> list[tuple[int, int]]:
    """The spans in which a message says of which year something was that it does not ask about."""
    spans = []
    for match in _EXPLAINS.finditer(folded):
        if _PAPER.search(match.group()) and not re.match(r"\s*[?？]", folded[match.end() :]):
            spans.append(match.span())
    return spans


# ── years of the one who asks ────────────────────────────────────────────────────────────

_Y = "\ue000"  # stands for the year itself while its surroundings are looked at
_BEGAN = r"成立|创立|创办|注册|上线|启动|发布|发表|出版|见刊|投用|投产|投入|开始|立项|建成|落地|运行|运营|实施|部署|推出|开发|研发|试点|起步|毕业|入职|获得|授权"
_OWN_YEAR = re.compile(
    rf"(?:自|从|于|打|在){_Y}\s*年?\s*(?:\d{{1,2}}月)?(?:起|以来|开始|至今|到现在|就|已经?)"
    rf"|(?:{_BEGAN})(?:于|在|自|是){_Y}"
    rf"|{_Y}\s*年?\s*(?:\d{{1,2}}月|初|底|末|年初|年底|上半年|下半年|春天|夏天|秋天|冬天)?(?:份)?(?:就|才|已经?|正式|首次|开始|全面)*(?:{_BEGAN})(?!征集|申报|报名|通知|名单|结果|公告)"
    rf"|{_Y}\s*年?\s*(?:起|以来|至今|开始)"
    rf"|\b(?:since|from)(?: (?:early|late|mid|the (?:start|beginning|end|spring|summer|autumn|fall) of|around|about|at least|[a-z]{{3,9}}))? {_Y}"
    r"|\b(?:founded|established|launched|started|began|begun|built|published|deployed|registered|incorporated|created|developed"
    r"|released|introduced|completed|opened our|in use|in operation|running|operating|operational|live|online|graduated|patented|granted)"
    rf"(?: \w+){{0,4}}? (?:in|since|from|around)(?: (?:early|late|mid|[a-z]{{3,9}}))? {_Y}"
)
_OURS_BEFORE = re.compile(
    r"我|咱|本(?:公司|单位|项目|校|院)|项目|系统|平台|产品|论文|公司|企业|论著|案例(?=[\ue000自从于])"
    r"|\b(?:we|our|my|us|i|company|platform|project|system|product|paper|article|start-?up|firm|university|team|app|service)\b"
)


def is_own_year(folded: str, start: int, end: int) -> bool:
    """Whether a year belongs to the history of the one who asks ("running since 2023"), not to an edition."""
    clause_start = max((m.end() for m in re.finditer(r"[。!！?？;；]|\. ", folded[:start])), default=0)
    text = folded[clause_start:start] + _Y + folded[end : end + 24]
    at = start - clause_start
    if not _OURS_BEFORE.search(folded[:end]):
        return False
    return any(match.start() <= at < match.end() for match in _OWN_YEAR.finditer(text))


# ── persons, and what was told ───────────────────────────────────────────────────────────

PERSON = re.compile(
    r"(?<!其)[他她](?!们)|这位|那位|这个人|那个人|(?:此|该)人|\b(?:she|he|her|him|his|hers)\b|\b(?:that|same) person\b|同一个人"
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
    r"第\s*(?P<zh>\d{1,2}|[一二三四五六七八九十])\s*(?:个|项|条|款|家|名)(?!月|阶段|类|领域|问题)|(?P<end>最后一?(?:个|项|条))(?!月|阶段|问题|环节)"
    r"|\b(?P<en>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|\d{1,2}(?:st|nd|rd|th))"
    r" (?:one|project|entry|winner|case|item|title|of (?:these|those|them))\b|\bthe (?P<alone>first|second|third|fourth|fifth|last)\W*$"
    r"|\b(?:number|no\.?|#) ?(?P<no>\d{1,2})\b"
)


def position_of(folded: str) -> int | None:
    """Which of the things told a message means ("the second one", "第二个"); -1 is the last."""
    match = _ORDINAL.search(folded)
    if match is None:
        return None
    if match["end"]:
        return -1
    said = match["zh"] or match["en"] or match["alone"] or match["no"]
    if said in _ORDINALS:
        return _ORDINALS[said]
    number = int(re.sub(r"\D", "", said))
    return number - 1 if number > 0 else None


WITH_WHOM = re.compile(
    r"(?:和|跟|与|同)谁|还有谁|谁.{0,4}(?:一起|联合|合作|共同)|(?:一起|联合|合作|共同).{0,6}(?:谁|哪)|合作(?:方|单位|伙伴)"
    r"|\bwith whom\b|\bwho else\b|\b(?:together|along|jointly|partnered|collaborat\w+) with\b|\bwho .{0,24} with\b|\bpartners?\b"
)
EACH = re.compile(
    r"(?:分别|各自?|都)(?:又)?(?:是|有)?(?:啥|什么|哪|谁|叫)|(?:哪|是哪)[几两些](?:个|项|家)?(?:项目|案例|成果)?(?:呢|啊|呀)?\W*$|(?:叫|都叫)什么"
    r"|^(?:and |so |ok )*(?:which|what) (?:ones?|projects?|entries|cases)?\s*(?:are|were|is|was)? ?(?:they|these|those|it)?(?: called| about)?\W*$"
    r"|^(?:and )?(?:name|list) them\b"
)
AMONG = re.compile(
    r"(?:名单|清单|列表)(?:里|中|上)|里面|里头|其中|之中|当中|这(?:些|几|两|二|里|\d+)(?:个|项)?|那(?:些|几|两|里|\d+)(?:个|项)?"
    r"|\b(?:of|among|in|on) (?:these|those|them|that list|the list|this list|your list)\b|\bin there\b|\bon it\b|\bwhich (?:one|two|ones)\b"
)

_KIND = (
    r"高校|大学|院校|学校|外国|国外|境外|海外|外企|公司|企业|单位|研究所|研究院|科研机构|科研院所|机构"
    r"|universit(?:y|ies)|colleges?|compan(?:y|ies)|firms?|enterprises?|institutes?|foreign(?:ers)?|overseas|non-chinese"
)
_ANY_OF_KIND = re.compile(
    rf"^(?:那|那么|里面|其中|里头|这里面|名单[里上]?|到底|究竟|又|还)*(?:有没有|有无|是否有|有|哪[几些]?[个家]?是|都是|全是)"
    rf"(?:哪些)?(?:来自)?(?:(?:{_KIND})的?)+(?:获奖|得奖|入选|项目|做|申报|牵头)*的?(?:吗|呢|么|嘛)?\W*$"
    rf"|^(?:and |so |ok |but )*(?:are|is|were|was)? ?(?:any|there any|there an?|there|which(?: ones?)?|how many|some|all)(?: of (?:them|these|those))?"
    rf"(?: is| are| were| was)?(?: from| by)?(?: an?| any| the)? ?(?:\b(?:{_KIND})\b ?)+(?:too|among (?:them|these|those)|in (?:there|it|the list)|on (?:it|the list))?\W*$"
)


def asks_for_kind(folded: str) -> bool:
    """Whether a message asks which things told are of some kind of organisation, and nothing else."""
    return bool(_ANY_OF_KIND.match(folded))


# ── mailboxes, telephones ────────────────────────────────────────────────────────────────

_IN_FORCE = re.compile(
    r"还在?|仍然?|现在|目前|有效|能用|可用|在用|正确|对吗|对吧|对不对|对么|没错|换了|变了|改了|过期|失效|旧的?|新的?|是不是|吗|打得通|打不通|退信"
    r"|\b(?:still|current|currently|valid|right|correct|up to date|up-to-date|outdated|working|works?|in use|active|old|new|changed|okay?|good)\b"
)


_CALLED = re.compile(
    r"邮箱|邮件|电子|地址|电话|号码|手机|座机|联系|方式|用|能|可以|发|打|这|个|以前|之前|通知|上|写|收"
    r"|\b(?:e-?mails?|mail|mailbox|address|telephone|phone|numbers?|contacts?|use|used|can|could|does|be|one|reach|there|found|have)\b"
)


def asks_if_in_force(masked: str) -> bool:
    """Whether a message asks of the mailbox or telephone it gives if that is (still) right, and nothing else."""
    rest = _CALLED.sub(" ", _IN_FORCE.sub(" ", masked))
    return bool(_IN_FORCE.search(masked)) and leaves_topic_out(re.sub(r"\s+", " ", rest))


# ── pinyin ───────────────────────────────────────────────────────────────────────────────

# English words that are syllables as well
_ENGLISH = frozenset(
    "a an can cause chance change china date dance dang due fan fee gain gang hang he her home in lane long made make man "
    "me men mine more name nine no one pen pin ping same sang send she shine song sun sung tan tang ten the tie time to "
    "wan wang we women yes you dui ran run sue sane cane bang gain fang hen die pie bin ban den lang nan".split()
)


def is_pinyin(folded: str) -> bool:
    """Whether a short message in a Chinese conversation is typed in pinyin."""
    words = re.findall(r"[a-z]+", folded)
    if CJK.search(folded) or not words or not all(map(pinyin_of, words)):
        return False
    return any(len(pinyin_of(word)) > 1 and word not in _ENGLISH for word in words)
