"""The words by which reminders are asked for, changed and ended, in both languages. Held against folded text."""

import re
from typing import Literal

from reminders.subscriptions import BodyKind

Action = Literal[
    "subscribe", "overview", "unsubscribe", "pause", "resume", "change", "decline", "tomorrow", "unoffered"
]

NAMED = re.compile(r"提醒|订阅|通知|内部截止|remind|subscri|notif|internal deadline")
"""Says that a change is about reminders; without it a change is ours only where something is subscribed."""

_ZH = r"(?:订阅|提醒|通知)"
_EN = r"(?:subscriptions?|reminders?|notices|notifications)"
_MAILBOX_ZH = r"(?:收件)?(?:邮箱|邮件地址)"
_QUIET = r"(?:免打扰|勿扰|安静|不打扰|quiet(?: hours?)?|do not disturb|dnd)"
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_OUR_ZH = r"(?:我们?的|全部|所有|这个|一下)*"
_OUR_EN = r"(?:all |my |our |the |these )*"
_CALL_ZH = r"(?:[^，,。;；!！?？]{0,14}的)?"  # 取消实践案例的提醒
_CALL_EN = r"(?:[\w-]+ ){0,4}?"  # stop the award reminders

_WORDS: tuple[tuple[Action, str], ...] = (
    (
        "decline",
        r"(?<!要)(?:不想|不要|不用|不需要|不必|先不|暂不|暂时不|没必要|无需)再?(?:给我们?)?(?:订阅|订(?=了?[。!！]?$))",
    ),
    ("decline", r"\b(?:do not|don['’]?t|not|won['’]?t|no need to|never) (?:\w+ )?(?:to )?subscribe\b"),
    (
        "change",
        r"(?:别|不要|不用)(?:再)?(?:在|半夜|晚上|早上|周末|凌晨|太|每)\S{0,12}(?:提醒|通知)"
        r"|\b(?:do not|don['’]?t|stop|not) (?:remind|notify|alert)(?:ing)? (?:me|us) "
        r"(?:at|on|in the|during|so|before|after|until|every|too)\b",
    ),
    (
        "unsubscribe",
        rf"退订|(?:取消|停止|关闭|关掉|停掉|删除){_CALL_ZH}{_OUR_ZH}{_ZH}|(?:别|不要|不用)再?(?:给我们?)?(?:提醒|通知)",
    ),
    ("unsubscribe", r"不再?订阅?了|不再订阅?|(?:别|不要)再?(?:给我们?|来)?(?:发|打扰|烦)(?:我|消息|邮件|信息|这个|了)"),
    ("unsubscribe", r"^(?:please )?(?:stop|end|cancel) (?:everything|all(?: of (?:it|them))?|it all)[.!]?$"),
    ("unsubscribe", rf"\bunsubscribe\b|\b(?:stop|cancel|end|delete) {_OUR_EN}{_CALL_EN}{_EN}\b|\bstop reminding\b"),
    (
        "unsubscribe",
        r"\b(?:do not|don['’]?t) (?:remind|notify|alert) (?:me|us)\b"
        r"|\bno more (?:reminders|notices|notifications|e-?mails)\b"
        r"|\bstop (?:sending|messaging|e-?mailing|writing|notifying|alerting)\b",
    ),
    ("resume", rf"恢复{_CALL_ZH}{_OUR_ZH}{_ZH}|\b(?:resume|restart) {_OUR_EN}{_CALL_EN}{_EN}\b"),
    ("pause", rf"暂停{_CALL_ZH}{_OUR_ZH}{_ZH}|\bpause {_OUR_EN}{_CALL_EN}{_EN}\b"),
    ("pause", r"^(?:请)?(?:先)?暂停(?:一下)?[。.!！]?$|^(?:please )?pause(?: it| them)?[.!]?$"),
    ("resume", r"^(?:请)?恢复[。.!！]?$|^(?:please )?resume(?: it| them)?[.!]?$"),
    ("change", rf"{_MAILBOX_ZH}(?:改|换)(?:为|成|到)|(?:改|换|修改|更换)(?:一下|个)?{_MAILBOX_ZH}"),
    ("change", rf"\b(?:change|switch|update) {_OUR_EN}(?:e-?mail|mailbox)(?: address)?\b"),
    ("overview", rf"我们?(?:的|有哪些|有什么|订了哪些|订阅了(?:什么|哪些)){_ZH}?(?:了)?[??。]?$"),
    ("overview", r"我们?(?:都|已经|现在)?订阅?了(?:什么|哪些|没有|没|吗|么)|我们?有没有订阅?(?:过|了)?[??]?$"),
    (
        "overview",
        r"什么时候(?:会|再)?(?:给我们?)?提醒我"
        r"|\bwhen (?:will|do|shall) (?:you remind (?:me|us)|(?:i|we) (?:be|get) reminded)\b",
    ),
    ("overview", r"(?:查看|看看|列出|显示)(?:一下)?(?:我们?的)?(?:全部)?订阅"),
    (
        "overview",
        rf"\b(?:my|our) {_EN}\b[?.]?$|\bwhat (?:am i|are we) subscribed to\b|\b(?:show|list) {_OUR_EN}{_EN}\b"
        rf"|\b(?:am i|are we) (?:already |still )?subscribed\b|\bdo (?:i|we) have (?:any |a )?{_EN}\b",
    ),
    ("change", rf"(?:修改|更改|改一下|调整|更新){_OUR_ZH}(?:{_ZH}|内部截止|提前)"),
    (
        "change",
        r"(?:取消|去掉|删除|不要)(?:我们?的?)?内部截止|\b(?:remove|clear|delete) (?:our |my |the )*internal deadline",
    ),
    ("change", r"内部截止(?:日期|时间)?(?:改|换|调整?|设|定)(?:为|成|到|在)"),
    ("change", rf"^(?:请|把|将)?(?:设(?:置|为)?)?{_QUIET}\D{{0,6}}[\d一二两三四五六七八九十]"),
    (
        "change",
        r"^(?:请|把|将)?(?:提醒)?(?:时区|提前天数)?(?:改|换|调整?|设)(?:为|成|到|在)(?:提前|截止前|.{1,8}时间$)",
    ),
    ("change", r"^(?:请|把|将)?(?:提醒)?(?:的)?时区(?:改|换|调整?|设)(?:为|成|到|在)"),
    ("change", rf"(?:{_ZH}|提前天数|免打扰|安静)(?:时间|时段|天数|语言|时区)?(?:改|换|调整?)(?:为|成|到|在)"),
    ("change", rf"\b(?:change|edit|update|move) {_OUR_EN}(?:{_EN}|internal deadline|quiet hours|lead days)\b"),
    ("change", rf"\bset {_OUR_EN}(?:internal deadline|quiet hours|lead days)\b"),
    ("subscribe", r"订阅|(?:截止前|提前\S{0,8})?(?:提醒|通知)(?:一下)?(?:我们?|本会|本单位|协会)"),
    ("subscribe", r"提前\S{1,10}(?:提醒|通知)|前\S{1,8}(?:提醒|通知)(?:一下|一声)?[。.!！]?$"),
    (
        "subscribe",
        r"(?:通知|征集|公布|开始|开放|出来)\S{0,8}(?:时|后|了)[，,]?(?:请)?(?:告诉|通知|提醒)(?:我|一下|一声)",
    ),
    ("subscribe", r"(?:设置?|开通|打开|加|要|来)(?:一个|个)?\S{0,10}提醒"),
    ("subscribe", r"\bsubscribe\b|\bremind (?:me|us)\b|\b(?:notify|alert) (?:me|us) (?:before|when|ahead)\b"),
    ("subscribe", r"\b(?:tell (?:me|us)|let (?:me|us) know) (?:before\b|when .{0,30}\b(?:next|new)\b)"),
    ("subscribe", rf"\b(?:set|sign)\b.{{0,20}}\b{_EN}\b|\b(?:want|like|need) (?:\w+ ){{0,3}}reminders?\b"),
)
ACTIONS = tuple((action, re.compile(words)) for action, words in _WORDS)
"""The first that fits says what is wanted; what ends or stops something goes before what begins it."""

