"""Looking up, listing and counting over the published lists; what no list says is said to be so."""

import re

from knowledge.answer.asking import Asking, composer, once
from knowledge.answer.calls import planned_count
from knowledge.answer.finding import Finding, Found, Suggestion, Unclear
from knowledge.answer.said import puts_forward
from knowledge.answer.wording import listed
from knowledge.facts import Honour, HonourList, Programme

Entry = tuple[HonourList, Honour]


def released(asking: Asking, honours: HonourList) -> bool:
    """Whether a list was out at `now`: its summit has ended, or its year is past."""
    if honours.year < asking.today.year:
        return True
    summit = next((s for s in asking.pack.subjects if s.kind == "summit" and s.year == honours.year), None)
    return honours.year == asking.today.year and summit is not None and summit.ends <= asking.today


def lists_asked(asking: Asking, programme: Programme, kind: str = "winners") -> list[HonourList]:
    """The lists of the years asked about; without a year the latest that is out."""
    found = asking.pack.honour_lists(kind, programme.id)
    if asking.years:
        return [honours for honours in found if honours.year in asking.years]
    out = [honours for honours in found if released(asking, honours) and honours.complete]
    return out[-1:]


def silent_years(asking: Asking, programme: Programme, kind: str = "winners") -> list[int]:
    known = {honours.year for honours in asking.pack.honour_lists(kind, programme.id)}
    return [year for year in asking.years if year not in known]


def groups_named(asking: Asking) -> set[str]:
    return {key.split("/")[1] for key in asking.question.slots.categories}


def _size(honours: HonourList, groups: set[str]) -> int | None:
    """How many entries, of the groups asked about; None where the list is not complete and no count is known."""
    if groups:
        return sum(e.category in groups for e in honours.entries) if honours.complete else None
    return honours.count if honours.count is not None else len(honours.entries) if honours.complete else None


def figures_of(asking: Asking, lists: list[HonourList]) -> list[int]:
    """How many entries each list has, of the groups asked about."""
    sizes = (_size(honours, groups_named(asking)) for honours in lists)
    return [size for size in sizes if size is not None]


@composer("winners")
def winners(asking: Asking) -> Finding:
    """The list of a year; without a programme it is asked which, unless only figures are wanted."""
    if asking.question.count or (asking.question.slots.numbers and puts_forward(asking.question)):
        return winners_count(asking)
    if asking.one_call is None and not asking.categories:
        return _which_list(asking, "winners")
    return _lists_found(asking)


def _lists_found(asking: Asking) -> Found:
    paragraphs: list[str] = []
    cites: list[str] = []
    for programme in asking.calls:
        for honours in lists_asked(asking, programme):
            paragraphs.append(_list_text(asking, honours))
            cites += honours.cite
        for year in silent_years(asking, programme):
            paragraphs.append(unpublished(asking, programme, year))
            cites += known_list_cites(asking, programme)
    return Found(
        "winners",
        "\n\n".join(paragraphs),
        once(cites),
        asking.next("winners-count", "honours-lookup", "excellent-organisations"),
    )


def _which_list(asking: Asking, topic: str) -> Unclear:
    year = {"y": ",".join(str(y) for y in asking.years)} if asking.years else {}
    options = tuple(
        Suggestion(
            topic,
            tuple(sorted({"p": p.id, **year}.items())),
            asking.say(
                "choice.of",
                programme=asking.name(p),
                label=asking.text(p.honour_word) if p.honour_word else "",
            ),
        )
        for p in asking.pack.calls()
    )
    return Unclear(asking.say("clarify.programme"), options, topic)


def _list_text(asking: Asking, honours: HonourList) -> str:
    groups = groups_named(asking)
    programme = asking.pack.programme[honours.programme]
    entries = [e for e in honours.entries if not groups or e.category in groups]
    size = _size(honours, groups)
    names = {c.id: asking.text(c.name) for c in programme.categories}
    head = asking.say(
        "winners.head",
        list=asking.text(honours.name),
        count=str(size) if size is not None else "none",
        groups=listed([names[g] for g in names if g in groups], asking.language) or "none",
        complete="yes" if honours.complete else "no",
    )
    lines = [head]
    if honours.note:
        lines.append(asking.text(honours.note.text))
    group = None
    for entry in entries:
        if entry.category and entry.category != group:
            group = entry.category
            lines.append(asking.say("winners.group", group=names[group], count=str(_size(honours, {group}) or "none")))
        lines.append(asking.say("winners.line", number=str(entry.number), entry=entry_text(asking, entry)))
    return "\n".join(lines)


def entry_text(asking: Asking, entry: Honour) -> str:
    applicants = listed([asking.text(p.name) for p in entry.applicants], asking.language)
    joint = listed([asking.text(p.name) for p in entry.joint], asking.language)
    return asking.say(
        "entry.joint" if joint else "entry.plain",
        title=asking.text(entry.title),
        applicants=applicants,
        joint=joint,
    )


