"""The checks of a pack that span files: every fault with file, line, offending value and what would be right."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from knowledge.answer import COMPOSERS
from knowledge.answer.wording import PLACEHOLDER, faults_in
from knowledge.errors import ContentError, Fault
from knowledge.facts import Edition, Programme
from knowledge.language import LANGUAGES
from knowledge.lexicon import Lexicon
from knowledge.pack import Draft, Pack, Placed, read_draft
from knowledge.phrasing import bare
from knowledge.text import fold

_TOLD_PLACEHOLDERS = {"mailbox", "platform", "year", "programme"}
_FEW = 8  # paraphrases of a topic in one language; fewer cost much in recognition


def require_sound(folder: Path) -> Pack:
    """The pack of a folder; raises ContentError with every fault where it has any."""
    draft = read_draft(folder)
    faults = [*draft.faults, *cross_faults(draft)]
    if faults:
        raise ContentError(faults)
    return draft.pack()


def check(folder: Path) -> list[Fault]:
    """Every fault of a folder, in the order of files and lines."""
    draft = read_draft(folder)
    return sorted({*draft.faults, *cross_faults(draft)})


def cross_faults(draft: Draft) -> Iterator[Fault]:
    """Faults that show only when facts are held against each other; works on what could be read."""
    for find in _CHECKS:
        yield from find(draft)


def _placed(draft: Draft) -> Iterator[Placed[Any]]:
    for name in (
        "scheme",
        "sources",
        "programmes",
        "editions",
        "honours",
        "organisations",
        "subjects",
        "topics",
        "concepts",
        "places",
    ):
        yield from getattr(draft, name)


# ── ids and references ───────────────────────────────────────────────────────────────────


def _duplicate_ids(draft: Draft) -> Iterator[Fault]:
    first: dict[str, Placed[Any]] = {}
    for placed in _placed(draft):
        id_ = getattr(placed.fact, "id", None)
        if id_ is None:
            continue
        if id_ in first:
            where = first[id_]
            line = where.document.line(where.path)
            yield placed.fault(
                f"duplicate id '{id_}': already used in {where.document.file}:{line}", "duplicate-id", "id"
            )
        first.setdefault(id_, placed)
    names: dict[str, Placed[Any]] = {}
    for name, placed_text in draft.wording:
        if name in names:
            yield placed_text.fault(
                f"duplicate id '{name}': already worded in {names[name].document.file}", "duplicate-id"
            )
        names.setdefault(name, placed_text)


def _unknown(kind: str, value: str, known: Iterable[str]) -> str:
    near = get_close_matches(value, list(known), n=3, cutoff=0.5)
    return f"unknown {kind} '{value}'" + (f"; did you mean {' or '.join(near)}?" if near else "")


def _citations(draft: Draft) -> Iterator[Fault]:
    sources = {p.fact.id: p.fact for p in draft.sources}
    for placed in _placed(draft):
        for path, citation in _cited(placed.fact):
            source, _, section = citation.partition("#")
            if source not in sources:
                yield placed.fault(_unknown("source", source, sources), "unknown-source", *path)
            elif section and section not in sources[source].sections:
                known = sources[source].sections
                yield placed.fault(
                    f"{_unknown('section', section, known)} of source '{source}'; known: {', '.join(known) or 'none'}",
                    "unknown-source",
                    *path,
                )


def _cited(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every citation below a fact, with its path: the fields named `cite` or ending in `_cite`."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            below = getattr(value, name)
            if name == "cite" or name.endswith("_cite"):
                yield from (((*path, name, i), citation) for i, citation in enumerate(below))
            else:
                yield from _cited(below, (*path, name))
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _cited(item, (*path, i))


def _references(draft: Draft) -> Iterator[Fault]:
    programmes: dict[str, Programme] = {p.fact.id: p.fact for p in draft.programmes}
    organisations = {p.fact.id for p in draft.organisations}
    people = {p.fact.id for p in draft.subjects if p.fact.kind == "person"}
    sources = {p.fact.id for p in draft.sources}
    topics = {p.fact.id for p in draft.topics}

    def programme(placed: Placed[Any], value: str | None, *path: str | int) -> Iterator[Fault]:
        if value is not None and value not in programmes:
            yield placed.fault(_unknown("programme", value, programmes), "unknown-programme", *path)

    def category(placed: Placed[Any], owner: str | None, value: str | None, *path: str | int) -> Iterator[Fault]:
        owners = [programmes[owner]] if owner in programmes else list(programmes.values())
        known = [c.id for p in owners for c in p.categories]
        if value is not None and value not in known:
            where = f" of programme '{owner}'" if owner else ""
            yield placed.fault(
                f"{_unknown('category', value, known)}{where}; known: {', '.join(known) or 'none'}",
                "unknown-category",
                *path,
            )

    for placed in draft.scheme:
        for i, id_ in enumerate(placed.fact.programmes):
            yield from programme(placed, id_, "programmes", i)
    for placed_edition in draft.editions:
        edition = placed_edition.fact
        yield from programme(placed_edition, edition.programme, "programme")
        for i, contact in enumerate(edition.contacts):
            if contact.person not in people:
                yield placed_edition.fault(
                    _unknown("person", contact.person, people), "unknown-person", "contacts", i, "person"
                )
        for i, notice in enumerate(edition.notices):
            if notice.source not in sources:
                yield placed_edition.fault(
                    _unknown("source", notice.source, sources), "unknown-source", "notices", i, "source"
                )
    for placed_list in draft.honours:
        honours = placed_list.fact
        yield from programme(placed_list, honours.programme, "programme")
        for i, entry in enumerate(honours.entries):
            yield from category(placed_list, honours.programme, entry.category, "entries", i, "category")
            for name in ("applicants", "joint"):
                for j, party in enumerate(getattr(entry, name)):
                    if party.org not in organisations:
                        yield placed_list.fault(
                            _unknown("organisation", party.org, organisations),
                            "unknown-organisation",
                            "entries",
                            i,
                            name,
                            j,
                            "org",
                        )
        for i, body in enumerate(honours.bodies):
            if body.org not in organisations:
                yield placed_list.fault(
                    _unknown("organisation", body.org, organisations),
                    "unknown-organisation",
                    "bodies",
                    i,
                    "org",
                )
    for placed_programme in draft.programmes:
        for i, limit in enumerate(placed_programme.fact.limits):
            yield from category(placed_programme, placed_programme.fact.id, limit.category, "limits", i, "category")
    for placed_more in draft.more_paraphrases:
        if placed_more.fact.topic not in topics:
            yield placed_more.fault(_unknown("topic", placed_more.fact.topic, topics), "unknown-topic", "topic")
    for placed_topic in draft.topics:
        for i, told in enumerate(placed_topic.fact.told):
            yield from programme(placed_topic, told.programme, "told", i, "programme")
            yield from category(placed_topic, told.programme, told.category, "told", i, "category")
        for i, following in enumerate(placed_topic.fact.next):
            if following not in topics:
                yield placed_topic.fault(_unknown("topic", following, topics), "unknown-topic", "next", i)
        if placed_topic.fact.otherwise is not None and placed_topic.fact.otherwise not in topics:
            yield placed_topic.fault(
                _unknown("topic", placed_topic.fact.otherwise, topics), "unknown-topic", "otherwise"
            )


# ── editions ─────────────────────────────────────────────────────────────────────────────


def _editions(draft: Draft) -> Iterator[Fault]:
    by_programme: dict[str, list[Placed[Edition]]] = defaultdict(list)
    for placed in draft.editions:
        by_programme[placed.fact.programme].append(placed)
        yield from _edition_alone(placed)
    for programme, editions in by_programme.items():
        editions.sort(key=lambda p: p.fact.year)
        for one, two in pairwise(editions):
            a, b = one.fact, two.fact
            overlap = a.last_day and b.opened and b.opened <= a.last_day
            if a.year == b.year or overlap:
                first = f"{a.id} ({a.opened} to {a.last_day}), {one.document.file}"
                span = f"{b.id} ({b.opened} to {b.last_day}) overlaps {first}"
                message = f"{span}: editions of '{programme}' must follow one another"
                yield two.fault(message, "overlapping-editions", "opened")


def _edition_alone(placed: Placed[Edition]) -> Iterator[Fault]:
    edition = placed.fact
    if edition.opened and edition.last_day and edition.opened > edition.last_day:
        yield placed.fault(f"opened {edition.opened} is after last_day {edition.last_day}", "order-of-dates", "opened")
    if edition.closes_at and edition.last_day and not 0 <= (edition.closes_at.date() - edition.last_day).days <= 1:
        yield placed.fault(
            f"closes_at {edition.closes_at.isoformat()} does not belong to last_day {edition.last_day}",
            "order-of-dates",
            "closes_at",
        )
    if edition.last_day and not edition.deadline_cite:
        yield placed.fault("last_day without deadline_cite: a deadline needs its source", "missing-source", "last_day")


# ── topics ───────────────────────────────────────────────────────────────────────────────


def _topics(draft: Draft) -> Iterator[Fault]:
    claimed: dict[str, tuple[str, Placed[Any], tuple[str | int, ...]]] = {}
    for placed in draft.topics:
        topic = placed.fact
        for language in LANGUAGES:
            said = getattr(topic.paraphrases, language)
            if not said:
                yield placed.fault(
                    f"topic '{topic.id}' cannot be reached: no paraphrase in '{language}'",
                    "unreachable",
                    "paraphrases",
                )
            for i, paraphrase in enumerate(said):
                key = bare(fold(paraphrase))
                path = ("paraphrases", language, i)
                if key in claimed and claimed[key][0] != topic.id:
                    other, where, other_path = claimed[key]
                    line = where.document.line((*where.path, *other_path))
                    yield placed.fault(
                        f"paraphrase '{paraphrase}' is claimed by topic '{other}' too"
                        f" ({where.document.file}:{line}); leave it to one",
                        "paraphrase-in-two-topics",
                        *path,
                    )
                claimed.setdefault(key, (topic.id, placed, path))
        yield from _topic_answer(placed)
    for more in draft.more_paraphrases:
        for language in LANGUAGES:
            for i, paraphrase in enumerate(getattr(more.fact, language)):
                owner = claimed.get(bare(fold(paraphrase)))
                if owner and owner[0] != more.fact.topic:
                    message = f"paraphrase '{paraphrase}' is claimed by topic '{owner[0]}' too; leave it to one"
                    yield more.fault(message, "paraphrase-in-two-topics", language, i)


def _topic_answer(placed: Placed[Any]) -> Iterator[Fault]:
    topic = placed.fact
    if topic.kind == "computed":
        if topic.compose not in COMPOSERS:
            yield placed.fault(_unknown("computed answer", str(topic.compose), COMPOSERS), "unknown-answer", "compose")
        return
    if topic.compose is not None:
        yield placed.fault(f"'compose' goes with kind computed, not {topic.kind}", "unknown-answer", "compose")
    if not topic.told:
        yield placed.fault(f"topic '{topic.id}' tells nothing: 'told' is empty", "unreachable", "id")
    for i, told in enumerate(topic.told):
        if topic.kind in ("told", "unpublished") and not told.cite:
            yield placed.fault("a fact without 'cite': name the source", "missing-source", "told", i)
        for language in LANGUAGES:
            for fault in faults_in(told.text.in_(language), language, _TOLD_PLACEHOLDERS):
                yield placed.fault(fault, "unknown-placeholder", "told", i, "text", language)


def _wording(draft: Draft) -> Iterator[Fault]:
    for name, placed in draft.wording:
        zh, en = (set(PLACEHOLDER.findall(placed.fact.in_(language))) for language in LANGUAGES)
        for language in LANGUAGES:
            for fault in faults_in(placed.fact.in_(language), language, zh | en):
                yield placed.fault(f"{name}: {fault}", "unknown-placeholder", language)


def _zones(draft: Draft) -> Iterator[Fault]:
    zoned: list[Placed[Any]] = [*draft.scheme, *draft.places]
    for placed in zoned:
        try:
            ZoneInfo(placed.fact.zone)
        except (KeyError, ValueError, OSError):
            yield placed.fault(
                f"unknown time zone '{placed.fact.zone}'; write it like Asia/Shanghai", "unknown-zone", "zone"
            )


_CHECKS: tuple[Callable[[Draft], Iterator[Fault]], ...] = (
    _duplicate_ids, _citations, _references, _editions, _topics, _wording, _zones,
)  # fmt: skip


# ── warnings ─────────────────────────────────────────────────────────────────────────────


def warnings(draft: Draft) -> list[Fault]:
    """What is allowed but likely to cost recognition: few paraphrases, names shared by two things."""
    found = [
        placed.fault(
            f"topic '{placed.fact.id}' has {len(said)} paraphrases in '{language}'; {_FEW} or more are better",
            "few-paraphrases",
            "paraphrases",
        )
        for placed in draft.topics
        for language in LANGUAGES
        if 0 < len(said := getattr(placed.fact.paraphrases, language)) < _FEW
    ]
    if not draft.faults:
        lexicon = Lexicon(draft.pack())
        found += [
            Fault(
                "(names)",
                1,
                f"'{alias}' names {', '.join(f'{sort} {id_}' for sort, id_ in owners)}; the first wins",
                "shared-name",
            )
            for alias, owners in lexicon.clashes()
            if len({sort for sort, _ in owners}) == 1 and owners[0][0] != "honour"
        ]
    return sorted(found)
