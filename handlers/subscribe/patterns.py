"""The words by which reminders are asked for, changed and ended, in both languages. Held against folded text."""

import re
from typing import Literal

from reminders.subscriptions import BodyKind

Action = Literal["subscribe", "overview", "unsubscribe", "pause", "resume", "change"]

_ZH = r"(?:订阅|提醒|通知)"
_EN = r"(?:subscriptions?|reminders?|notices|notifications)"
_OUR_ZH = r"(?:我们?的|全部|所有|这个|一下)*"
_OUR_EN = r"(?:all |my |our |the |these )*"

_WORDS: tuple[tuple[Action, str], ...] = (
    ("unsubscribe", rf"退订|(?:取消|停止|关闭|关掉|停掉|删除){_OUR_ZH}{_ZH}|(?:别|不要|不用)再?(?:提醒|通知)"),
    ("unsubscribe", rf"\bunsubscribe\b|\b(?:stop|cancel|end|delete) {_OUR_EN}{_EN}\b|\bstop reminding\b"),
    ("resume", rf"恢复{_OUR_ZH}{_ZH}|\b(?:resume|restart) {_OUR_EN}{_EN}\b"),
    ("pause", rf"暂停{_OUR_ZH}{_ZH}|\bpause {_OUR_EN}{_EN}\b"),
    ("overview", rf"我们?(?:的|有哪些|有什么|订了哪些|订阅了(?:什么|哪些)){_ZH}?(?:了)?[??。]?$"),
    ("overview", r"(?:查看|看看|列出|显示)(?:一下)?(?:我们?的)?(?:全部)?订阅"),
    (
        "overview",
        rf"\b(?:my|our) {_EN}\b[?.]?$|\bwhat (?:am i|are we) subscribed to\b|\b(?:show|list) {_OUR_EN}{_EN}\b",
    ),
    ("change", rf"(?:修改|更改|改一下|调整|更新){_OUR_ZH}(?:{_ZH}|内部截止|提前)"),
    ("change", r"内部截止(?:日期|时间)?(?:改|换|调整?)(?:为|成|到)"),
    ("change", rf"(?:{_ZH}|提前天数|免打扰)(?:时间|时段|天数|语言|时区)?(?:改|换|调整?)(?:为|成|到|在)"),
    ("change", rf"\b(?:change|edit|update|move) {_OUR_EN}(?:{_EN}|internal deadline|quiet hours|lead days)\b"),
    ("change", rf"\bset {_OUR_EN}(?:internal deadline|quiet hours|lead days)\b"),
    ("subscribe", r"订阅|(?:截止前|提前\S{0,8})?(?:提醒|通知)(?:一下)?(?:我们?|本会|本单位|协会)"),
    ("subscribe", r"(?:设置?|开通|打开|加|要|来)(?:一个|个)?\S{0,10}提醒"),
    ("subscribe", r"\bsubscribe\b|\bremind (?:me|us)\b|\b(?:notify|alert|tell) (?:me|us) (?:before|when|ahead)\b"),
    ("subscribe", rf"\b(?:set|sign)\b.{{0,20}}\b{_EN}\b"),
)
ACTIONS = tuple((action, re.compile(words)) for action, words in _WORDS)
"""The first that fits says what is wanted; what ends or stops something goes before what begins it."""

QUESTION = re.compile(
    r"^(?:怎么|怎样|如何|能不能|可不可以|可以|能否|是否|为什么|什么是)|(?:吗|么|呢)[??]?$"
    r"|\bhow (?:do|can|to)\b|^(?:can|could|is|are|does|do) (?!you remind)|^what is"
)
"""A question about reminders is answered, not acted on."""

ALL_CALLS = re.compile(r"两个|两项|两类|全部|所有|都订|都要|都提醒|\bboth\b|\ball\b|\beverything\b")
OWN = re.compile(
    r"内部(?:的)?(?:截止|报送|收件|上报|提交)?(?:日期|时间|日)?"
    r"|(?:本会|我们|本单位|协会|我会)(?:自己)?的?(?:内部)?截止(?:日期|时间)?"
    r"|internal (?:deadline|date|cut-?off)|(?:our|my) own (?:deadline|date)|(?:our|my) (?:deadline|cut-?off)"
)
"""A body's own deadline; its date stands behind."""

LEAD = (
    re.compile(r"提前\s*((?:\d{1,3}\s*(?:天|日)?\s*[、,，和/及 ]*)+)(?:天|日)?"),
    re.compile(r"((?:\d{1,3}\s*(?:,|and|/|&|\s)\s*)*\d{1,3})\s*days?\s*(?:before|ahead|prior|in advance)"),
)
QUIET = re.compile(
    r"(?:免打扰|安静|不打扰|quiet(?: hours)?|do not disturb|dnd)\D{0,12}?(\d{1,2})(?:[:点时](\d{2})?)?\s*"
    r"(?:-|–|~|到|至|to|until|and)\s*(?:次日|第二天)?(\d{1,2})(?:[:点时](\d{2})?)?"
)
NO_QUIET = re.compile(r"(?:取消|关闭|不要|去掉)免打扰|no quiet hours")
MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")

# held against the text as typed: a name keeps its case
BODY = (
    re.compile(
        r"(?:我们是|我是|我会是|代表|单位(?:名称)?(?:是|为|:)|以)\s*[“\"]?([^，,。;；“”\"\s]{2,40}?)[”\"]?"
        r"(?=[，,。;；\s]|的(?:名义|人)|订阅|$)"
    ),
    re.compile(
        r"(?i:we are|we're|i am with|i'm with|i work for|on behalf of|this is)\s+(?:[Tt]he\s+)?"
        r"([A-Z][^,.;\n]{2,60}?)(?=[,.;\n]|\s+(?:and|please)\b|$)"
    ),
)
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
