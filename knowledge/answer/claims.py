"""Facts a question puts forward ("17 winners, right?"), held against those on record: yes or no is said first."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from knowledge.answer.asking import Asking
from knowledge.answer.dates import closes_then, deadline_of
from knowledge.answer.finding import Found
from knowledge.answer.honours import figures_of, lists_asked
from knowledge.answer.lookups import entries_of
from knowledge.answer.said import Counted, counted, denies, first_figure, months, puts_forward
from knowledge.answer.subjects import summits_asked
from knowledge.answer.told import fitting
from knowledge.answer.wording import day, listed, month_name
from knowledge.facts import Edition, Event, Topic
from knowledge.following import says_dropped
from knowledge.language import Text


@dataclass(frozen=True)
class Verdict:
    """Whether what is put forward is so; `value` is what is denied, `note` whose it is instead."""

    holds: bool
    value: str = ""
    note: str = ""


Check = Callable[[Asking], Verdict | None]
_CHECKS: dict[str, tuple[Check, ...]] = {}
_ANSWERED = re.compile(
    r"^(?:对|是的|不是|不对|不|没有|可以|能|会|要|需要|都|还|有|无|至少|最多|只|没|不在|说不准|符合|来得及|未"
    r"|yes\b|no\b|not\b|it depends|only|at least|up to|there is no|nothing)",
    re.IGNORECASE,
)


def _checks(*topics: str) -> Callable[[Check], Check]:
    def register(check: Check) -> Check:
        for topic in topics:
            _CHECKS[topic] = (*_CHECKS.get(topic, ()), check)
        return check

    return register


def checked_topics() -> set[str]:
    """The topics whose facts are held against what a question puts forward."""
    return set(_CHECKS)


def checked(asking: Asking, topic: Topic, found: Found) -> Found:
    """The answer with yes or no in front, where the question puts a fact forward that is on record."""
    if not puts_forward(asking.question) or _ANSWERED.match(found.text):
        return found
    checks = [*_CHECKS.get(topic.id, ()), _stated(topic)]
    verdicts = [verdict for check in checks if (verdict := check(asking)) is not None]
    if not verdicts:
        return found
    # one wrong fact makes the whole untrue
    verdict = next((v for v in verdicts if not v.holds), verdicts[0])
    said = _said(asking, verdict)
    separator = "\n" if "\n" in found.text else ""
    text = said + separator + found.text if separator else asking.joined([said, found.text])
    return Found(found.topic, text, found.cites, found.next)


def _said(asking: Asking, verdict: Verdict) -> str:
    """Yes or no; where the question denies something, whether it is right to."""
    if denies(asking.question):
        lead = asking.say("check.wrong" if verdict.holds else "check.right")
    else:
        lead = asking.say("check.yes") if verdict.holds else asking.say("check.no", value=verdict.value)
    return asking.joined([lead, verdict.note])


# ── days, months and hours ───────────────────────────────────────────────────────────────


@_checks("deadline", "days-left")
def _deadline(asking: Asking) -> Verdict | None:
    """A date given for the close; where it was another year's, that is said."""
    known = [d.edition for p in asking.calls for y in asking.years or (None,) if (d := deadline_of(asking, p, y))]
    if closes_then(asking):  # 0:00 on the day after is 24:00
        return Verdict(True)
    verdict = _dated(asking, [e.last_day for e in known])
    if verdict is None or verdict.holds:
        return verdict
    year, month, date = _parts(asking.question.slots.dates[0])
    for programme in asking.calls:
        for edition in asking.pack.editions_of(programme.id):
            last = edition.last_day
            if last and edition not in known and (last.month, last.day) == (month, date) and year in (None, last.year):
                return Verdict(False, verdict.value, asking.say("check.other-year", year=str(edition.year)))
    return verdict


@_checks("deadline", "meaning-of-24")
def _hour(asking: Asking) -> Verdict | None:
    """An hour given for the close. Midnight is the end of the last day; a place elsewhere makes it another hour."""
    times = asking.question.slots.times
    closes = {d.edition.closes_at for p in asking.calls if (d := deadline_of(asking, p)) and d.edition.closes_at}
    if not times or not closes or asking.question.slots.places:
        return None
    hours = {instant.astimezone(asking.zone).strftime("%H:%M").replace("00:00", "24:00") for instant in closes}
    said = times[0].replace("00:00", "24:00")
    return Verdict(said in hours, said)