VOCABULARY = (
    "subscribe", "subscription", "subscriptions", "unsubscribe", "remind", "reminder", "reminders", "notify", "resume",
    "pause", "cancel", "internal", "deadline", "award",
)  # fmt: skip
"""English words whose slips of the keyboard are put right before the patterns are held against a message."""

OTHER_MAIL = re.compile(
    rf"{_MAILBOX_ZH}(?:改|换)|(?:改|换)(?:一下|个)?{_MAILBOX_ZH}|\b(?:e-?mail|mailbox)(?: address)?(?: to\b|$)"
)
"""Wants reminders in another mailbox, which has to confirm them first."""
CLAUSE = re.compile(r"[，,。;；!！]|\. |\bbut\b|\band\b|但|不过")
KEEP = re.compile(r"保留|留着|除了|除外|以外|\bexcept\b|\bkeep\b|\bapart from\b|\bother than\b|\bonly\b|只(?!有)")
"""Of what is to be ended or held, something is not: that is not guessed."""

ABOUT = re.compile(
    r"怎么|怎样|怎麼|如何|为什么|什么是"
    r"|会不会|要不要|该不该|是不是|是否|有没有|谁|哪|多少|几[次条月号点天]|什么|什麼|何时|干嘛|为何|咋"
    r"|免费|收费|要钱|有用吗"
    r"|\b(?:how|why|who|what|which|where|whether|should)\b"
    r"|^(?:when|is|are|does|do(?! not)|did|am|will|must|may|has|have)\b"
    r"|\bremind (?:me|us) (?:again )?(?:when|if)\b|\btell (?:me|us) about\b"
)
"""A question is answered, not acted on."""
POLITE = re.compile(
    r"(?:能不能|能否|可不可以|可以|可否|能)(?:请|麻烦)?(?:你|您)?(?:们)?(?:帮|替|给|在|提前|到时|届时)"
    r"|(?:你|您)(?:能不能|能否|可不可以|可以|可否|能)"
    r"|\b(?:can|could|would|will) you\b|\bwonder(?:ing)? if you\b|\bwould you mind\b"
)
"""A wish in the shape of a question; it is one only where it says enough of what is wished."""
BEGINS = re.compile(r"(?<!取消)(?<!退)订阅|提醒|remind (?:me|us)\b|(?<!un)subscribe|notify|alert")
"""Would begin something, of which the least has to be said."""
ASKED = re.compile(
    r"(?:吗|么|呢|嘛)[??]?$|[??]$|^(?:能不能|可不可以|可以|能否|能|可否)|^(?:can|could|would)\b|\bwonder"
)
TAG = re.compile(
    r"[，,、\s]*(?:可以吗|可以嘛|好吗|好嘛|行吗|行不行|好不好|可以不"
    r"|谢谢|多谢|ok|okay|please|thanks|thank you)[??!！。.]*$"
)
"""What is hung on a wish for politeness."""

