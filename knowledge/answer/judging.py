"""A case in point held against the conditions: what a question says of itself, and whether that will do."""

import re

from knowledge.answer.asking import Asking, once
from knowledge.answer.finding import Found
from knowledge.answer.said import counted, puts_forward
from knowledge.clauses import asking_clauses
from knowledge.facts import Limit, Rule, Told, Topic
from knowledge.figures import number_of

_STARTED = re.compile(
    r"开始|启动|上线|实施|部署|立项|建成|投用|投入|落地|运行|起(?:就|步)"
    r"|\b(?:start|began|begun|begin|launch|deploy|running|in use|went live|live since|since(?=\D{0,12}\d)|built|operat)"
)
_PUBLISHED = re.compile(r"发表|出版|见刊|刊出|论文|论著|专著|\b(?:publish|paper|article|monograph|appear)")
_AGO = re.compile(r"(?:已经?|满|发表了?|出版了?)?\s*([一二两三四五六七八九十\d]+)\s*年(?:前|多|了|以上)")
_LEAST = re.compile(r"至少|最少|最多|不超过|\bat least\b|\bat most\b|\bup to\b|\bminimum\b|\bmaximum\b")
_HOME = re.compile(r"中国|国内|本国|大陆|内地|我国|\bchina\b|\bmainland\b|\bdomestic")
_ONLY = re.compile(r"只|仅|单独|就在|\balone\b|\bonly\b|\bjust\b|\bsingle\b|\bsolely\b")
_QUOTED_RULE = re.compile(
    r"(?:满足|符合|达到|违反)[^,，。;；?？]{0,30}(?:要求|条件|规定|门槛)"
    r"|\b(?:meets?|satisf\w+|fulfil\w*) (?:the )?[^,.;?]{0,40}\b(?:requirement|rule|condition|criterion)s?"
)
_RUNS_ONLY = re.compile(
    r"(?:只|仅)(?:是)?(?:在|部署|运行|落地|覆盖)"
    r"|\bonly (?:runs?|operates?|works?|used|deployed|in use)\b|\b(?:runs?|operates?|used|deployed) only\b"
)
_REGIONS = {"hong-kong", "macao", "taipei"}


def judged(asking: Asking, topic: Topic, programme: str | None) -> list[str]:
    """Yes, no or it depends for each limit of a programme the question gives a case of; the topic's own first."""
    limits = [
        limit
        for p in asking.calls
        if programme is None or p.id == programme
        for limit in p.limits
        if limit.category is None or _concerns(asking, limit)
    ]
    if rules := [said for limit in limits if (said := _rule_said(asking, limit))]:
        return rules
    limits.sort(key=lambda limit: limit.kind != topic.judges)
    sentences = []
    for limit in limits:
        own = limit.kind == topic.judges
        if (verdict := _verdict(asking, limit, own=own)) is not None:
            sentences.append(verdict if own else asking.joined([verdict, asking.text(limit.text)]))
    return sentences


_COUNTRIES = (r"个?(?:或?以上)?的?(?:国家|地区)|国(?!际|内|家)", "countries|country|nations?|regions?")
_PEOPLE = ("位|名|人|个", "people|contributors?|names|authors|members|colleagues")
_SAID_OF_RULES = re.compile(
    r"至少|最少|最多|不超过|不少于|必须|须得?(?=[涉有在])"
    r"|\b(?:at least|at most|no more than|minimum|maximum|must|ha(?:s|ve) to)\b"
)
_GIVES_A_CASE = re.compile(
    r"符合|够|算不算|我们|我司|本单位|\b(?:we|our (?:\w+ )?(?:project|case|entry|platform|system|team|company)|enough"
    r"|qualif\w+|eligible|suffic\w+)\b"
)
_BEFORE = re.compile(
    r"(?:before|prior to|earlier than) (?:the year )?(\d{4})\b(?!.{0,12}(?:deadline|close))"
    r"|(\d{4})\s*年?(?:以|之)?前(?!的?要求)"
)
_YEARS_ASKED = re.compile(
    r"(?:要求|必须|须|规定)[^,，。;；?？]{0,12}?(?:满|至少)?([一二两三四五六七八九十\d]{1,2})\s*年(?!度|的|\d|[一二三四五六七八九十\d]+月)"
)
_AFTER = re.compile(r"(?:after|later than) (?:the year )?(\d{4})\b|(\d{4})\s*年?(?:以|之)?后")


