"""What a reply has to hold, and must not hold, worked out from the typed facts alone.

Nothing of `knowledge.answer` is used here: dates are worded again, editions and honours are looked up again.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from knowledge.facts import Edition, Honour, HonourList, Programme, Told
from knowledge.language import Language
from knowledge.pack import Pack
from tests.asked import SHANGHAI
from tests.stories.story import Story

_PLACEHOLDER = re.compile(r"\{[^}]*\}")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Due:
    """What a reply holds (`must`, all of it) and does not hold (`never`, none of it).

    `silent`: nothing is published, so that no answer is due. `agrees`: what was asked or claimed is so, is not so,
    or (None) nothing of the kind was.
    """

    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    silent: bool = False
    agrees: bool | None = None


@dataclass(frozen=True)
class _Case:
    """A story beside the facts it is held against; `edition` is the one asked about, where one is on record."""

    pack: Pack
    story: Story
    programme: Programme
    year: int | None
    edition: Edition | None

    @property
    def language(self) -> Language:
        return self.story.language

    def others(self) -> list[Edition]:
        return [edition for edition in self.pack.editions if edition is not self.edition]

    def lists(self, kind: str) -> tuple[list[HonourList], list[HonourList]]:
        """The lists of that kind that are asked about, and all others."""
        wanted = [
            h for h in self.pack.honours if h.kind == kind and (h.programme, h.year) == (self.programme.id, self.year)
        ]
        return wanted, [h for h in self.pack.honours if h.kind == kind and h not in wanted]


def due(pack: Pack, story: Story) -> Due:
    """What is due in the reply to a story; nothing where the facts alone do not settle it."""
    topic, named = pack.topic[story.topic], story.named
    if claimed := _claimed(pack, story):
        return claimed
    if topic.told:
        return _told_due(topic.told, story)
    if compose := _BY_NAME.get(story.topic):
        return compose(pack, story)
    programme = pack.programme.get(named.programme or "")
    if programme is None or programme.kind != "call" or story.topic not in _BY_EDITION:
        return Due()
    edition = _edition(pack, programme.id, named.year, story.now)
    year = named.year or (edition.year if edition else None)
    return _BY_EDITION[story.topic](_Case(pack, story, programme, year, edition))


def is_of_edition(topic: str) -> bool:
    """Whether what is due in a topic depends on the call, and perhaps the year, that is named."""
    return topic in _BY_EDITION


def day(date: dt.date, language: Language) -> str:
    """A date as people of that language write it in full."""
    if language == "zh":
        return f"{date.year}年{date.month}月{date.day}日"
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def _edition(pack: Pack, programme: str, year: int | None, now: dt.datetime) -> Edition | None:
    """That year's edition, or the last one made known by now."""
    own = [edition for edition in pack.editions if edition.programme == programme]
    if year is not None:
        return next((edition for edition in own if edition.year == year), None)
    today = now.astimezone(SHANGHAI).date()
    known = [edition for edition in own if edition.opened and edition.opened <= today]
    return max(known, key=lambda edition: edition.year, default=None)


# ── what was claimed, or asked to be confirmed ──────────────────────────────────────────


def _claimed(pack: Pack, story: Story) -> Due | None:
    """For a question to be answered by yes or no: which, by the dates and lists on record."""
    named = story.named
    if story.topic in ("deadline", "still-open") and named.date:
        last_days = {edition.last_day for p in pack.calls() if (edition := _edition(pack, p.id, None, story.now))}
        if story.topic == "deadline":
            return Due(agrees=named.date in last_days)
        return Due(agrees=all(last_day and named.date <= last_day for last_day in last_days))
    if story.topic == "deadline" and named.place:
        zone = ZoneInfo(pack.place[named.place].zone)
        if story.now.astimezone(zone).utcoffset() == story.now.astimezone(SHANGHAI).utcoffset():
            return None  # nothing to convert
        closes = {e.closes_at for p in pack.calls() if (e := _edition(pack, p.id, None, story.now)) and e.closes_at}
        return Due(tuple(sorted({_moment(instant.astimezone(zone), story.language) for instant in closes})))
    if story.topic == "today" and named.place:
        here = story.now.astimezone(ZoneInfo(pack.place[named.place].zone))
        return Due((here.strftime("%H:%M"), day(here.date(), story.language)))
    if story.topic == "excellent-organisations" and named.organisation:
        honoured = {body.org for one in pack.honours for body in one.bodies}
        return Due(agrees=named.organisation in honoured)
    if story.topic == "start-after-2015" and named.year:
        limits = [limit.value for p in pack.calls() for limit in p.limits if limit.kind == "started_after"]
        return Due(agrees=None if named.year in limits else all(named.year > limit for limit in limits))
    return None