NOT_OFFERED = re.compile(
    r"每(?:个)?(?:周|星期|礼拜|月|季度|小时|隔)"
    r"|(?:每天|每日|天天)(?!\s*(?:凌晨|早|上午|中午|下午|晚|夜|\d|[一二两三四五六七八九十]))"
    r"|隔(?:一)?(?:天|周|日)"
    r"|\bevery (?:other |second |single )?(?:day|week|month|hour|mon|tue|wed|thu|fri|sat|sun)"
    r"|\b(?:daily|weekly|monthly|hourly)\b"
    r"|(?:明天|后天|今晚|今天|明早|明晚|待会儿?|过会儿?|一会儿|稍后"
    r"|(?:下|这|本)?(?:个)?(?:周|星期|礼拜)[一二三四五六日天末]|下(?:个)?(?:周|星期|礼拜|月))"
    r"(?:再|请|都|\S{0,6}?[点时半])?(?:提醒|通知)"
    r"|\bremind (?:me|us)\b.{0,40}\b(?:tomorrow|tonight|today|later|next (?:week|month|mon|tue|wed|thu|fri|sat|sun)\w*"
    r"|on (?:mon|tue|wed|thu|fri|sat|sun)\w*|in (?:\d+|a|an|two|three) (?:minutes?|hours?|days?|weeks?|months?))\b"
)
"""Again and again, or on a day of one's own: reminders come before deadlines only."""
AGAIN_TOMORROW = re.compile(
    r"^(?:请|那)?明天再?(?:提醒|通知)(?:我们?)?(?:一次|一下)?[。.!！]?$"
    r"|^(?:please )?remind (?:me|us) (?:again )?tomorrow[.!]?$"
)