@_checks("deadline", "days-left", "still-open")
def _days_left(asking: Asking) -> Verdict | None:
    """A number of days given until the close."""
    if not _AHEAD.search(asking.question.folded):
        return None
    said = counted(asking.question.folded, "天", "days?")
    ahead = [d.days for p in asking.calls if (d := deadline_of(asking, p)) and d.days >= 0]
    return _figure(asking, said, ahead)


@_checks("deadline")
def _same_day(asking: Asking) -> Verdict | None:
    """Whether the calls close together."""
    if not _SAME.search(asking.question.folded) or len(asking.calls) < 2 or len(asking.years) > 1:
        return None
    days = {d.edition.last_day for p in asking.calls if (d := deadline_of(asking, p))}
    return Verdict(len(days) == 1, asking.say("check.same-day"))


_AHEAD = re.compile(r"还有|还剩|剩|\b(?:left|remain\w*|to go|away|in)\b")
_SAME = re.compile(r"同一天|同一时间|同时截止|一样|相同|一致|\bsame\b|\bidentical\b")


@_checks("opening", "notices")
def _notice_date(asking: Asking) -> Verdict | None:
    editions = _editions(asking)
    dates = [e.opened for e in editions] + [n.date for e in editions for n in e.notices]
    return _dated(asking, dates)


@_checks("summit-facts", "subject", "summit-what")
def _summit_date(asking: Asking) -> Verdict | None:
    held = summits_asked(asking)
    days = [s.starts + dt.timedelta(days=n) for s in held for n in range((s.ends - s.starts).days + 1)]
    if not days:
        return None
    named = months(asking.question.folded)
    if named:
        return Verdict(named[0] in {d.month for d in days}, _month(asking, named[0]))
    return _dated(asking, days)


@_checks("summit-facts", "summit-what")
def _summit_number(asking: Asking) -> Verdict | None:
    """Which summit it was ("the eleventh")."""
    said = re.search(r"第\s*(\d+|[一二三四五六七八九十]+)\s*[届次]", asking.question.folded)
    numbers = {s.number for s in summits_asked(asking) if s.number}
    if not said or not numbers or not asking.years:
        return None
    number = first_figure(said.group(1))
    return Verdict(number in numbers, said.group())


@_checks("timeline", "results-when", "phase-now", "review-how", "when-contacted", "announcement-date-exact")
def _phase_month(asking: Asking) -> Verdict | None:
    """A month given for a phase: of the review unless the release or the submission is spoken of."""
    named = months(asking.question.folded)
    if not named:
        return None
    if _RESULTS.search(asking.question.folded):
        return None  # they come with the release, for which no month is given
    phase = next((id_ for id_, words in _PHASES.items() if words.search(asking.question.folded)), None)
    spans = [(p.starts, p.ends) for e in _editions(asking) for p in e.phases if p.id == phase and p.starts and p.ends]
    held = {month for first, last in spans for month in range(first.month, last.month + 1)}
    return Verdict(set(named) <= held, _month(asking, named[0])) if held else None


@_checks("timeline", "phase-now", "review-how", "results-when", "ceremony", "after-submission")
def _phase_order(asking: Asking) -> Verdict | None:
    """Which of the stages a phase is said to be ("the third stage")."""
    said = _STAGE.search(asking.question.folded)
    phase = next((id_ for id_, words in _STAGES.items() if words.search(asking.question.folded)), None)
    places = {[p.id for p in e.phases].index(phase) + 1 for e in _editions(asking) if phase in {p.id for p in e.phases}}
    if said is None or not places:
        return None
    number = first_figure(said["zh"]) if said["zh"] else _ORDINALS.index(said["en"]) + 1
    return Verdict(number in places, said.group())


_RESULTS = re.compile(r"结果|公布|揭晓|\bresults?\b|\bannounc\w+")
_ORDINALS = ("first", "second", "third", "fourth")
_STAGE = re.compile(
    rf"第(?P<zh>[一二三四1-4])个?(?:阶段|步|环节)|\b(?P<en>{'|'.join(_ORDINALS)}) (?:stage|phase|step)\b"
)
_PHASES = {
    "review": re.compile(r"评审|评选|评委|review|judg|jury"),
    "submission": re.compile(r"申报|提交|submi|entr"),
}
_STAGES = {
    **_PHASES,
    "preparation": re.compile(r"筹备|prepar"),
    "release": re.compile(r"颁奖|发布|ceremony|release|present"),
}


