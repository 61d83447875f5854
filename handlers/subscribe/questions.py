"""The words by which a message asks about reminders, or speaks of other things, in both languages: it wants nothing.

Held against folded text.
"""

import re

_CHANGED = r"(?:订阅|订|退订|取消|暂停|恢复|设置?好?|开通)"

ABOUT = re.compile(
    r"怎么|怎样|怎麼|如何|为什么|什么是"
    r"|会不会|要不要|该不该|是不是|是否|有没有|谁|哪|多少|几[次条月号点天]|什么|什麼|何时|干嘛|为何|咋"
    r"|免费|收费|收钱|花钱|付费|付钱|要钱|费用|有用吗|靠谱|有区别|的区别|一回事"
    r"|了解(?!了|啦)|介绍|讲讲|说说|解释|想问|咨询|好奇"
    rf"|{_CHANGED}(?:了|完|好)?(?:以后|之后|后还|后会|后能|后我|的话|期间)|还能(?:再)?(?:改|取消|退|恢复)"
    r"|(?:是|发到?|要|用|在|给|通知|提醒)[^，,。;；]{1,14}还是(?!.*(?:吧|算了|好了))"
    r"|\b(?:how|why|who|what|which|where|whether|should)\b"
    r"|^(?:when|is|are|does|do(?! not)|did|am|will|must|may|has|have)\b"
    r"|\bremind (?:me|us) (?:again )?(?:when|if)\b|\btell (?:me|us) about\b"
    r"|\bif (?:i|we) (?:\w+ )?(?:subscri|unsubscri|pause|resume|stop|cancel|sign|opt)"
    r"|\b(?:after|once|before|when|while) (?:i|we)?(?: have| am| are)? ?(?:subscri|unsubscri|paus|cancel)"
    r"|\b(?:curious|explain|describe|questions? about|info(?:rmation)? (?:about|on)|learn (?:about|more)|difference"
    r"|free of charge|for free|costs?|charged?|fees?)\b"
)
"""A question is answered, not acted on."""
POLITE = re.compile(
    r"(?:能不能|能否|可不可以|可以|可否|能)(?:请|麻烦)?(?:你|您)?(?:们)?"
    r"(?:帮|替|给|在|把|将|提前|到时|届时|提醒|通知|告诉|叫|发)"
    r"|(?:你|您)(?:能不能|能否|可不可以|可以|可否|能)"
    r"|\b(?:can|could|would|will) you\b|\bwonder(?:ing)? if you\b|\bwould you mind\b"
)
"""A wish in the shape of a question; it is one only where it says enough of what is wished."""
ASKED = re.compile(
    r"(?:吗|么|呢|嘛)[??]?$|[??]$|(?<![要不])不[??]?$|(?<!有)没[??]?$"
    r"|^(?:请问)?(?:可以(?!.*了[。!！]?$)|能)|能不能|可不可以|能否|可否"
    r"|^(?:can|could|would)\b|\bwonder"
)
TAG = re.compile(
    r"[，,、\s]*(?:可以吗|可以嘛|好吗|好嘛|行吗|行不行|好不好|可以不|行不|好不"
    r"|谢谢|多谢|ok|okay|please|thanks|thank you)[??!！。.]*$"
)
"""What is hung on a wish for politeness."""

OTHERS_DO = re.compile(
    r"(?:组委会|主办方|承办方|大会|评审|秘书处|处|老师|领导|他们?|她|对方|专家|客服|有人|人家|上级|同事|系统)"
    r"(?:(?!请|帮|麻烦|希望|想|要|需|让|能)[^，,。;；]){0,8}(?:通知|提醒|告诉)(?:过|了)?(?:我们?|本会|本单位)"
    r"|(?:提醒|通知|告知)(?:我们的|一下)?(?:用户|客户|患者|病人|居民|农户|市民|学生|老人|乘客|旅客|司机|员工|会员|单位|企业)"
    r"|\b(?:remind|notify|notifies|alert)s? (?:our |the |its |their )?"
    r"(?:users?|customers?|patients?|farmers?|citizens?|students?|drivers?|residents?)\b"
    r"|(?:已经?|刚|刚才|昨天|前天|上周|之前|曾)[^，,。;；]{0,6}(?:通知|提醒)(?:过|了)?我|(?:通知|提醒)(?:过|了)我"
    r"|\b(?:organi[sz]ers?|committee|they|he|she|secretariat|jury|some(?:one|body)|colleagues?|boss|host|experts?)"
    r" (?:(?:will|would|can|could|did|does|do|has|have|had|should|must|may|might|already|also|not|never|just) )*"
    r"(?:remind|notif|alert|tell|told|warn|message|e-?mail)\w*\b"
)
"""Says who else tells us, whom we tell, or what we were told: that is news, or a question about it."""
OTHER_THINGS = re.compile(
    r"(?:订阅|关注)[^，,。;；]{0,10}(?:公众号|服务号|视频号|频道|微博|抖音|报纸|报刊|期刊|杂志|简报|新闻|快讯|数据库|会员|套餐"
    r"|课程|栏目|专栏|论文)"
    r"|\bsubscri\w* (?:to |for )?(?:[\w']+ ){0,4}?(?:newsletters?|channel|magazine|journals?|podcast|mailing list"
    r"|youtube|wechat|account|blog|rss|weather|news|database|course|premium|plan|calendar|feed)\b"
)
"""There is nothing of ours to be subscribed to."""
A_WORK = re.compile(
    r"研发|开发了?|搭建|建设了|推出了?|上线|构建|本项目|该项目|用户|客户|平台|小程序|算法"
    r"|\b(?:users?|customers?|clients?|farmers|patients|citizens|developed|built|platform|app|product)\b"
)
"""Speaks of a work in which somebody is reminded; ours only where it says of which call, when or to whom."""
A_SERVICE = re.compile(r"评审|入围|获奖|答辩|结果|材料|报名|\b(?:result|winner|jury|review|interview)s?\b")
"""Of the calls, not of reminders, whatever the words."""
A_NOUN = re.compile(
    r"(?<!开通)(?<![要想请])订阅(?:功能|服务|提醒功能|制|模式|量|收入|率|者|源|业务|机制|式|平台|系统|号|费|用户)"
)
"""Named, not asked for."""
OF_REMINDERS = re.compile(
    r"订阅|退订|提醒(?!函)|暂停(?=期间|后|以后|了|会|的)|内部截止[^，,。;；]{0,8}(?:改|取消|删)|(?:有|发|收)[^，,。;；]{0,6}变[动化][^，,。;；]{0,6}通知"
    r"|\bremind(?:ers?|ed|ing)?\b|\b(?:un)?subscri\w+|\b(?:un)?paus(?:e|ing)\b"
)
"""Is about what we do, where it is a question."""
TOPICS = (
    (
        "reminders-twice",
        re.compile(r"重复|漏|两次|没收到|收不到|可靠|靠谱|\b(?:twice|lost|miss(?:ed|ing)?|reliable|arrive)\b"),
    ),
    (
        "reminders-stop",
        re.compile(
            r"退订|取消|停|恢复|修改|改|删|换|\b(?:unsubscri\w+|stop\w*|cancel\w*|paus\w+|resum\w+|chang\w+|edit\w*|delet\w+"
            r"|end(?:ing)?|remov\w+|unpause)\b"
        ),
    ),
)
"""The topics of the pack that answer it, the first that fits; else that of reminders at large."""
