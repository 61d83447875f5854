"""Comparisons within one aspect: the deadline, the contact, the jury … of two years or of both calls."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from knowledge.answer.asking import Asking, once
from knowledge.answer.dates import deadline_of
from knowledge.answer.finding import Finding, Found
from knowledge.answer.honours import figures_of, lists_asked
from knowledge.answer.told import composed, fitting
from knowledge.facts import Topic

_COMPARES = {"compare-programmes", "compare-years", "changes"}

# aspect → the topic that tells it; the first that is spoken of, and only where no other is
_ASPECTS: dict[str, re.Pattern[str]] = {
    "review-how": re.compile(
        r"评委|评审团|评审委员|评审专家|评审会|\bjur(?:y|ies|ors?)\b|\bjudges\b|\breview (?:committee|panel|board)"
    ),
    "deadline": re.compile(r"截止|\bdeadlines?\b|\bclos(?:e[sd]?|ing)\b|\bdue\b"),
    "opening": re.compile(r"开放(?!给)|启动|开始征集|通知(?:日期|时间)|\bopen(?:s|ed|ing)?\b(?! to)"),
    "notices": re.compile(r"(?:通知|函).{0,8}(?:几号|哪天|什么时候|何时|谁)|\b(?:notices?|letters?)\b.{0,12} dated\b"),
    "contact": re.compile(r"联系人|联系方式|邮箱|电话|\bcontacts?\b|\bmailbox|\bphone"),
    "submissions": re.compile(
        r"申报(?:数|量|总数|项目数)|报名(?:数|量)|收到|\bsubmissions?\b|\b(?:number of|many) (?:entries|applic)"
    ),
    "winners-count": re.compile(
        r"(?:获奖|精品案例|得奖|评出|入选).{0,6}(?:数|多|少|几|项)|多少.{0,4}获奖"
        r"|\b(?:many|number of|more|fewer|count of) (?:\w+ )?(?:winners|outstanding cases|honou?rs|projects|awards)"
    ),
    "categories": re.compile(r"类别|类型|领域|组别|\bcategor|\bfields\b|\bachievement types"),
    "who-may-apply": re.compile(
        r"申报(?:主体|对象|单位|资格)|参评(?:主体|对象)|谁(?:可以|能)|资格"
        r"|\beligib|\bwho (?:may|can) (?:apply|enter)|\bapplicants?\b"
    ),
    "conditions": re.compile(r"条件|(?:申报|参评)要求|\bconditions?\b|\brequirements?\b|\bcriteria\b"),
    "timeline": re.compile(
        r"流程|阶段|步骤|日程|评审(?:时间|期|月份|在)|\breview (?:period|time|month|phase|date)s?\b"
        r"|\bprocess\b|\bstages?\b|\bphases?\b|\bsteps?\b|\btimeline|\bschedule"
    ),
    "form-language": re.compile(r"(?<!多)语言|中英文|双语|用(?:中|英)文|\blanguages?\b|\bbilingual\b"),
    "platform-address": re.compile(r"申报平台|同一(?:个)?(?:平台|网站|系统)|网址|\bplatforms?\b|\bweb ?sites?\b"),
    "materials": re.compile(r"材料|\bmaterials?\b"),
    "publicity": re.compile(r"宣传|推广|\bpublicity\b|\bpromot\w+"),
    "several-entries": re.compile(
        r"(?:报|申报)(?:多少|几)(?:项|个)|多项|\bseveral entries\b|\bhow many entries (?:can|may)\b"
    ),
    "what-winners-get": re.compile(r"奖励|待遇|好处|\bbenefits?\b|\brewards?\b|\bprizes?\b"),
}
_COMPARATIVE = re.compile(
    r"更|比较|哪[个一项]?(?:奖|活动|征集)?.{0,6}(?:大|长|短)|相比|比起|对比|[早晚多少]于|哪(?:个|一个|年|项|边|一年).{0,8}[早晚多少先后]|还是[早晚]|提前|推迟|一样|相同|不同|区别|差别|变化"
    r"|比.{1,8}[早晚多少]|减少|增加|少了|多了|差多少|差几|下降|上升|涨了|降了"
    r"|\bby how (?:many|much)\b|\b(?:fall|fell|drop\w*|rise|rose|grow|grew|increas\w*|decreas\w*|gap)\b"
    r"|\b(?:earlier|later|more|fewer|bigger|larger|smaller|same|differ\w*|compar\w+|versus|vs|first|changed?)\b"
)


# one of the two years compared, the other being that of the present call where it is not named
_THAN_A_YEAR = re.compile(
    r"\b(?:than|the same as|compared (?:with|to)|versus|vs) (?:it was )?(?:in )?(?:last year|the year before|20\d\d)\b"
    r"|(?:比|跟|和|与|较|同)(?:起)?(?:去年|前年|上一?(?:年|届)|20\d\d年?)的?.{0,6}?(?:[早晚多少]|一样|相同|不同|相比|有变)"
    r"|比(?:去年|前年|上一?(?:年|届)|20\d\d年?)"
)


def compares(folded: str) -> bool:
    """Whether a message asks which is more, or whether two are alike."""
    return bool(_COMPARATIVE.search(folded))


def compared(asking: Asking, topic: Topic) -> Finding | None:
    """The one aspect a comparison is about, told for each year or call; None where it is about no one aspect."""
    by_year = bool(_THAN_A_YEAR.search(asking.question.folded))
    if topic.id not in _COMPARES and not (topic.id == "still-open" and len(asking.years) > 1) and not by_year:
        return None
    aspect = _aspect(asking)
    if aspect is None:
        return None
    if by_year and asking.years:
        return _by_year(asking, aspect)
    if topic.id == "compare-programmes" or (_asks_of_both(asking) and len(asking.years) < 2):
        return _of_both(asking, aspect)
    return _by_year(asking, aspect)


def of_one_aspect(asking: Asking) -> Finding | None:
    """The one aspect in which two years or both calls are compared, whatever else the question may mean."""
    aspect = _aspect(asking)
    if aspect is None or not compares(asking.question.folded):
        return None
    if len(asking.years) > 1:
        return _by_year(asking, aspect)
    return _of_both(asking, aspect) if _asks_of_both(asking) else None


_THE_TWO = re.compile(
    r"两(?:个|项|者)|哪个(?:活动|征集|奖项)|哪一项(?:活动|征集)"
    r"|\b(?:the two|both|which (?:call|programme|program)|which of the(?:se|m)?)\b"
)


def _asks_of_both(asking: Asking) -> bool:
    return len(asking.question.own_programmes) > 1 or bool(_THE_TWO.search(asking.question.folded))


def _aspect(asking: Asking) -> str | None:
    """The aspect a question speaks of, where it is one alone."""
    spoken_of = [aspect for aspect, words in _ASPECTS.items() if words.search(asking.question.folded)]
    return spoken_of[0] if len(spoken_of) == 1 and spoken_of[0] in asking.pack.topic else None


def _of_both(asking: Asking, aspect: str) -> Finding:
    slots = replace(asking.question.slots, programmes=tuple(p.id for p in asking.pack.calls()))
    both = replace(asking, question=replace(asking.question, slots=slots))
    found = _told(both, aspect)
    return measured(both, aspect, found) if isinstance(found, Found) else found


def _by_year(asking: Asking, aspect: str) -> Finding:
    """An aspect of each year compared: those named, or the year named and the one before."""
    years = sorted(asking.years)
    if len(years) < 2:
        current = max(
            (e.year for p in asking.calls if (e := asking.pack.current_edition(p.id, asking.today))), default=0
        )
        last = years[0] if years else current
        # "compared with last year" is held against the present one
        years = [last, current] if last == current - 1 else [last - 1, last]
    found = [_told(_for(asking, (year,)), aspect) for year in years]
    texts = once(one.text for one in found if isinstance(one, Found))
    cites = once(c for one in found if isinstance(one, Found) for c in one.cites)
    together = Found(aspect, "\n".join(texts), cites, asking.next(aspect, "changes", "compare-years"))
    return measured(_for(asking, tuple(years)), aspect, together)


def _for(asking: Asking, years: tuple[int, ...]) -> Asking:
    return replace(asking, question=replace(asking.question, slots=replace(asking.question.slots, years=years)))


def _told(asking: Asking, aspect: str) -> Finding:
    topic = asking.pack.topic[aspect]
    asking = replace(asking, question=replace(asking.question, topic=aspect))
    return composed(asking, topic)


# ── earlier or later, more or fewer ──────────────────────────────────────────────────────

Measured = list[tuple[str, int]]  # what is compared, by name, and its measure


def measured(asking: Asking, aspect: str, found: Found) -> Found:
    """The answer with the outcome in front where the question compares two measures: earlier, later, more, as many."""
    measure = _MEASURES.get(aspect)
    if measure is None or not compares(asking.question.folded):
        return found
    name, values = measure
    sentences = [_outcome(asking, name, pair) for pair in _pairs(asking, values)]
    if not sentences:
        return found
    return Found(found.topic, asking.joined(sentences) + "\n" + found.text, found.cites, found.next)


def _pairs(asking: Asking, values: Callable[[Asking], int | None]) -> list[Measured]:
    """Two years of each call, or both calls of one year; nothing where a measure is not on record."""
    pairs: list[Measured] = []
    if len(asking.years) == 2:
        for programme in asking.calls:
            slots = replace(asking.question.slots, programmes=(programme.id,))
            one = replace(asking, question=replace(asking.question, slots=slots))
            pairs.append([
                (asking.say("edition.of", programme=asking.name(programme), year=str(year)), value)
                for year in sorted(asking.years, reverse=True)
                if (value := values(_for(one, (year,)))) is not None
            ])  # fmt: skip
    elif len(asking.years) < 2 and len(asking.calls) == 2:
        pairs.append([
            (asking.say("edition.unnamed", programme=asking.name(programme)), value)
            for programme in asking.calls
            if (value := values(_only(asking, programme.id))) is not None
        ])  # fmt: skip
    return [pair for pair in pairs if len(pair) == 2]


def _only(asking: Asking, programme: str) -> Asking:
    slots = replace(asking.question.slots, programmes=(programme,))
    return replace(asking, question=replace(asking.question, slots=slots))


def _outcome(asking: Asking, name: str, pair: Measured) -> str:
    (first, a), (second, b) = pair
    how = "same" if a == b else "more" if a > b else "fewer"
    return asking.say(f"compare.{name}-{how}", first=first, second=second, by=abs(a - b))


def _deadline(asking: Asking) -> int | None:
    """The day of the year: calls of different years are compared by their place in it."""
    found = deadline_of(asking, asking.calls[0])
    return found.edition.last_day.timetuple().tm_yday if found and found.edition.last_day else None


def _opening(asking: Asking) -> int | None:
    edition = asking.edition(asking.calls[0])
    return edition.opened.timetuple().tm_yday if edition and edition.opened else None


def _winners(asking: Asking) -> int | None:
    return _one(figures_of(asking, lists_asked(asking, asking.calls[0])))


def _categories(asking: Asking) -> int | None:
    return len(asking.calls[0].categories)


def _jurors(asking: Asking) -> int | None:
    topic = asking.pack.topic["review-how"]
    return _one([number for one in fitting(asking, topic) if one.states for number in one.states.people])


def _one(values: Sequence[int]) -> int | None:
    return values[0] if len(values) == 1 else None


_MEASURES: dict[str, tuple[str, Callable[[Asking], int | None]]] = {
    "deadline": ("day", _deadline),
    "opening": ("day", _opening),
    "winners-count": ("count", _winners),
    "categories": ("count", _categories),
    "review-how": ("count", _jurors),
}