def _moment(instant: dt.datetime, language: Language) -> str:
    """An instant as people write it; the end of a day rather than the beginning of the next."""
    if (instant.hour, instant.minute) == (0, 0):
        ended = day(instant.date() - dt.timedelta(days=1), language)
        return f"{ended}24:00" if language == "zh" else f"24:00 on {ended}"
    clock = instant.strftime("%H:%M")
    return (
        f"{day(instant.date(), language)}{clock}" if language == "zh" else f"{clock} on {day(instant.date(), language)}"
    )


# ── what stands written ──────────────────────────────────────────────────────────────────


def _told_due(told: tuple[Told, ...], story: Story) -> Due:
    """The texts for the programme and year named; never those of the other programme."""
    named = story.named
    if named.programme is None:
        return Due()
    own = [one for one in told if one.programme in (None, named.programme) and one.category is None]
    own = [one for one in own if one.year is None or (named.year is not None and one.year == named.year)]
    special = [one for one in own if one.programme] or own
    said = {_longest_piece(one.text.in_(story.language)) for one in special}
    other = {
        _longest_piece(one.text.in_(story.language)) for one in told if one.programme not in (None, named.programme)
    }
    return Due(tuple(sorted(said)), tuple(sorted(other - said)))


def _longest_piece(text: str) -> str:
    """The longest part of a text that holds no placeholder."""
    return max((piece.strip() for piece in _PLACEHOLDER.split(text)), key=len)


# ── what depends on the edition ──────────────────────────────────────────────────────────


def _last_days(editions: Iterable[Edition], language: Language) -> set[str]:
    return {day(edition.last_day, language) for edition in editions if edition.last_day}


def _deadline(case: _Case) -> Due:
    own = _last_days([case.edition] if case.edition else [], case.language)
    return Due(tuple(own), tuple(sorted(_last_days(case.others(), case.language) - own)), silent=not own)


def _days_left(case: _Case) -> Due:
    """The days between today and the last day, where there are any."""
    last = case.edition.last_day if case.edition else None
    if last is None or last <= case.story.now.date():
        return Due(never=_deadline(case).never)
    return Due((str((last - case.story.now.astimezone(SHANGHAI).date()).days),), _deadline(case).never)


def _opening(case: _Case) -> Due:
    own = {day(case.edition.opened, case.language)} if case.edition and case.edition.opened else set()
    other = {day(edition.opened, case.language) for edition in case.others() if edition.opened}
    return Due(tuple(own), tuple(sorted(other - own)), silent=not own)


def _timeline(case: _Case) -> Due:
    own = {phase.when.in_(case.language) for phase in case.edition.phases} if case.edition else set()
    return Due(tuple(sorted(own)), _deadline(case).never, silent=not own)


def _planned(case: _Case) -> Due:
    planned = case.edition.counts.planned_honours if case.edition else None
    return Due((planned.in_(case.language),) if planned else (), _other_mailboxes(case), silent=planned is None)


def _submissions(case: _Case) -> Due:
    """The number entered; the figures of other editions are in no reply that is asked for one."""
    own = case.edition.counts.submissions if case.edition else None
    other = {e.counts.submissions.in_(case.language) for e in case.others() if e.counts.submissions}
    said = (own.in_(case.language),) if own else ()
    return Due(said if case.story.named.year else (), tuple(sorted(other)) if case.story.named.year else ())


