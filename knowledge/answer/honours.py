"""Looking up, listing and counting over the published lists; what no list says is said to be so."""

import re
from collections import Counter
from collections.abc import Iterable

from knowledge.answer.asking import Asking, composer, once
from knowledge.answer.calls import planned_count
from knowledge.answer.finding import Finding, Found, Suggestion, Unclear
from knowledge.answer.wording import listed
from knowledge.facts import Honour, HonourList, Party, Programme
from knowledge.text import fold

Entry = tuple[HonourList, Honour]
_THANKED = re.compile(r"卓越组织|卓越单位|(?:outstanding|excellent|excellence|honou?red) organi[sz]ation")
_MOST_NAMED = 5  # organisations looked up in one answer
_MANY = 14  # entries told one a line; above it only the titles' heads would be read


def released(asking: Asking, honours: HonourList) -> bool:
    """Whether a list was out at `now`: its summit has ended, or its year is past."""
    if honours.year < asking.today.year:
        return True
    summit = next((s for s in asking.pack.subjects if s.kind == "summit" and s.year == honours.year), None)
    return honours.year == asking.today.year and summit is not None and summit.ends <= asking.today


def _lists(asking: Asking, programme: Programme, kind: str = "winners") -> list[HonourList]:
    """The lists of the years asked about; without a year the latest that is out."""
    found = asking.pack.honour_lists(kind, programme.id)
    if asking.years:
        return [honours for honours in found if honours.year in asking.years]
    out = [honours for honours in found if released(asking, honours) and honours.complete]
    return out[-1:]


def _silent_years(asking: Asking, programme: Programme, kind: str = "winners") -> list[int]:
    known = {honours.year for honours in asking.pack.honour_lists(kind, programme.id)}
    return [year for year in asking.years if year not in known]


def _groups(asking: Asking) -> set[str]:
    return {key.split("/")[1] for key in asking.question.slots.categories}


def _size(honours: HonourList, groups: set[str]) -> int | None:
    """How many entries, of the groups asked about; None where the list is not complete and no count is known."""
    if groups:
        return sum(e.category in groups for e in honours.entries) if honours.complete else None
    return honours.count if honours.count is not None else len(honours.entries) if honours.complete else None


@composer("winners")
def winners(asking: Asking) -> Finding:
    """The list of a year; without a programme it is asked which, unless only figures are wanted."""
    if asking.question.count:
        return winners_count(asking)
    if asking.one_call is None and not asking.categories:
        return _which_list(asking, "winners")
    return _lists_found(asking)


def _lists_found(asking: Asking) -> Found:
    paragraphs: list[str] = []
    cites: list[str] = []
    for programme in asking.calls:
        for honours in _lists(asking, programme):
            paragraphs.append(_list_text(asking, honours))
            cites += honours.cite
        for year in _silent_years(asking, programme):
            paragraphs.append(_unpublished(asking, programme, year))
            cites += _known_list_cites(asking, programme)
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
    groups = _groups(asking)
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
        lines.append(asking.say("winners.line", number=str(entry.number), entry=_entry_text(asking, entry)))
    return "\n".join(lines)


def _entry_text(asking: Asking, entry: Honour) -> str:
    applicants = listed([asking.text(p.name) for p in entry.applicants], asking.language)
    joint = listed([asking.text(p.name) for p in entry.joint], asking.language)
    return asking.say(
        "entry.joint" if joint else "entry.plain",
        title=asking.text(entry.title),
        applicants=applicants,
        joint=joint,
    )


def _unpublished(asking: Asking, programme: Programme, year: int) -> str:
    return asking.say(
        "winners.unknown",
        programme=asking.name(programme),
        year=str(year),
        word=asking.text(programme.honour_word) if programme.honour_word else "",
        mailbox=programme.mailbox or "",
    )


def _known_list_cites(asking: Asking, programme: Programme) -> tuple[str, ...]:
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
    groups = _groups(asking)
    for programme in asking.calls:
        names = {c.id: asking.text(c.name) for c in programme.categories}
        for honours in _lists(asking, programme):
            size = _size(honours, groups)
            if size is None:
                sentences.append(
                    asking.text(honours.note.text) if honours.note else _unpublished(asking, programme, honours.year)
                )
            else:
                sentences.append(_checked(asking, size))
                per_group = [
                    asking.say("count.group", group=names[g], count=str(_size(honours, {g})))
                    for g in names if honours.complete and any(e.category == g for e in honours.entries)
                ]  # fmt: skip
                sentences.append(asking.say(
                    "count.told",
                    list=asking.text(honours.name),
                    count=str(size),
                    group=listed([names[g] for g in names if g in groups], asking.language) or "none",
                    groups="none" if groups else (listed(per_group, asking.language) or "none"),
                ))  # fmt: skip
            cites += honours.cite
        for year in _silent_years(asking, programme):
            sentences.append(_unpublished(asking, programme, year))
            cites += _known_list_cites(asking, programme)
    if not asking.years and not groups:
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