def _dated(asking: Asking, dates: Iterable[dt.date | None]) -> Verdict | None:
    """The dates the question names, held against those on record; None where either side has none."""
    known, named = [d for d in dates if d], asking.question.slots.dates
    if not named or not known:
        return None
    for text in named:
        year, month, date = _parts(text)
        if any((d.month, d.day) == (month, date) and year in (None, d.year) for d in known):
            return Verdict(True)
    year, month, date = _parts(named[0])
    return Verdict(False, day(dt.date(year or 2024, month, date), asking.language, year=year is not None))


def _parts(text: str) -> tuple[int | None, int, int]:
    year, month, date = text.rsplit("-", 2)
    return (int(year) if year.isdigit() else None), int(month), int(date)


def _month(asking: Asking, month: int) -> str:
    return asking.say("check.month", month=month_name(month, asking.language))


def _editions(asking: Asking) -> list[Edition]:
    return [e for p in asking.calls for year in asking.years or (None,) if (e := asking.edition(p, year))]


@_checks("subject", "ceremony")
def _days_of_subject(asking: Asking) -> Verdict | None:
    """A day given for an occasion."""
    named = [asking.pack.subject[id_] for id_ in asking.question.slots.subjects]
    held = [(s.starts, s.ends or s.starts) for s in named if isinstance(s, Event) and s.starts]
    return _dated(asking, [a + dt.timedelta(days=n) for a, b in held for n in range((b - a).days + 1)])


@_checks("subject")
def _year_of_subject(asking: Asking) -> Verdict | None:
    """The year of a summit, an occasion, a publication or a body's founding."""
    named = [asking.pack.subject[id_] for id_ in asking.question.slots.subjects]
    years = {year for s in named if (year := getattr(s, "founded", None) or getattr(s, "year", None))}
    if not years or not asking.years:
        return None
    return Verdict(asking.years[0] in years, asking.say("check.year", year=str(asking.years[0])))


# ── figures ──────────────────────────────────────────────────────────────────────────────

_ENTRIES = (
    r"项|份|件|个(?!征集|组|类|活动|奖项|国家|月|人|领域|通知|日)",
    "winners?|projects?|cases?|entries|submissions|awards?|achievements?|prizes|applications|honou?rs",
)


@_checks("winners-count", "winners")
def _honoured(asking: Asking) -> Verdict | None:
    lists = [h for p in asking.calls for h in lists_asked(asking, p)]
    return _figure(asking, counted(asking.question.folded, *_ENTRIES), figures_of(asking, lists))


@_checks("planned-count", "winners-count", "winners-vs-collected", "outstanding-vs-collected")
def _planned(asking: Asking) -> Verdict | None:
    """Figures of a plan ("about 15–20"): both ends and all between bear it out."""
    said = counted(asking.question.folded, *_ENTRIES)
    if asking.years and asking.topic == "winners-count":
        return None
    collected = re.search(r"收录|入册|案例集|科技之魅|collect", asking.question.folded)
    figures: list[int] = []
    for edition in _editions(asking):
        text = edition.counts.planned_collected if collected else edition.counts.planned_honours
        ends = [int(n) for n in re.findall(r"\d+", text.zh)] if text else []
        figures += range(ends[0], ends[-1] + 1) if ends else ()
    return _figure(asking, said, figures)


@_checks("submissions")
def _submitted(asking: Asking) -> Verdict | None:
    said = counted(asking.question.folded, *_ENTRIES)
    wanted = [
        e for p in asking.calls for e in asking.pack.editions_of(p.id) if not asking.years or e.year in asking.years
    ]
    texts = [e.counts.submissions.zh for e in wanted if e.counts.submissions]
    known = [n for text in texts if (n := first_figure(text)) is not None]
    if not asking.years or (said and any(0 < abs(said[0].number - n) < n / 5 for n in known)):
        return None  # of an unnamed year, or too near a round figure to be told from it
    return _figure(asking, said, known)


@_checks("categories")
def _kinds(asking: Asking) -> Verdict | None:
    units = r"个?(?:大|种)?(?:成果|案例)?(?:类|领域|组|方向)|种", "categor|fields?|types?|groups?|tracks?"
    said = counted(asking.question.folded, units[0], rf"(?:{units[1]})\w*")
    return _figure(asking, said, [len(p.categories) for p in asking.calls])


@_checks("categories")
def _dropped(asking: Asking) -> Verdict | None:
    """That a category is no longer there, which all are that the pack knows of."""
    if not asking.categories or not says_dropped(asking.question.folded):
        return None
    return Verdict(False, listed([asking.text(c.name) for _, c in asking.categories], asking.language))