ALL_CALLS = re.compile(r"两个|两项|两类|全部|所有|都订|都要|都提醒|\bboth\b|\ball\b|\beverything\b")
OWN = re.compile(
    r"内部(?:的)?(?:截止|截稿|报送|收件|上报|提交|期限)?(?:日期|时间|日)?"
    r"|(?:本会|我们|本单位|协会|我会)(?:自己)?的?(?:内部)?截止(?:日期|时间)?"
    r"|internal(?:ly)?\b(?: deadline| date| cut-?off| closing date)?|(?:our|my) own (?:deadline|date)"
    r"|(?:our|my) (?:deadline|cut-?off)"
)
"""A body's own deadline; its date stands behind, or right before."""
OWN_BEHIND = re.compile(r"\s*(?:是|为|就是|作为|前|我们的?|本会的?|is|as|:|-|\s)*(?:our|the|my)?\s*")
"""All that stands between a date and the words for an own deadline behind it."""
CLAUSE_END = re.compile(r"[。;；!！??\n]|\. ")
DAY_MONTH = re.compile(r"(?<![\d./-])(\d{1,2})([/.])(\d{1,2})(?:[/.](20\d\d))?(?![\d/]|\.\d)")
"""Two figures, of which people in different places mean different ones as the month."""

NO_OWN = re.compile(
    r"(?:没有|没|无|不设|取消|去掉|删除)(?:我们?|本会|本单位)?(?:自己)?的?内部(?:的)?(?:截止|期限)"
    r"|\b(?:no|without|remove|clear) (?:an |our |my |the )*"
    r"internal (?:deadline|date|cut-?off)"
)
_ZH_COUNT = r"[一二两三四五六七八九十半]{1,3}"
_EN_COUNTS = "the|a|an|one|two|three|four|five|six|seven|eight|nine|ten"
_ZH_SPAN = rf"(?:\d{{1,3}}|{_ZH_COUNT}) ?(?:个?(?:星期|礼拜|周|月)|天|日)?"
_EN_SPAN = rf"\b(?:\d{{1,3}}|{_EN_COUNTS})(?: ?(?:days?|weeks?|months?))?"
_ZH_SPANS = rf"{_ZH_SPAN}(?:(?:[、,，和及/ ]|以及){_ZH_SPAN})*"
_EN_SPANS = rf"{_EN_SPAN}(?:(?:, ?(?:and )?| and |/| ?& ?| ){_EN_SPAN})*"
_NO_MORE = r"(?![\d点时月:一二两三四五六七八九十])"
LEAD = (
    re.compile(rf"提前(?:天数)?[:：为是]? ?({_ZH_SPANS}){_NO_MORE}"),
    re.compile(rf"\bdays?: ?({_EN_SPANS})"),
    re.compile(rf"截止(?:日期|时间|日)?(?:之|以)?前(?:的)? ?({_ZH_SPANS}){_NO_MORE}"),
    re.compile(rf"(?<![月年\d])({_ZH_SPANS})(?:之|以)?前(?:就|再|请|要|给|会)*(?:提醒|通知)"),
    re.compile(rf"({_EN_SPANS})(?<=[hksy]) (?:before|ahead|prior|in advance|early|earlier)"),
)
LAST_DAY = re.compile(
    r"(?:截止|和|及|、|，|,)(?:的)?当[天日]|\bon the (?:last )?day\b|\bthe same day\b|\bon the deadline\b"
)
"""Days before a deadline; the last word of an English span is a unit, which ends on one of these letters."""
LEAD_FIGURE = re.compile(
    rf"(\d{{1,3}}|{_ZH_COUNT}|\b(?:{_EN_COUNTS})\b) ?个?(星期|礼拜|周|月|天|日|weeks?|months?|days?)?"
)
QUIET_WORDS = re.compile(_QUIET)
TO = re.compile(r"[^\d,，;；。]{0,4}?(?:-|–|~|到|至|\bto\b|\buntil\b|\btill\b|\band\b)[^\d,，;；。]{0,4}")
"""All that stands between the two hours of a span."""
QUIET = re.compile(
    rf"{_QUIET}\D{{0,12}}?"
    r"(\d{1,2})(?:[:点时](\d{2})?)?\s*(?:-|–|~|到|至|to|until|and)\s*(?:次日|第二天)?(\d{1,2})(?:[:点时](\d{2})?)?"
)
WORDED_DATE = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}|\d{1,2}|本|这个?|下个?)月(?:初|中旬|中|底|末|上旬|下旬)"
    rf"|\b(?:[a-z]+-)?(?:[a-z]+th|first|second|third)(?: day)? of {_MONTH}\b|\b{_MONTH} (?:the )?(?:[a-z]+-)?"
    r"(?:[a-z]{3,}th|first|second|third)\b"
    rf"|\b(?:end|beginning|middle|start|mid)(?: of)?[ -]{_MONTH}\b"
)
"""A day in words that are not read as one; what it is has to be asked."""
TRIED = re.compile(r"\d|[月日号点]")
"""What an answer with a day or an hour in it holds, however it is written."""
NO_QUIET = re.compile(r"(?:取消|关闭|不要|去掉)(?:免打扰|安静时段)|no quiet hours")
BROKEN_MAIL = re.compile(r"\S+ ?[(\[]?\bat\b[)\]]? ?\S+\.[A-Za-z]{2,}|[A-Za-z0-9_.+-]+ ?@ ?[A-Za-z0-9-]*")
"""Meant for a mailbox; a name after a bare @ is somebody's in a chat."""
MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")

