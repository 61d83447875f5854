"""Looking honoured entries up by organisation, subject or title."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from knowledge.answer.asking import Asking, composer, once
from knowledge.answer.finding import Finding, Found
from knowledge.answer.honours import (
    Entry,
    entry_text,
    groups_named,
    known_list_cites,
    lists_asked,
    silent_years,
    unpublished,
)
from knowledge.answer.wording import listed
from knowledge.facts import Honour, HonourList, Party, Programme
from knowledge.text import fold

ABROAD = re.compile(
    r"外国|国外|境外|海外|外企|外资|跨国"
    r"|\b(?:foreign|overseas|abroad|international|non-chinese|outside (?:of )?china)\b"
)
# kinds of organisation that show in their names: what asks for them, and what the names hold
KINDS = (
    (
        re.compile(r"高校|大学|院校|学校|\b(?:universit|college|academi|higher education)"),
        re.compile(r"大学|(?<!科)学院(?!路)|\buniversity\b|\bcollege\b"),
    ),
    (
        re.compile(r"企业|公司|厂商|\b(?:compan|firms?\b|corporat|enterprise|business)"),
        re.compile(r"公司|集团|\b(?:ltd|inc|corp|corporation|group|company)\b"),
    ),
    (
        re.compile(r"研究所|研究院|科研|实验室|\b(?:institutes?|research|laborator|labs?\b)"),
        re.compile(r"研究所|研究院|实验室|科学院|\b(?:institute|laboratory|academy)\b"),
    ),
)
_THANKED = re.compile(r"卓越组织|卓越单位|(?:outstanding|excellent|excellence|honou?red) organi[sz]ation")
_MOST_NAMED = 5  # organisations looked up in one answer
_MANY = 14  # entries told one a line; above it only the titles' heads would be read


# ── by organisation, by subject, by entry ────────────────────────────────────────────────


def _parties(entry: Honour) -> Iterable[Party]:
    return (*entry.applicants, *entry.joint)


def _scope(asking: Asking) -> list[Entry]:
    """All honoured entries of the programmes, years and groups the question itself names."""
    slots, groups = asking.question.slots, groups_named(asking)
    programmes = [p for p in slots.programmes if p in asking.pack.scheme.programmes]
    return [
        (honours, entry)
        for honours, entry in asking.pack.all_honours()
        if (not programmes or honours.programme in programmes)
        and (not slots.years or honours.year in slots.years)
        and (not groups or entry.category in groups)
    ]


def entries_of(asking: Asking) -> list[Entry]:
    """The entries of the organisations or titles named, in the programme, year and group named.

    Where the question has words that tell an entry apart as well, only those the words fit.
    """
    slots = asking.question.slots
    orgs, keys = set(slots.organisations), set(slots.honours)
    scope, rare = _scope(asking), _rare_words(asking)
    theirs = [(h, e) for h, e in scope if orgs & {p.org for p in _parties(e)} or h.key(e) in keys]
    meant = [(h, e) for h, e in scope if _speaks_of(asking, e, rare)]
    return [one for one in theirs if one in meant] if meant else theirs


@composer("honours-lookup")
def honours_lookup(asking: Asking) -> Finding:
    """With what, when and in which group the organisations named were honoured."""
    orgs = asking.question.slots.organisations[:_MOST_NAMED]
    if not orgs:
        return by_keyword(asking)
    paragraphs: list[str] = []
    cites: list[str] = []
    for org in orgs:
        for text, used in (*_thanked_first(asking, org), *_won(asking, org), *_thanked_too(asking, org)):
            paragraphs.append(text)
            cites += used
    return Found(
        "honours-lookup",
        "\n".join(paragraphs),
        once(cites),
        asking.next("winners", "excellent-organisations"),
    )


Cited = tuple[str, tuple[str, ...]]  # a paragraph and what it rests on


def _won(asking: Asking, org: str) -> Iterator[Cited]:
    """The years without a list, then the entries found or that there is none, with those of other years."""
    name = asking.text(asking.pack.organisation[org].name)
    silent = [(p, year) for p in asking.calls for year in _unlisted(asking, p)]
    for programme, year in silent:
        yield unpublished(asking, programme, year), known_list_cites(asking, programme)
    found = [(h, e) for h, e in _scope(asking) if org in {p.org for p in _parties(e)}]
    if found:
        yield _found_text(asking, name, org, found), _cites_of(found)
    elif len(silent) < len(asking.calls) * max(len(asking.years), 1):
        complete = [h for p in asking.calls for h in asking.pack.honour_lists("winners", p.id) if h.complete]
        years = listed([str(y) for y in asking.years], asking.language) or "none"
        if _complete_lists(asking):
            none = asking.say("lookup.none", name=name, scope=_scope_words(asking))
        else:
            none = asking.say("lookup.unsure", name=name, years=years)
        yield none, once(c for h in complete for c in h.cite)
        elsewhere = [(h, e) for h, e in asking.pack.all_honours() if org in {p.org for p in _parties(e)}]
        if elsewhere:
            yield _found_text(asking, name, org, elsewhere), _cites_of(elsewhere)


def _cites_of(found: list[Entry]) -> tuple[str, ...]:
    return once(c for h, _ in found for c in h.cite)


def _thanking(asking: Asking, org: str) -> list[HonourList]:
    """The lists of collecting organisations, of the years named, that hold an organisation."""
    return [
        h
        for h in asking.pack.honour_lists("organisations")
        if org in {b.org for b in h.bodies} and (not asking.years or h.year in asking.years)
    ]


def _thanked_first(asking: Asking, org: str) -> Iterator[Cited]:
    """That an organisation is on no list of collecting organisations, where the question speaks of these."""
    if _thanking(asking, org) or not _THANKED.search(asking.question.folded):
        return
    scoped = [h for p in asking.calls for h in lists_asked(asking, p, "organisations")]
    if complete := [h for h in scoped if h.complete]:
        yield _on_lists(asking, "not-thanked", org, complete)
    elif scoped:
        yield _on_lists(asking, "thanked-unsure", org, scoped)


def _thanked_too(asking: Asking, org: str) -> Iterator[Cited]:
    if thanking := _thanking(asking, org):
        yield _on_lists(asking, "thanked", org, thanking)


def _on_lists(asking: Asking, how: str, org: str, lists: list[HonourList]) -> Cited:
    name = asking.text(asking.pack.organisation[org].name)
    names = listed([asking.text(h.name) for h in lists], asking.language)
    return asking.say(f"lookup.{how}", name=name, lists=names), once(c for h in lists for c in h.cite)


def _unlisted(asking: Asking, programme: Programme) -> list[int]:
    """The years asked about for which no list of a programme is at hand at all."""
    return [year for year in silent_years(asking, programme) if year >= asking.today.year - 1]


def _complete_lists(asking: Asking) -> list[HonourList]:
    """The complete lists of the programmes and years the question itself names."""
    slots = asking.question.slots
    named = [p for p in slots.programmes if p in asking.pack.scheme.programmes]
    return [
        h for h in asking.pack.honour_lists("winners")
        if h.complete and (not named or h.programme in named) and (not slots.years or h.year in slots.years)
    ]  # fmt: skip


def _scope_words(asking: Asking) -> str:
    """The complete lists searched, by name."""
    groups = groups_named(asking)
    names = [
        asking.say("lookup.group-of", list=asking.text(h.name), group=asking.text(c.name))
        for h in _complete_lists(asking)
        for c in asking.pack.programme[h.programme].categories
        if c.id in groups
    ] or [asking.text(h.name) for h in _complete_lists(asking)]
    return listed(names, asking.language) or asking.say(
        "lookup.no-list", years=listed([str(y) for y in asking.years], asking.language)
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
                entry=entry_text(asking, entry),
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
    rare = _rare_words(asking)
    found = [(h, e) for h, e in _scope(asking) if _speaks_of(asking, e, rare)]
    if ABROAD.search(asking.question.folded) and (asking.years or groups_named(asking)):
        # the lists do not say where an applicant is from: all that may be meant are shown
        shown = found or _scope(asking)
        lines = [asking.say("among.origin"), *lines_of(asking, shown, len(shown))]
        used = once(c for h, _ in shown for c in h.cite)
        return Found("honours-by-keyword", "\n".join(lines), used, asking.next("winners", "honours-lookup"))
    for asks, named in KINDS if not found else ():
        if asks.search(asking.question.folded):
            found = [one for one in _scope(asking) if is_by(named, one[1])]
    if not found:
        return _elsewhere(asking, rare)
    lines = [asking.say("keyword.head", count=len(found)), *lines_of(asking, found)]
    return Found(
        "honours-by-keyword",
        "\n".join(lines),
        once(c for h, _ in found for c in h.cite),
        asking.next("winners", "honours-lookup"),
    )


def _elsewhere(asking: Asking, rare: set[str]) -> Found:
    """Nothing speaks of it where it was looked for: what does on other lists, or that nothing was found."""
    others = [(h, e) for h, e in asking.pack.all_honours() if _speaks_of(asking, e, rare)]
    searched = [h for p in asking.calls for h in asking.pack.honour_lists("winners", p.id) if h.complete]
    cites = once(c for h in (*searched, *(h for h, _ in others)) for c in h.cite)
    if not others:
        text = asking.say("keyword.none", scope=_scope_words(asking))
        return Found("honours-by-keyword", text, cites, asking.next("winners"))
    lines = [asking.say("keyword.elsewhere", scope=_scope_words(asking)), *lines_of(asking, others)]
    return Found("honours-by-keyword", "\n".join(lines), cites, asking.next("winners", "honours-lookup"))


def lines_of(asking: Asking, found: list[Entry], most: int = _MANY) -> list[str]:
    """Entries one a line, with their year and group."""
    return [
        asking.say("lookup.line", where=_where(asking, h, e), role="lead", entry=entry_text(asking, e))
        for h, e in found[:most]
    ]


def is_by(named: re.Pattern[str], entry: Honour) -> bool:
    """Whether the name of an organisation behind an entry holds a kind of organisation."""
    return any(named.search(fold(name)) for p in _parties(entry) for name in (p.name.zh, p.name.en))


def speaks_of(asking: Asking, entry: Honour) -> bool:
    """Whether the question holds a keyword of an entry, or a word that tells its title apart."""
    return _speaks_of(asking, entry, _rare_words(asking))


def _speaks_of(asking: Asking, entry: Honour, rare: set[str]) -> bool:
    folded = asking.question.folded
    words = set(re.findall(r"[a-z0-9+#.-]+", folded))
    for keyword in entry.keywords:
        key = fold(keyword)
        if key in words or f"{key}s" in words or ((not key.isascii() or " " in key) and key in folded):
            return True
    return bool(rare & _title_words(entry))


def _telling_words(folded: str) -> set[str]:
    """What a text can be known by: its longer Latin words and its runs of three Chinese characters."""
    runs = re.findall(r"[\u3400-\u9fff]{3,}", folded)
    return set(re.findall(r"[a-z0-9]{4,}", folded)) | {run[i : i + 3] for run in runs for i in range(len(run) - 2)}


def _title_words(entry: Honour) -> set[str]:
    return _telling_words(fold(entry.title.zh)) | _telling_words(fold(entry.title.en))


def _rare_words(asking: Asking) -> set[str]:
    """Words of the question that occur in few titles, and so tell entries apart."""
    counts = Counter(word for _, entry in asking.pack.all_honours() for word in _title_words(entry))
    said = _telling_words(asking.question.folded)
    return {word for word in said if 0 < counts[word] <= 2 and not word.isdigit()}


@composer("entry-detail")
def entry_detail(asking: Asking) -> Finding:
    """Who filed an entry named by its title, in which year and group."""
    keys = set(asking.question.slots.honours)
    found = [(h, e) for h, e in asking.pack.all_honours() if h.key(e) in keys]
    if not found:
        return by_keyword(asking)
    scope = _scope(asking)
    lines = lines_of(asking, found)
    if not any(one in scope for one in found):
        lines.insert(0, asking.say("keyword.elsewhere", scope=_scope_words(asking)))
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