def _checked(asking: Asking, size: int) -> str:
    """Yes or no to a figure the question puts forward."""
    numbers = asking.question.slots.numbers
    if not numbers or not asking.question.yes_no or asking.question.count:
        return ""
    return asking.say("check.yes") if size in numbers else asking.say("check.no-number", value=str(numbers[0]))


# ── by organisation, by subject, by entry ────────────────────────────────────────────────


def _parties(entry: Honour) -> Iterable[Party]:
    return (*entry.applicants, *entry.joint)


def _scope(asking: Asking) -> list[Entry]:
    """All honoured entries of the programmes, years and groups the question itself names."""
    slots, groups = asking.question.slots, _groups(asking)
    programmes = [p for p in slots.programmes if p in asking.pack.scheme.programmes]
    return [
        (honours, entry)
        for honours, entry in asking.pack.all_honours()
        if (not programmes or honours.programme in programmes)
        and (not slots.years or honours.year in slots.years)
        and (not groups or entry.category in groups)
    ]


@composer("honours-lookup")
def honours_lookup(asking: Asking) -> Finding:
    """With what, when and in which group the organisations named were honoured."""
    orgs = asking.question.slots.organisations[:_MOST_NAMED]
    if not orgs:
        return by_keyword(asking)
    paragraphs: list[str] = []
    cites: list[str] = []
    for org in orgs:
        name = asking.text(asking.pack.organisation[org].name)
        found = [(h, e) for h, e in _scope(asking) if org in {p.org for p in _parties(e)}]
        thanked = [
            h
            for h in asking.pack.honour_lists("organisations")
            if org in {b.org for b in h.bodies} and (not asking.years or h.year in asking.years)
        ]
        silent = [(p, year) for p in asking.calls for year in _unlisted(asking, p)]
        for programme, year in silent:
            paragraphs.append(_unpublished(asking, programme, year))
            cites += _known_list_cites(asking, programme)
        if found:
            paragraphs.append(_found_text(asking, name, org, found))
            cites += [c for h, _ in found for c in h.cite]
        elif len(silent) < len(asking.calls) * max(len(asking.years), 1):
            paragraphs.append(asking.say("lookup.none", name=name, scope=_scope_words(asking)))
            elsewhere = [(h, e) for h, e in asking.pack.all_honours() if org in {p.org for p in _parties(e)}]
            if elsewhere:
                paragraphs.append(_found_text(asking, name, org, elsewhere))
                cites += [c for h, _ in elsewhere for c in h.cite]
            cites += [
                c for p in asking.calls for h in asking.pack.honour_lists("winners", p.id) if h.complete for c in h.cite
            ]
        if not thanked and _THANKED.search(asking.question.folded):
            scoped = [h for p in asking.calls for h in _lists(asking, p, "organisations")]
            paragraphs.insert(
                0,
                asking.say(
                    "lookup.not-thanked",
                    name=name,
                    lists=listed([asking.text(h.name) for h in scoped], asking.language),
                ),
            )
            cites += [c for h in scoped for c in h.cite]
        if thanked:
            paragraphs.append(
                asking.say(
                    "lookup.thanked",
                    name=name,
                    lists=listed([asking.text(h.name) for h in thanked], asking.language),
                )
            )
            cites += [c for h in thanked for c in h.cite]
    return Found(
        "honours-lookup",
        "\n".join(paragraphs),
        once(cites),
        asking.next("winners", "excellent-organisations"),
    )


def _unlisted(asking: Asking, programme: Programme) -> list[int]:
    """The years asked about for which no list of a programme is at hand at all."""
    return [year for year in _silent_years(asking, programme) if year >= asking.today.year - 1]


def _scope_words(asking: Asking) -> str:
    """The complete lists searched, by name."""
    slots = asking.question.slots
    named = [p for p in slots.programmes if p in asking.pack.scheme.programmes]
    complete = [
        h for h in asking.pack.honour_lists("winners")
        if h.complete and (not named or h.programme in named) and (not slots.years or h.year in slots.years)
    ]  # fmt: skip
    return listed([asking.text(h.name) for h in complete], asking.language) or asking.say(
        "lookup.no-list", years=listed([str(y) for y in slots.years], asking.language)
    )


def _found_text(asking: Asking, name: str, org: str, found: list[Entry]) -> str:
    lead = sum(org in {p.org for p in e.applicants} for _, e in found)
    years = sorted({h.year for h, _ in found})
    lines = [
        asking.say(
            "lookup.head",
            name=name,
            count=len(found),
            years=listed([str(y) for y in years], asking.language),
            joint=len(found) - lead,
        )
    ]
    for honours, entry in found:
        role = "lead" if org in {p.org for p in entry.applicants} else "joint"
        lines.append(
            asking.say(
                "lookup.line",
                where=_where(asking, honours, entry),
                role=role,
                entry=_entry_text(asking, entry),
            )
        )
    return "\n".join(lines)


def _where(asking: Asking, honours: HonourList, entry: Honour) -> str:
    programme = asking.pack.programme[honours.programme]
    group = next((asking.text(c.name) for c in programme.categories if c.id == entry.category), "none")
    return asking.say("lookup.where", year=str(honours.year), programme=asking.name(programme), group=group)