def _rule_said(asking: Asking, limit: Limit) -> str | None:
    """Yes or no, with the limit, for a question that puts forward what the limit itself is: "at least three"."""
    folded = asking.question.folded
    if not puts_forward(asking.question) or not (_SAID_OF_RULES.search(folded) or _YEARS_ASKED.search(folded)):
        return None
    if asking.question.slots.places or _GIVES_A_CASE.search(folded):
        return None
    said: list[int] = []
    if limit.kind == "started_after" and _STARTED.search(folded):
        said = [int(match[1] or match[2]) for match in _AFTER.finditer(folded)]
    if limit.kind == "countries_at_least":
        said = [one.number for one in counted(folded, *_COUNTRIES)]
    if limit.kind == "published_years_at_least" and _PUBLISHED.search(folded):
        said = [number_of(match[1]) for match in _YEARS_ASKED.finditer(folded)]
    if limit.kind == "contributors_at_most" and _LEAST.search(folded):
        said = [one.number for one in counted(folded, *_PEOPLE)]
    if not said or (asking.question.slots.since and limit.kind == "started_after"):
        return None
    lead = asking.say("check.yes" if said[0] == limit.value else "check.wrong")
    return asking.joined([lead, asking.text(limit.text)])


def _concerns(asking: Asking, limit: Limit) -> bool:
    categories = {key.split("/")[1] for key in asking.question.slots.categories}
    return not categories or limit.category in categories


def _verdict(asking: Asking, limit: Limit, *, own: bool) -> str | None:
    match limit.kind:
        case "started_after":
            return _started(asking, limit, own=own)
        case "published_years_at_least":
            return _published(asking, limit, own=own)
        case "countries_at_least":
            return _countries(asking, limit)
        case "contributors_at_most":
            return _contributors(asking, limit) if own else None


def _started(asking: Asking, limit: Limit, *, own: bool) -> str | None:
    years = asking.question.slots.since or asking.years
    if not years or not (own or _STARTED.search(asking.question.folded)):
        return None
    year = min(years)
    if match := _BEFORE.search(asking.question.folded):
        before = int(match[1] or match[2])
        return asking.say("limit.started_after.before", limit=str(limit.value)) if before <= limit.value else None
    how = "yes" if year > limit.value else "unclear" if year == limit.value else "no"
    return asking.say(f"limit.started_after.{how}", year=str(year), limit=str(limit.value))


def _published(asking: Asking, limit: Limit, *, own: bool) -> str | None:
    ago = _AGO.search(asking.question.folded)
    years = asking.question.slots.since or asking.years
    if not (own or _PUBLISHED.search(asking.question.folded)) or not (years or ago):
        return None
    since = min(years) if years else asking.today.year - (_years(ago.group(1)) if ago else 0)
    age = asking.today.year - since
    how = "yes" if age > limit.value else "unclear" if age == limit.value else "no"
    return asking.say(f"limit.published_years_at_least.{how}", year=str(since), limit=str(limit.value))


def _years(figure: str) -> int:
    return counted(f"{figure}年", "年", "years")[0].number


def _countries(asking: Asking, limit: Limit) -> str | None:
    """The countries a question counts or names; a region of one country may or may not count as another."""
    folded = asking.question.folded
    if _LEAST.search(folded):
        return None
    said = counted(_QUOTED_RULE.sub(" ", folded), *_COUNTRIES)
    places = set(asking.question.slots.places)
    home = bool(_HOME.search(folded))
    number = said[0].number if said else len(places - {"beijing"}) + home
    if number < 2 and not (number and _ONLY.search(folded)):
        return None
    # of regions of one country, or of one where it runs and another that only has to do with it
    unclear = (
        not said and bool(places) and (places <= _REGIONS or (len(places) > 1 and bool(_RUNS_ONLY.search(folded))))
    )
    how = "unclear" if unclear else "yes" if number >= limit.value else "no"
    return asking.say(f"limit.countries_at_least.{how}", count=number, limit=limit.value)


