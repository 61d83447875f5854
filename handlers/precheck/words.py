"""Plain words of both languages for what can be done in a pre-check, each matched against a whole message."""

import re

from handlers.precheck.moves import Verb


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


VERBS: tuple[tuple[Verb, re.Pattern[str]], ...] = (
    (
        "later",
        _any(
            r"(?:先)?跳过|略过|先不答|稍后(?:再答)?|以后再[答说]|下一[题个]",
            r"skip(?: it| this| this one)?|later|pass|next(?: question)?",
        ),
    ),
    (
        "why",
        _any(
            r"为什么(?:问(?:这个|这)?)?|为啥|为何|依据(?:是什么)?|什么依据|哪一条",
            r"why(?: do you ask| that| this)?|reason|which clause",
        ),
    ),
    ("back", _any(r"(?:返回|回到)?上一[题步个]|返回|后退", r"(?:go )?back|previous(?: question)?")),
    ("keep", _any(r"不改了?|(?:保持)?不变", r"keep(?: it| my answer)?|leave it|no change")),
    ("full", _any(r"(?:完整|全部|逐条)(?:的)?(?:结果|清单)", r"(?:the )?full (?:result|list)|all conditions")),
    ("result", _any(r"(?:看|出|到?目前的?|现在的)?结果", r"(?:show (?:me )?the )?results?(?: so far)?|so far|verdict")),
    (
        "stop",
        _any(
            r"停|停止|停下|暂停|先停(?:一下)?|先到这里?吧?|不做了|退出|结束",
            r"stop(?: here)?|pause|quit|exit|(?:that is )?enough",
        ),
    ),
    ("go", _any(r"继续吧?|接着(?:来|做)?", r"go on|continue|carry on|resume|proceed")),
    (
        "list",
        _any(
            r"修改|更改|改|改一下|(?:修)?改(?:答案|回答)",
            r"(?:不对 ?)?我?(?:刚才?|前面)?(?:说|答|选|填|点|搞)错了?(?:一题)?|更正(?:一下)?",
            r"(?:change|edit)(?: (?:an|my) answer)?|that was wrong|wrong answer|correction",
            r"(?:sorry )?(?:i )?(?:made a mistake|was wrong|got (?:that|it|one) wrong)",
        ),
    ),
    (
        "again",
        _any(r"重来|从头(?:开始|再来)|重新(?:做|预检|开始)", r"(?:re)?start(?: again| over)|restart|begin again"),
    ),
    ("word", _any(r"(?:下载 ?)?word ?(?:文件|文档|版)?", r"docx|word file")),
    ("html", _any(r"网页版?|打印版?|可打印(?:的)?网页", r"html|print(?:able)?(?: page)?")),
    ("text", _any(r"纯?文本(?:文件)?", r"txt|text|plain text(?: file)?")),
    ("json", _any(r"json(?: ?文件)?", r"json(?: file)?")),
    ("ics", _any(r"日历(?:文件)?|截止日期的日历", r"ics|calendar(?: file)?")),
)

CHANGE = _any(  # and the number of a question
    r"(?:我?[想要]?(?:修?改|更改|重答|回到))\s*第?\s*(?P<zh>\d{1,2})\s*[题个问号]?(?:的?答案|的?回答)?",
    r"(?:change|edit|redo|(?:go )?back to)\s*(?:question|answer|no|#)?\s*(?P<en>\d{1,2})",
)
PLACE = _any(  # one of the options, by where it stands
    r"(?:选|就)?第(?P<zh>[一二三四五六])(?:个|项|种|条)?吧?",
    r"(?:i (?:pick|take|choose) )?the (?P<en>first|second|third|fourth|fifth|sixth)(?: one| option| choice)?",
)
PLACES = ("一first", "二second", "三third", "四fourth", "五fifth", "六sixth")
UNSURE = _any(
    r"(?:我|我们|还|也|真的|这个)*(?:不(?:太|大|是很)?(?:确定|清楚|知道|了解)|说不准|拿不准|没把握|不好说)[了啊呢]?",
    r"(?:(?:i|we) )?(?:(?:am|are) )?not (?:sure|certain)",
    r"(?:(?:i|we) )?(?:do not|dont) know|unsure|no idea|unclear|hard to say",
)
YES = _any(
    r"是的?|对的?|有的?|能|可以|会|没错|当然|已经|嗯|好的?|行",
    r"yes|yep|yeah|y|sure|of course|correct|we (?:do|have|can)|it (?:is|does)|ok|okay",
)
NO = _any(
    r"不|不是|不能|没有?|否|无|还没有?|不可以|不行|不对",
    r"no|nope|n|not yet|none|never|we (?:do|have|can) ?n[o']?t|it is ?n[o']?t",
)
# the beginnings of options that are a yes or a no
STARTS_YES = _any(r"[是能有已]", r"yes\b")
STARTS_NO = _any(r"不|没|还没|都不", r"(?:no|not yet|neither|none)\b")

ALL = _any(
    r"[全都]+部?(?:是)?(?:正确|对|是)的?|全部(?:正确|都对|对)|确认|正确",
    r"all(?: of (?:them|it))?(?: is| are)?(?: right| correct)?|right|confirm",
)
NONE = _any(r"都不(?:对|是|采用)|不正确", r"none(?: of (?:them|it))?|wrong|not (?:right|correct)")
EACH = _any(r"逐[条个项](?:确认)?|一[条个]一?[条个]来?", r"one by one|each")

# what makes a message a question rather than an answer
ASKS = _any(
    r"[?？]|[吗么呢]\s*[。.!！]?$|什么|(?<!十)几[个家项天时点]|多少|怎么|如何|为何|哪|谁",
    r"是不是|能不能|可不可以|有没有|算不算|要不要",
    r"^(?:what|how|who|whom|when|where|which|why|is|are|do|does|did|should|must|may|could|would|can (?:i|we|you))\b",
)