_CAPITALS = r"[A-Z][\w&'-]+(?:\s+(?:of|for|the|and|de|[A-Z][\w&'-]+))+"
# held against the text as typed: a name keeps its case
BODY = (
    re.compile(
        r"(?:我[们們]是|我是|我会是|代表|[单單]位(?:名[称稱])?(?:是|[为為]|[:：])"
        r"|以(?=[^，,。;；]{2,40}(?:名[义義]|身份)))\s*[“\"]?([^，,。;；“”\"\s]{2,40}?)[”\"]?"
        r"(?=[，,。;；\s]|的(?:名[义義]|人|身份)|[订訂][阅閱]|$)"
    ),
    re.compile(
        r"(?i:we are|we're|i am with|i'm with|i work for|on behalf of|this is)\s+(?:[Tt]he\s+)?"
        r"([A-Z][^,.;\n]{2,60}?)(?=[,.;\n]|\s+(?:and|please)\b|$)"
    ),
    re.compile(rf"\bas\s+(?:[Tt]he\s+)?({_CAPITALS})"),
    re.compile(rf"\b[Ss]ubscribe\s+(?:[Tt]he\s+)?({_CAPITALS})(?=\s+to\b)"),
    re.compile(r"\b(?i:body|organi[sz]ation|institution)\s*[:：]\s*([^,.;\n]{2,60}?)(?=\s*[,.;\n]|$)"),
)
NO_NAME = re.compile(r"[订訂][阅閱]|提醒|通知|邮件|邮箱|^[想要来问]|中文$|英文$")
"""What is said of oneself besides a name."""
_KINDS: tuple[tuple[BodyKind, str], ...] = (
    ("association", r"协会|学会|联盟|商会|联合会|促进会|association|society|alliance|federation|chamber"),
    ("university", r"大学|学院|研究院|研究所|高校|university|college|institute|school"),
    ("office", r"网信办|办公室|厅|局|委员会|office|bureau|commission|administration"),
    ("ministry", r"部$|部委|国务院|ministry|department"),
    ("company", r"公司|集团|企业|银行|company|corp|inc\b|ltd|group|gmbh|llc"),
)
KINDS = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _KINDS)
_OFF = r"(?:不要|取消|关闭|别)"
SWITCHES = (
    ("phases", re.compile(rf"{_OFF}(?:阶段|评审进展)|no phase"), False),
    ("phases", re.compile(r"(?:也)?要阶段|阶段变化|phase changes"), True),
    ("changes", re.compile(rf"{_OFF}(?:日期)?(?:变动|变更|改期)|no date changes"), False),
    ("changes", re.compile(r"日期(?:变动|变更)|改期|date changes"), True),
)
NONE = re.compile(
    r"(?:没有|没|无|不设|不用|不需要|跳过|暂无|就我自己|我自己|个人|none|no|nope|skip|nothing|just me|myself)[。.!！]*"
)
YES = re.compile(r"(?:要|是|好|好的|可以|打开|开|yes|on|ok|okay|sure)[。.!！]*")
OFF = re.compile(r"(?:关|关闭|不要|off)[。.!！]*")
SENTENCE = re.compile(r"[??]|[。.!！]\s*\S|(?:吗|呢)$|^(?:what|when|who|how|where|why|which|can|is|are|do|does)\b")
"""What no name looks like."""