@composer("honours-by-keyword")
def by_keyword(asking: Asking) -> Finding:
    """Entries whose keywords or titles hold a word of the question."""
    found = [(h, e) for h, e in _scope(asking) if _speaks_of(asking, e)]
    if not found:
        cites = [
            c for p in asking.calls for h in asking.pack.honour_lists("winners", p.id) if h.complete for c in h.cite
        ]
        return Found(
            "honours-by-keyword",
            asking.say("keyword.none", scope=_scope_words(asking)),
            once(cites),
            asking.next("winners"),
        )
    lines = [asking.say("keyword.head", count=len(found))]
    lines += [
        asking.say("lookup.line", where=_where(asking, h, e), role="lead", entry=_entry_text(asking, e))
        for h, e in found[:_MANY]
    ]
    return Found(
        "honours-by-keyword",
        "\n".join(lines),
        once(c for h, _ in found for c in h.cite),
        asking.next("winners", "honours-lookup"),
    )


def _speaks_of(asking: Asking, entry: Honour) -> bool:
    folded = asking.question.folded
    words = set(re.findall(r"[a-z0-9+#.-]+", folded))
    for keyword in entry.keywords:
        key = fold(keyword)
        if key in words or f"{key}s" in words or ((not key.isascii() or " " in key) and key in folded):
            return True
    return bool(_rare_words(asking) & _title_words(entry))


def _title_words(entry: Honour) -> set[str]:
    """What a title can be known by: its longer Latin words and its runs of three Chinese characters."""
    zh, en = fold(entry.title.zh), fold(entry.title.en)
    runs = re.findall(r"[\u3400-\u9fff]{3,}", zh)
    return {w for w in re.findall(r"[a-z0-9]{4,}", f"{zh} {en}")} | {
        run[i : i + 3] for run in runs for i in range(len(run) - 2)
    }


def _rare_words(asking: Asking) -> set[str]:
    """Words of the question that occur in few titles, and so tell entries apart."""
    folded = asking.question.folded
    runs = re.findall(r"[\u3400-\u9fff]{3,}", folded)
    said = set(re.findall(r"[a-z0-9]{4,}", folded)) | {run[i : i + 3] for run in runs for i in range(len(run) - 2)}
    counts = Counter(word for _, entry in asking.pack.all_honours() for word in _title_words(entry))
    return {word for word in said if 0 < counts[word] <= 2 and not word.isdigit()}


@composer("entry-detail")
def entry_detail(asking: Asking) -> Finding:
    """Who filed an entry named by its title, in which year and group."""
    keys = set(asking.question.slots.honours)
    found = [(h, e) for h, e in asking.pack.all_honours() if f"{h.id}/{e.category or ''}/{e.number}" in keys]
    if not found:
        return by_keyword(asking)
    lines = [
        asking.say("lookup.line", where=_where(asking, h, e), role="lead", entry=_entry_text(asking, e))
        for h, e in found
    ]
    return Found(
        "entry-detail",
        "\n".join(lines),
        once(c for h, _ in found for c in h.cite),
        asking.next("winners", "honours-lookup"),
    )


@composer("most-honoured")
def most_honoured(asking: Asking) -> Finding:
    """Who occurs most often over the complete lists, as applicant or joint applicant."""
    counts: Counter[str] = Counter()
    cites: list[str] = []
    for honours, entry in _scope(asking):
        if honours.complete:
            counts.update({party.org for party in _parties(entry)})
            cites += honours.cite
    ranks = sorted(set(counts.values()), reverse=True)[:3]
    lines = [asking.say("most.head", scope=_scope_words(asking))]
    for rank in ranks:
        if rank > 1:
            names = sorted(asking.text(asking.pack.organisation[org].name) for org, n in counts.items() if n == rank)
            lines.append(asking.say("most.line", count=rank, names=listed(names, asking.language)))
    return Found("most-honoured", "\n".join(lines), once(cites), asking.next("winners", "honours-lookup"))


# ── organisations thanked for collecting entries ─────────────────────────────────────────


def _all_lists(asking: Asking, programme: Programme) -> list[HonourList]:
    """Every list of organisations of a programme that is out."""
    return [h for h in asking.pack.honour_lists("organisations", programme.id) if released(asking, h)]


@composer("excellent-organisations")
def excellent_organisations(asking: Asking) -> Finding:
    lines: list[str] = []
    cites: list[str] = []
    lists = [h for p in asking.calls for h in _lists(asking, p, "organisations")]
    orgs = set(asking.question.slots.organisations)
    if orgs:
        # a name may be on another year's list than the latest
        every = lists if asking.years else [h for p in asking.calls for h in _all_lists(asking, p)]
        holding = [h for h in every if orgs & {b.org for b in h.bodies}]
        lines.append(asking.say("check.yes") if holding else asking.say("check.plain-no"))
        lists = holding or lists
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
        for year in _silent_years(asking, programme, "organisations"):
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