@_checks("excellent-organisations")
def _thanked(asking: Asking) -> Verdict | None:
    said = counted(asking.question.folded, r"家|个(?!征集)", "organi[sz]ations?|bodies|units")
    lists = [h for p in asking.calls for h in lists_asked(asking, p, "organisations")]
    return _figure(asking, said, [h.count or len(h.bodies) for h in lists if h.complete or h.count])


def _figure(asking: Asking, said: list[Counted], known: Iterable[int]) -> Verdict | None:
    """What is said, or the bare figure of a message that speaks of the last turn's, held against the record."""
    figures = list(known)
    if not said and "topic" in asking.question.carried:
        said = [Counted(number) for number in asking.question.slots.numbers[:1]]
    if not said or not figures:
        return None
    one = said[0]
    return Verdict(any(one.holds_for(figure) for figure in figures), str(one.number))


# ── names ────────────────────────────────────────────────────────────────────────────────


@_checks("honours-lookup", "entry-detail")
def _honoured_as_said(asking: Asking) -> Verdict | None:
    """That the organisations or entries named were honoured, in the year, programme and group said."""
    slots = asking.question.slots
    if not (slots.organisations or slots.honours) or asking.question.among:
        return None
    entries = entries_of(asking)
    if entries and _ALL_GROUPS.search(asking.question.folded):
        won = {(honours.programme, entry.category) for honours, entry in entries}
        groups = {(p, c.id) for p in {h.programme for h, _ in entries} for c in asking.pack.programme[p].categories}
        return Verdict(groups <= won, asking.say("check.all-groups"))
    return Verdict(True) if entries else None


_ALL_GROUPS = re.compile(
    r"(?:三|3|五|5|各|每|所有)个?(?:大)?(?:组别?|类别?|类型|成果类型|领域)[^,，。;；?？]{0,6}(?:都|全)"
    r"|\b(?:all|each of the|every one of the) (?:of the )?(?:(?:three|3|five|5) )?(?:groups|categories|types|fields)\b"
)


@_checks("contact")
def _in_charge(asking: Asking) -> Verdict | None:
    """Persons named as those to ask."""
    known = {c.person for e in _editions(asking) for c in e.contacts}
    people = asking.question.slots.people
    if not people or not known or "people" in asking.question.carried:
        return None
    said = [asking.text(asking.pack.subject[person].name) for person in people]
    return Verdict(set(people) <= known, listed(said, asking.language))


@_checks("contact")
def _telephone(asking: Asking) -> Verdict | None:
    """A telephone number, held against those of the contacts in charge."""
    phones = asking.question.reading.ids("phone") if asking.question.reading else ()
    if not phones:
        return None
    known = {re.sub(r"\D", "", c.phone) for e in _editions(asking) for c in e.contacts if c.phone}
    return Verdict(phones[0] in known, phones[0])


_BEGAN = re.compile(
    r"开始|起(?=[,，每就都连一]|办|的|吗|吧|$)|首次|第一[次届]|首届|始于|创办|设立|创立|启动|以来"
    r"|\b(?:since|began|begin|begun|start\w*|first|launched|introduced|created|established|founded)\b"
    r"|\b(?:dates? (?:back|from))\b"
)


def _stated(topic: Topic) -> Check:
    """The values the topic's texts state of themselves."""

    def check(asking: Asking) -> Verdict | None:
        stated = [one.states for one in fitting(asking, topic) if one.states]
        places = [id_ for states in stated for id_ in states.places]
        if places and (place := _place_said(asking)):
            return Verdict(place in {asking.pack.place[id_].name for id_ in places}, asking.text(place))
        begun = [states.since for states in stated if states.since]
        if begun and asking.years and _BEGAN.search(asking.question.folded):
            return Verdict(min(asking.years) in begun, asking.say("check.year", year=str(min(asking.years))))
        years = [year for states in stated for year in states.years]
        if years and asking.years:
            return Verdict(asking.years[0] in years, asking.say("check.year", year=str(asking.years[0])))
        people = [number for states in stated for number in states.people]
        said = counted(asking.question.folded, "位|名|人|个", "experts?|judges?|jurors?|people|members?")
        return _figure(asking, said, people)

    return check


def _place_said(asking: Asking) -> Text | None:
    """The place a question puts forward: a city, or where the summits are held."""
    for id_ in asking.question.slots.places:
        return asking.pack.place[id_].name
    for place in (s.place for s in asking.pack.subjects if s.kind == "summit"):
        town = Text(zh=place.zh[-2:], en=place.en.partition(",")[0])
        if re.search(rf"(?:在|是|于){town.zh}(?!峰会)|\b(?:in|at) {town.en.lower()}\b", asking.question.folded):
            return town
    return None
