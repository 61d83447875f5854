"""The words by which reminders are asked for, changed and ended, in both languages. Held against folded text."""

import re
from typing import Literal

from handlers.subscribe.patterns import QUIET_WORDS

Action = Literal[
    "subscribe", "overview", "unsubscribe", "pause", "resume", "change", "done", "decline", "tomorrow", "unoffered"
]

NAMED = re.compile(r"提醒|订阅|通知|内部截止|remind|subscri|notif|internal deadline")
"""Says that a change is about reminders; without it a change is ours only where something is subscribed."""

_ZH = r"(?:订阅|提醒|通知)"
_EN = r"(?:subscriptions?|reminders?|notices|notifications)"
_MAILBOX_ZH = r"(?:收件)?(?:邮箱|邮件地址)"
_QUIET = QUIET_WORDS.pattern
_OUR_ZH = r"(?:我们?的|全部|所有|这个|一下)*"
_OUR_EN = r"(?:all |my |our |the |these |any |of )*"
_CALL_ZH = r"(?:[^，,。;；!！?？]{0,14}的)?"  # 取消实践案例的提醒
_CALL_EN = r"(?:[\w-]+ ){0,4}?"  # stop the award reminders
_END = r"[。.!！]?$"
_NO_MORE_ZH = r"(?:别|不要|不用|不必|无需|不需要|不想)"
_AT_EN = r"(?! (?:at|on|in the|during|so|before|after|until|every|too|for now|for a while|this year)\b)"  # not at all …
_FOR_NOW_EN = r"(?:for now|for a (?:while|bit|time|week|month)|for the time being|temporarily|until (?:i|we|further)\b)"
_FOR_NOW_ZH = r"(?:先|暂时|暂且|最近|近期|这段时间|这阵子|这(?:个)?(?:月|周)|假期里?)"
_OWN_ZH = r"(?:内部的?(?:截止|截稿|报送|收件|上报|提交)?|(?:我们|本会|本单位|协会|我会)(?:自己)?的?(?:收件)?截止)"
_OWN_EN = r"(?:(?:our|my|the) )?(?:own |internal )(?:deadline|date|cut-?off)|(?:our|my) cut-?off"
_MOVED_ZH = r"(?:改|换|调整?|设|定|提前|推迟|延后?|延长|挪|移|变更?|更新)(?:为|成|到|在|至)"
_FINISHED_ZH = r"(?:报完|报送完|申报完|完成|做完|办完|交完|交上去|搞定|报上去|(?:提交|报送|上报|交)(?=了))"