def _winners_count(case: _Case) -> Due:
    if case.story.named.year is None:
        return Due()
    lists, _ = case.lists("winners")
    counts = {str(one.count) for one in lists if one.count}
    if category := (case.story.named.category or "").partition("/")[2]:
        counts = {str(sum(entry.category == category for entry in one.entries)) for one in lists}
    return Due(tuple(sorted(counts)), silent=not counts)


def _titles(lists: Iterable[HonourList], language: Language) -> set[str]:
    return {entry.title.in_(language) for one in lists for entry in one.entries}


def _winners(case: _Case) -> Due:
    """Every title of that year's list and none of another; where no year is named, whatever list is told is one."""
    if case.story.named.year is None:
        return Due()
    own, other = case.lists("winners")
    titles = _titles(own, case.language)
    if category := (case.story.named.category or "").partition("/")[2]:
        of_group = {e.title.in_(case.language) for one in own for e in one.entries if e.category == category}
        return Due(tuple(sorted(of_group)), tuple(sorted(titles - of_group)), silent=not of_group)
    return Due(tuple(sorted(titles)), tuple(sorted(_titles(other, case.language) - titles)), silent=not own)


def _organisations(case: _Case) -> Due:
    if case.story.named.year is None:
        return Due()
    own, other = case.lists("organisations")
    bodies = {body.name.in_(case.language) for one in own for body in one.bodies}
    foreign = {body.name.in_(case.language) for one in other for body in one.bodies}
    foreign = {name for name in foreign if not any(name in mine for mine in bodies)}
    return Due(tuple(sorted(bodies)), tuple(sorted(foreign)), silent=not own)


def _other_mailboxes(case: _Case) -> tuple[str, ...]:
    return tuple(sorted({str(p.mailbox) for p in case.pack.calls() if p is not case.programme and p.mailbox}))


def _contact(case: _Case) -> Due:
    """The call's mailbox, and nobody who answers for the other call alone."""
    own = {str(c.phone) for e in case.pack.editions if e.programme == case.programme.id for c in e.contacts if c.phone}
    other = {
        str(c.phone) for e in case.pack.editions if e.programme != case.programme.id for c in e.contacts if c.phone
    }
    return Due((str(case.programme.mailbox),), (*_other_mailboxes(case), *sorted(other - own)))


def _categories(case: _Case) -> Due:
    own = {category.name.in_(case.language) for category in case.programme.categories}
    other = {c.name.in_(case.language) for p in case.pack.calls() for c in p.categories} - own
    return Due(tuple(sorted(own)), tuple(sorted(other)))


def _only_this_call(case: _Case) -> Due:
    return Due((), _other_mailboxes(case))


_BY_EDITION: dict[str, Callable[[_Case], Due]] = {
    "deadline": _deadline, "still-open": _deadline, "days-left": _days_left,
    "opening": _opening, "timeline": _timeline, "planned-count": _planned, "submissions": _submissions,
    "winners-count": _winners_count, "winners": _winners, "excellent-organisations": _organisations,
    "contact": _contact, "categories": _categories, "how-to-apply": _only_this_call, "conditions": _only_this_call,
    "who-may-apply": _only_this_call, "about-programme": _only_this_call, "notices": _only_this_call,
}  # fmt: skip


# ── what depends on a name ───────────────────────────────────────────────────────────────


def _category(pack: Pack, story: Story) -> Due:
    programme, _, category = (story.named.category or "").partition("/")
    own = next(c for c in pack.programme[programme].categories if c.id == category)
    said = {own.name.in_(story.language)} | {criterion.name.in_(story.language) for criterion in own.criteria}
    siblings = [c for c in pack.programme[programme].categories if c is not own]
    foreign = {cr.text.in_(story.language) for c in siblings for cr in c.criteria}
    foreign |= {c.definition.text.in_(story.language) for c in siblings if c.definition}
    return Due(tuple(sorted(said)), tuple(sorted(foreign)))


def entries_of(pack: Pack, organisation: str) -> Iterator[tuple[HonourList, Honour]]:
    """The honoured entries an organisation has a part in."""
    for honours, entry in ((h, e) for h in pack.honours if h.kind == "winners" for e in h.entries):
        if any(party.org == organisation for party in (*entry.applicants, *entry.joint)):
            yield honours, entry