def unpublished(asking: Asking, programme: Programme, year: int) -> str:
    return asking.say(
        "winners.unknown",
        programme=asking.name(programme),
        year=str(year),
        word=asking.text(programme.honour_word) if programme.honour_word else "",
        mailbox=programme.mailbox or "",
    )


def known_list_cites(asking: Asking, programme: Programme) -> tuple[str, ...]:
    known = [h for h in asking.pack.honour_lists("winners", programme.id) if h.complete]
    return known[-1].cite if known else ()


_WANTS_LIST = re.compile(r"哪些|哪几|名单|列出|都有谁|分别是|\bwho\b|\bwhich\b|\blist\b|\bname them\b")


@composer("winners-count")
def winners_count(asking: Asking) -> Finding:
    """Figures of a list; with the list itself where the question wants both and names the programme."""
    if asking.one_call and _WANTS_LIST.search(asking.question.folded):
        return _lists_found(asking)
    sentences: list[str] = []
    cites: list[str] = []
    for programme in asking.calls:
        for honours in lists_asked(asking, programme):
            sentences.append(_count_text(asking, programme, honours))
            cites += honours.cite
        for year in silent_years(asking, programme):
            sentences.append(unpublished(asking, programme, year))
            cites += known_list_cites(asking, programme)
    if not asking.years and not groups_named(asking):
        planned = planned_count(asking)
        if isinstance(planned, Found):
            sentences.append(planned.text)
            cites += planned.cites
    return Found(
        "winners-count",
        asking.joined(sentences),
        once(cites),
        asking.next("winners", "planned-count", "submissions"),
    )


def _count_text(asking: Asking, programme: Programme, honours: HonourList) -> str:
    """How many a list has: of the groups asked about, or in all and by group."""
    groups = groups_named(asking)
    size = _size(honours, groups)
    if size is None:
        return asking.text(honours.note.text) if honours.note else unpublished(asking, programme, honours.year)
    names = {c.id: asking.text(c.name) for c in programme.categories}
    per_group = [
        asking.say("count.group", group=names[g], count=str(_size(honours, {g})))
        for g in names
        if honours.complete and any(e.category == g for e in honours.entries)
    ]
    return asking.say(
        "count.told",
        list=asking.text(honours.name),
        count=str(size),
        group=listed([names[g] for g in names if g in groups], asking.language) or "none",
        groups="none" if groups else (listed(per_group, asking.language) or "none"),
    )


# ── organisations thanked for collecting entries ─────────────────────────────────────────


def _membership(asking: Asking, lists: list[HonourList]) -> tuple[list[str], list[HonourList], list[str]]:
    """Whether each organisation named is on the lists asked about, and on which others; then the lists that hold one.

    Without a year any year's list counts, as a name may be on another than the latest.
    """
    every = [h for h in asking.pack.honour_lists("organisations") if released(asking, h)]
    asked = lists if asking.years else [h for h in every if h.programme in {p.id for p in asking.calls}]
    lines: list[str] = []
    cites: list[str] = []
    holding: list[HonourList] = []
    for org in asking.question.slots.organisations:
        name = asking.text(asking.pack.organisation[org].name)
        among = [h for h in every if org in {b.org for b in h.bodies}]
        here = [h for h in asked if h in among]
        complete = [h for h in asked if h.complete]
        how = "thanked.yes" if here else "thanked.no" if complete or not asked else "lookup.thanked-unsure"
        shown = listed([asking.text(h.name) for h in here or complete or asked], asking.language)
        lines.append(asking.say(how, name=name, lists=shown))
        if among and not here:
            others = listed([asking.text(h.name) for h in among], asking.language)
            lines.append(asking.say("thanked.elsewhere", name=name, lists=others))
            cites += [c for h in among for c in h.cite]
        holding += [h for h in here if h not in holding]
    return lines, holding or lists, cites


@composer("excellent-organisations")
def excellent_organisations(asking: Asking) -> Finding:
    lists = [h for p in asking.calls for h in lists_asked(asking, p, "organisations")]
    lines, lists, cites = _membership(asking, lists)
    for honours in lists:
        size = honours.count if honours.count is not None else len(honours.bodies) if honours.complete else None
        lines.append(
            asking.say(
                "thanked.list",
                list=asking.text(honours.name),
                count=str(size) if size is not None else "none",
                names=listed([asking.text(b.name) for b in honours.bodies], asking.language),
            )
        )
        if honours.note:
            lines.append(asking.text(honours.note.text))
        cites += honours.cite
    for programme in asking.calls:
        for year in silent_years(asking, programme, "organisations"):
            lines.append(
                asking.say(
                    "thanked.unknown",
                    programme=asking.name(programme),
                    year=str(year),
                    mailbox=programme.mailbox or "",
                )
            )
            cites += [c for h in asking.pack.honour_lists("organisations", programme.id)[-1:] for c in h.cite]
    return Found(
        "excellent-organisations",
        "\n".join(lines),
        once(cites),
        asking.next("excellent-organisation-criteria", "relay-duties"),
    )
