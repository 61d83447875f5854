"""What is said of reminders besides the wish: calls, dates, hours, days, names, mailboxes. Held against folded text."""

import re

from reminders.subscriptions import BodyKind

_QUIET = r"(?:免打扰|勿扰|安静|不打扰|quiet(?: hours?)?|do not disturb|dnd)"
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"

ALL_CALLS = re.compile(r"两个|两项|两类|全部|所有|都订|都要|都提醒|\bboth\b|\ball\b|\beverything\b")
OWN = re.compile(
    r"内部(?:的)?(?:截止|截稿|报送|收件|上报|提交|期限)?(?:日期|时间|日)?"
    r"|(?:本会|我们|本单位|协会|我会)(?:自己)?的?(?:内部)?(?:收件|收稿|报送|上报)?截止(?:日期|时间)?"
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
    re.compile(rf"提前(?:天数)?(?:(?:改|换|调整?|设)?[成为到]|[:：是])? ?({_ZH_SPANS}){_NO_MORE}"),
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
NAMED_SO = "|".join(words for _, words in _KINDS)
"""What bodies are called at the end of their names."""
KINDS = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _KINDS)
_OFF = r"(?:不要|取消|关闭|别)"
SWITCHES = (
    ("phases", re.compile(rf"{_OFF}(?:阶段|评审进展)|no phase"), False),
    ("phases", re.compile(r"(?:也)?要阶段|阶段变化|phase changes"), True),
    ("changes", re.compile(rf"{_OFF}(?:日期)?(?:变动|变更|改期)|no date changes"), False),
    ("changes", re.compile(r"日期(?:变动|变更)|改期|date changes"), True),
)
NONE = re.compile(
    r"(?:(?:暂时|目前|现在|我们|还)*(?:没有|没|无|不设|不用|不需要|没定|没有定|未定|没想好|不知道|不清楚)(?:设|呢|的)?"
    r"|跳过|暂无|待定|以后再说|就我自己|我自己|个人"
    r"|none|no|nope|skip(?: (?:it|this))?|nothing|just me|myself|not yet|not decided(?: yet)?|tbd|n/?a|later"
    r"|no(?:ne)?,? thanks?(?: you)?|(?:we )?(?:do not|don't) (?:have (?:one|any)|know(?: yet)?))[。.!！]*"
)
YES = re.compile(r"(?:要|是|好|好的|可以|打开|开|yes|on|ok|okay|sure)[。.!！]*")
OFF = re.compile(r"(?:关|关闭|不要|off)[。.!！]*")
SENTENCE = re.compile(r"[??]|[。.!！]\s*\S|(?:吗|呢)$|^(?:what|when|who|how|where|why|which|can|is|are|do|does)\b")
"""What no name looks like."""