def _contributors(asking: Asking, limit: Limit) -> str | None:
    said = counted(asking.question.folded, *_PEOPLE)
    if not said or _LEAST.search(asking.question.folded):
        return None
    how = "yes" if said[0].number <= limit.value else "no"
    return asking.say(f"limit.contributors_at_most.{how}", count=said[0].number, limit=limit.value)


_ENTERING = {"still-open", "how-to-apply", "opening", "platform-address", "who-may-apply", "conditions", "category"}
_WOULD_DO = re.compile(
    r"符合|够|算|行[吗不么]|行不行|能报|可以报|能不能报|可不可以|能参加|有资格"
    r"|\b(?:qualif\w+|eligible|count|would do|acceptable|fit|apply|enter|entered|submit|possible)\b"
)
_OURS = re.compile(
    r"我们|我司|本单位|项目|系统|平台|产品|论文|论著|专著"
    r"|\b(?:our|we|my|the|one of our|one of my) (?:\w+ ){0,2}"
    r"(?:project|platform|system|product|service|work|app|paper|article|monograph|professors?)\b"
)


def judged_alone(asking: Asking) -> Found | None:
    """The verdict on a case in point, where nothing else that is asked is clear; None where no limit rules on it."""
    if not (asking.one_call and puts_forward(asking.question) and _OURS.search(asking.question.folded)):
        return None
    limits = [limit for limit in asking.one_call.limits if limit.category is None or _concerns(asking, limit)]
    ruled_on = [(limit, said) for limit in limits if (said := _verdict(asking, limit, own=False))]
    if not ruled_on or not _WOULD_DO.search(asking.question.folded):
        return None
    text = "\n".join(asking.joined([said, asking.text(limit.text)]) for limit, said in ruled_on)
    cites = once(c for limit, _ in ruled_on for c in limit.cite)
    return Found("conditions", text, cites, asking.next("conditions", "precheck", "contact"))


def beforehand(asking: Asking, topic: Topic, found: Found) -> Found:
    """The answer with the verdict in front, where someone who asks how to enter tells of a case the limits rule on."""
    own = asking.question.own_programmes
    asked = " ".join(asking_clauses(asking.question.folded)) or asking.question.folded
    would_do = topic.judges is None and "may" in topic.tells and bool(_WOULD_DO.search(asked))
    if not (topic.id in _ENTERING or would_do) or not own or not puts_forward(asking.question):
        return found
    if not _OURS.search(asking.question.folded):
        return found
    verdicts = [sentence for p in asking.calls for sentence in judged(asking, topic, p.id)]
    if not verdicts:
        return found
    cites = [c for p in asking.calls for limit in p.limits for c in limit.cite]
    return Found(found.topic, "\n".join([*verdicts, found.text]), once([*cites, *found.cites]), found.next)


# ── may one, must one, and without? ──────────────────────────────────────────────────────

_MUST = re.compile(
    r"必须|需要|需不需要|要不要|是否要|一定要|得有|非得|要求|才(?:能|可以|行)"
    r"|\b(?:required?|needs?|must|have to|has to|mandatory|necessary)\b"
)
_LACKS = re.compile(
    r"还没|没有?(?!问题|错)|尚未|未(?!来)|不是|样机|原型|无(?=[\u3400-\u9fff])|\b(?:not|no|without|never|yet|prototype|lacks?)\b"
)
_MAY = re.compile(
    r"能|可以|可否|行吗|行不行|够|符合|有资格|算(?!力)|接受|\b(?:can|may|could|eligible|allowed|qualif\w+|ok|okay|accepted|permitted|possible)\b"
)


def ruling(asking: Asking, one: Told) -> str:
    """Whether what is asked is allowed or required, where the text rules on it and the question asks yes or no."""
    if one.rules is None or not puts_forward(asking.question):
        return ""
    folded, rules = asking.question.folded, one.rules
    if _MUST.search(folded):
        return "" if rules.must is None else asking.say(f"must.{_WORD[rules.must]}")
    if not _MAY.search(folded):
        return ""
    if _LACKS.search(folded):
        return "" if rules.lacking is None else asking.say(f"may.{_WORD[rules.lacking]}")
    return "" if rules.may is None else asking.say(f"may.{_WORD[rules.may]}")


_WORD: dict[Rule, str] = {True: "yes", False: "no", "depends": "depends"}