def _lookup(pack: Pack, story: Story) -> Due:
    """Its own titles, of that programme and year where they are named, and nobody else's."""
    named = story.named
    own: set[str] = set()
    own_of_other_years: set[str] = set()
    other: set[str] = set()
    mine = {id(entry) for _, entry in entries_of(pack, named.organisation or "")}
    for honours, entry in ((h, e) for h in pack.honours if h.kind == "winners" for e in h.entries):
        wanted = named.programme in (None, honours.programme) and named.year in (None, honours.year)
        title = entry.title.in_(story.language)
        (other if id(entry) not in mine else own if wanted else own_of_other_years).add(title)
    foreign = {title for title in other if not any(title in mine for mine in own | own_of_other_years)}
    return Due(tuple(sorted(own)), tuple(sorted(foreign)), agrees=False if not own else None)


def _entry(pack: Pack, story: Story) -> Due:
    list_id, number, category = (story.named.honour or "").split("/")
    honours = next(h for h in pack.honours if h.id == list_id)
    own = next(e for e in honours.entries if e.number == int(number) and (e.category or "") == category)
    said = {own.title.in_(story.language)} | {party.name.in_(story.language) for party in own.applicants}
    return Due((*sorted(said), str(honours.year)))


def _person(pack: Pack, story: Story) -> Due:
    """The latest telephone number and mailbox under which a contact is named; nothing for anybody else."""
    named = [
        (edition.year, edition.programme, contact)
        for edition in pack.editions
        for contact in edition.contacts
        if contact.person == story.named.person
    ]
    if not named:
        return Due()
    latest = {p: year for year, p, _ in sorted(named, key=lambda one: one[0])}
    gone = any(
        edition.year > latest[p] and edition.contacts
        for p in latest
        for edition in pack.editions
        if edition.programme == p
    )
    own = {str(contact.phone) for _, _, contact in named if contact.phone}
    other = {str(c.phone) for e in pack.editions if e.programme not in latest for c in e.contacts if c.phone}
    return Due((), tuple(sorted(other - own))) if gone else Due(tuple(sorted(own)), tuple(sorted(other - own)))


def _subject(pack: Pack, story: Story) -> Due:
    """The first thing known of the subject, which says what it is."""
    subject = pack.subject[story.named.subject or story.named.person or ""]
    return Due((_longest_piece(subject.facts[0].text.in_(story.language)),))


def _summit(pack: Pack, story: Story) -> Due:
    """The place of that year's summit in the calendar, and no other summit's theme."""
    summits = [s for s in pack.subjects if s.kind == "summit"]
    own = next((s for s in summits if s.year == story.named.year), None)
    themes = {s.theme.in_(story.language) for s in summits if s is not own and s.theme}
    if own is None:
        return Due(never=tuple(sorted(themes)), silent=True)
    mine = own.theme.in_(story.language) if own.theme else ""
    return Due((str(own.year),), tuple(sorted(theme for theme in themes if theme not in mine)))


def _neighbour(pack: Pack, story: Story) -> Due:
    programme = pack.programme[story.named.programme or ""]
    others = [p for p in pack.programmes if p.kind == "neighbour" and p is not programme]
    foreign = tuple(_longest_piece(p.about[0].text.in_(story.language)) for p in others if p.about)
    return Due(tuple(_longest_piece(s.text.in_(story.language)) for s in programme.about[:1]), foreign)


def _if_named(sort: str, compose: Callable[[Pack, Story], Due]) -> Callable[[Pack, Story], Due]:
    return lambda pack, story: compose(pack, story) if getattr(story.named, sort) else Due()


_BY_NAME: dict[str, Callable[[Pack, Story], Due]] = {
    "category": _if_named("category", _category),
    "honours-lookup": _if_named("organisation", _lookup),
    "entry-detail": _if_named("honour", _entry),
    "person-contact": _if_named("person", _person),
    "subject": lambda pack, story: _subject(pack, story) if story.named.subject or story.named.person else Due(),
    "summit-facts": _if_named("year", _summit),
    "neighbour": _if_named("programme", _neighbour),
}