_WORDS: tuple[tuple[Action, str], ...] = (
    (
        "decline",
        r"(?<!要)(?:不想|不要|不用|不需要|不必|先不|暂不|暂时不|没必要|无需)再?(?:给我们?)?(?:订阅|订(?=了?[。!！]?$))",
    ),
    ("decline", r"\b(?:do not|don['’]?t|not|won['’]?t|no need to|never) (?:\w+ )?(?:to )?subscribe\b"),
    # ── the work of this year is done ──
    ("done", rf"{_FINISHED_ZH}了?[^。;；]{{0,12}}{_NO_MORE_ZH}[^。;；]{{0,4}}(?:提醒|通知|催)"),
    ("done", rf"今年的?\S{{0,6}}?(?:都|已经?|全部?)*{_FINISHED_ZH}了?{_END}|标(?:记|为|成)\S{{0,6}}完成"),
    ("done", rf"今年(?:都|就)?{_NO_MORE_ZH}再?(?:给我们?)?(?:提醒|通知)"),
    (
        "done",
        r"\b(?:mark|set|flag)\b.{0,40}\b(?:done|completed?|finished)\b"
        r"|\b(?:done|finished) (?:for|with) (?:this|the) year\b"
        r"|\b(?:submitted|handed in|sent in|finished|completed|done)\b.{0,40}\b(?:no more|no further|no need for|stop"
        r"|(?:do not|don['’]?t) need)\b.{0,16}\bremind"
        rf"|\bno (?:more|further) {_EN} (?:for )?this year\b",
    ),
    # ── not now ──
    ("pause", rf"{_ZH}[^，,。]{{0,6}}(?:停一停|停一下|停停|停几天|缓一缓|放一放)"),
    (
        "pause",
        rf"{_FOR_NOW_ZH}(?:都|请)?(?:{_NO_MORE_ZH}|停止?|关掉?)再?(?:一下)?(?:给我们?)?发?\S{{0,6}}(?:提醒|通知|打扰)",
    ),
    ("pause", rf"\b(?:put|place) {_OUR_EN}{_CALL_EN}{_EN} on (?:hold|pause)\b"),
    ("pause", rf"\b(?:mute|suspend|hold|freeze) {_OUR_EN}{_CALL_EN}{_EN}\b"),
    (
        "pause",
        r"\b(?:stop|no(?: more)?|do not|don['’]?t)\b.{0,30}\b(?:remind|notif|send|notices)\w*\b"
        rf".{{0,30}}\b{_FOR_NOW_EN}",
    ),
    # ── otherwise than now ──
    (
        "change",
        rf"{_NO_MORE_ZH}(?:再)?(?:在|半夜|晚上|早上|周末|凌晨|太|每)\S{{0,12}}(?:提醒|通知)"
        r"|\b(?:do not|don['’]?t|stop|not) (?:remind|notify|alert)(?:ing)? (?:me|us) "
        r"(?:at|on|in the|during|so|before|after|until|every|too)\b",
    ),
    # ── no more ──
    (
        "unsubscribe",
        rf"退订|退出{_ZH}|(?:取消|停止|关闭|关掉|停掉|删除){_CALL_ZH}{_OUR_ZH}{_ZH}"
        r"|(?:别|不要|不用|不必)再?(?:给我们?)?(?:提醒|通知)",
    ),
    ("unsubscribe", rf"把[^，,。;；]{{0,14}}{_ZH}(?:都|全部?|一起)*(?:退|取消|注销|撤|关|停|删)(?:掉|了|除|闭|止|销)?"),
    (
        "unsubscribe",
        r"(?:不想|不愿意?|不要|不用|不需要|别)再?(?:收|接收|看到?|让我们?收)(?:到|了)?[^，,。;；]{0,10}(?:提醒|通知|消息|邮件)",
    ),
    ("unsubscribe", r"不再?订阅?了|不再订阅?|(?:别|不要)再?(?:给我们?|来)?(?:发|打扰|烦)(?:我|消息|邮件|信息|这个|了)"),
    ("unsubscribe", r"^(?:please )?(?:stop|end|cancel) (?:everything|all(?: of (?:it|them))?|it all)[.!]?$"),
    ("unsubscribe", rf"\bunsubscribe\b|\b(?:stop|cancel|end|delete) {_OUR_EN}{_CALL_EN}{_EN}\b|\bstop reminding\b"),
    (
        "unsubscribe",
        rf"\b(?:turn|switch) off {_OUR_EN}{_CALL_EN}{_EN}\b|\b(?:turn|switch) {_OUR_EN}{_CALL_EN}{_EN} off\b",
    ),
    (
        "unsubscribe",
        rf"\b(?:remove|drop|disable|deactivate) {_OUR_EN}{_CALL_EN}{_EN}\b|\b(?:take|remove) (?:me|us) (?:off|from)\b",
    ),
    (
        "unsubscribe",
        rf"\b(?:do not|don['’]?t|no longer) (?:want|wish|need)(?: to)?(?: (?:get|receive|have))?(?: more| further)? "
        rf"{_OUR_EN}(?:more |further )?{_EN}\b{_AT_EN}",
    ),
    (
        "unsubscribe",
        r"\b(?:do not|don['’]?t) (?:remind|notify|alert) (?:me|us)\b"
        r"|\bno more (?:reminders|notices|notifications|e-?mails)\b|\bopt (?:me |us )?out\b"
        r"|\bstop (?:sending|messaging|e-?mailing|writing|notifying|alerting)\b",
    ),
    # ── on again, and not now ──
    ("resume", rf"恢复{_CALL_ZH}{_OUR_ZH}{_ZH}|\b(?:resume|restart) {_OUR_EN}{_CALL_EN}{_EN}\b"),
    (
        "resume",
        rf"(?:继续|重新(?:开始|开启|打开|启用)?|接着)(?:给我们?)?(?:发送?)?{_CALL_ZH}(?:提醒|通知)|(?:取消|解除|结束)暂停",
    ),
    ("resume", rf"{_ZH}(?:可以|请|都)*(?:重新|再)?(?:恢复|继续|打开|开起来)(?:了|吧)*{_END}"),
    (
        "resume",
        rf"\b(?:turn|switch) {_OUR_EN}{_CALL_EN}{_EN} (?:back )?on\b|\b(?:turn|switch) back on {_OUR_EN}{_CALL_EN}{_EN}"
        rf"|\b(?:unpause|unmute|re-?activate|re-?enable|continue) {_OUR_EN}{_CALL_EN}{_EN}\b|^(?:please )?unpause\b"
        rf"|\b(?:start|begin|send) {_OUR_EN}{_CALL_EN}{_EN} again\b|\bstart reminding (?:me|us) again\b",
    ),
    ("pause", rf"暂停(?:接收|发送?|给我们?发?)?{_CALL_ZH}{_OUR_ZH}{_ZH}|\bpause {_OUR_EN}{_CALL_EN}{_EN}\b"),
    ("pause", r"^(?:请)?(?:先)?暂停(?:一下)?[。.!！]?$|^(?:please )?pause(?: it| them| everything)?[.!]?$"),
    ("resume", r"^(?:请)?恢复[。.!！]?$|^(?:please )?resume(?: it| them| everything)?[.!]?$"),
    # ── another mailbox ──
    ("change", rf"{_MAILBOX_ZH}(?:改|换)(?:为|成|到)|(?:改|换|修改|更换)(?:一下|个)?{_MAILBOX_ZH}"),
    (
        "change",
        r"(?:改|换)(?:成|为|用|到)?(?:发到?|寄到?|用|发送到)?(?:电子)?(?:邮件|邮箱)|(?:改|换)(?:成|为)?(?:发|寄|送)(?:到|给|至)",
    ),
    ("change", rf"\b(?:change|switch|update) {_OUR_EN}(?:e-?mail|mailbox)(?: address)?\b|\bby e-?mail instead\b"),
    (
        "change",
        r"\b(?:use|take) (?:a different|another|my other|this) (?:e-?mail|mailbox)\b"
        rf"|\bsend {_OUR_EN}(?:{_EN}|them) to \S+@",
    ),
    ("change", rf"\b(?:use|switch to) [\w ]{{2,20}} time\b.{{0,12}}{_EN}"),
    # ── what there is ──
    ("overview", rf"我们?(?:的|有哪些|有什么|订了哪些|订阅了(?:什么|哪些)){_ZH}?(?:了)?[??。]?$"),
    ("overview", r"我们?(?:都|已经|现在)?订阅?了(?:什么|哪些|没有|没|吗|么)|我们?有没有订阅?(?:过|了)?[??]?$"),
    ("overview", rf"(?:已经|早就|早已)(?:订阅|订)(?:了|过)(?:{_CALL_ZH}(?:提醒|通知))?了?{_END}"),
    (
        "overview",
        r"什么时候(?:会|再)?(?:给我们?)?提醒我"
        r"|\bwhen (?:will|do|shall) (?:you remind (?:me|us)|(?:i|we) (?:be|get) reminded)\b",
    ),
    ("overview", rf"(?:我们?的|下一?(?:次|条|个)){_ZH}(?:都|会|是|在)*(?:什么时候|何时|几号|哪天|几点)"),
    (
        "overview",
        r"(?:查看|看看|列出|显示|查一?下|查询|看一?下|列一下)(?:一下)?(?:我们?的)?(?:全部)?(?:订阅|提醒)(?!功能|怎|如何)",
    ),
    (
        "overview",
        rf"(?<!question about )(?<!problem with )\b(?:my|our) {_EN}\b[?.]?$"
        r"|\bwhat (?:am i|are we|have (?:i|we)) subscribed to\b"
        rf"|\b(?:show|list) {_OUR_EN}{_EN}\b|\b(?:am i|are we) (?:already |still )?subscribed\b"
        rf"|\bdo (?:i|we) have (?:any |a )?{_EN}\b|\b(?:what|which) {_EN} (?:do|have|did) (?:i|we)\b"
        r"|\b(?:show|tell) (?:me|us) (?:what|which) (?:i|we) .{0,8}subscri"
        r"|\bwhen is (?:my|our|the) next (?:reminder|notice)\b",
    ),
    # ── other hours, days, zones, and the body's own deadline ──
    ("change", rf"(?:修改|更改|改一下|调整|更新){_OUR_ZH}(?:{_ZH}|内部截止|提前)"),
    (
        "change",
        r"(?:取消|去掉|删除|不要)(?:我们?的?)?内部截止|\b(?:remove|clear|delete) (?:our |my |the )*internal deadline",
    ),
    ("change", rf"{_OWN_ZH}(?:日期|时间|日)?(?:已经?)?{_MOVED_ZH}"),
    ("change", rf"^(?:请|把|将)?(?:设(?:置|为)?)?{_QUIET}\D{{0,6}}[\d一二两三四五六七八九十]"),
    (
        "change",
        r"^(?:请|把|将)?(?:提醒)?(?:时区|提前天数)?(?:改|换|调整?|设)(?:为|成|到|在)(?:提前|截止前|.{1,8}时间$)",
    ),
    ("change", r"^(?:请|把|将)?(?:提醒)?(?:的)?时区(?:改|换|调整?|设)(?:为|成|到|在)"),
    ("change", rf"(?:{_ZH}|提前天数|免打扰|安静)的?(?:时间|时段|时刻|天数|语言|时区)?{_MOVED_ZH}"),
    ("change", r"(?:改|换|挪|调)(?:成|到|为|在|至)\S{0,10}(?:点|时|:\d\d)\S{0,4}(?:提醒|通知|发)"),
    ("change", r"(?:以后|今后|往后)(?:请|都|就|改)*(?:在|到|按)?\S{0,10}(?:点|时|:\d\d)\S{0,3}(?:提醒|通知|发)"),
    (
        "change",
        rf"按\S{{1,8}}时间(?:来|给我们?)*(?:提醒|通知|发)|{_ZH}(?:请|都|要)*(?:改?按|改?用)\S{{1,8}}(?:时间|语|文)",
    ),
    ("change", rf"\b(?:change|edit|update|move) {_OUR_EN}(?:{_EN}|internal deadline|quiet hours|lead days)\b"),
    ("change", rf"\bset {_OUR_EN}(?:internal deadline|quiet hours|lead days|reminder (?:time|hour|zone|language))\b"),
    ("change", rf"\b(?:move|push|bring|shift|change|set|extend|postpone) (?:back |forward |out )?(?:{_OWN_EN})\b"),
    (
        "change",
        rf"\b(?:{_OWN_EN}) (?:is now|has (?:been )?(?:moved|changed)|was (?:moved|changed)|moved|changed|becomes)\b",
    ),
    (
        "change",
        rf"\b(?:send|want|like|prefer|need|have|get|make) {_OUR_EN}(?:{_EN}|them)(?: to)?(?: come| go| arrive)?"
        r"(?: to me| to us)? (?:at|in the|by) (?!e-?mail|once)",
    ),
    ("change", rf"\b{_EN} (?:should|must|shall|to) (?:come|go out|arrive|be)\b"),
    ("change", r"\bremind (?:me|us) (?:at|in) .{1,24}\binstead\b"),
    # ── to begin ──
    ("subscribe", r"订阅|(?:截止前|提前\S{0,8})?(?:提醒|通知)(?:一下)?(?:我们?|本会|本单位|协会)"),
    ("subscribe", r"提前\S{1,10}(?:提醒|通知)|前\S{1,8}(?:提醒|通知)(?:一下|一声)?[。.!！]?$"),
    (
        "subscribe",
        r"(?:通知|征集|公布|开始|开放|出来)\S{0,8}(?:时|后|了)[，,]?(?:请)?(?:告诉|通知|提醒)(?:我|一下|一声)",
    ),
    (
        "subscribe",
        r"(?:截止(?:之|以)?前|快截止|快到期|到期前|到时候?|届时|有(?:变动|变化|新消息|改动|动静|新通知))[^。;；]{0,12}"
        r"(?:叫|喊|告诉|通知|提醒|知会|吱)(?:我们?|一下|一声)",
    ),
    ("subscribe", r"给我们?发(?:送|个|一个|条)?[^，,。;；]{0,8}提醒"),
    ("subscribe", r"(?:设置?|开通|打开|加|要|来)(?:一个|个)?\S{0,10}提醒"),
    ("subscribe", r"\bsubscribe\b|\bremind (?:me|us)\b|\b(?:notify|alert) (?:me|us) (?:before|when|ahead)\b"),
    (
        "subscribe",
        r"\b(?:ping|nudge|warn|e-?mail|message|text|write|notify|alert) (?:me|us|to us|to me)\b.{0,40}"
        r"\b(?:before|ahead of|prior to|as soon as|when) ",
    ),
    (
        "subscribe",
        r"\bdrop (?:me|us) a (?:line|note|mail|message)\b|\bkeep (?:me|us) (?:posted|updated|informed)\b"
        r"|\bsign (?:me|us) up\b",
    ),
    ("subscribe", r"\bget an? (?:e-?mail|message|note|alert|reminder)\b.{0,20}\bbefore\b"),
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
    rf"{_MAILBOX_ZH}(?:改|换)|(?:改|换)[成为用到一下个发寄送]{{0,4}}(?:电子)?(?:邮件|邮箱)"
    r"|\b(?:e-?mail|mailbox)(?: address)?(?: to\b| instead\b|$)|\b(?:different|another|other) (?:e-?mail|mailbox)"
)
"""Wants reminders in another mailbox, which has to confirm them first."""
CLAUSE = re.compile(r"[，,。;；!！]|\. |\bbut\b|\band\b|但|不过")
KEEP = re.compile(r"保留|留着|除了|除外|以外|\bexcept\b|\bkeep\b|\bapart from\b|\bother than\b|\bonly\b|只(?!有)")
"""Of what is to be ended or held, something is not: that is not guessed."""
ANEW = re.compile(r"订阅|开通|subscri|\bsign (?:me|us) up\b")
"""Asks for a subscription of its own, where mere days or hours change the one there is."""

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
    r"^(?:请|那|晚点|今天先不弄|先放着)*[，,]?明天再?(?:提醒|通知|叫|催)(?:我们?)?(?:一次|一下|一声)?[。.!！]?$"
    r"|^(?:please )?(?:remind (?:me|us)|ask (?:me|us)|come back) (?:once )?(?:again |more )?tomorrow[.!]?$"
    r"|^(?:please )?snooze\b.{0,30}\b(?:tomorrow|a day|one day|24 hours)\b"
)
