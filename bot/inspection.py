"""What is in a knowledge pack, for people who look after it: figures, and any fact by its id."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from knowledge.checks.ids import cited
from knowledge.facts import MoreParaphrases, Paraphrases
from knowledge.library import library_version
from knowledge.pack import Pack


@dataclass(frozen=True)
class Entry:
    """A fact that has an id, and what sort of fact it is."""

    sort: str
    id: str
    fact: BaseModel


class UnknownId(LookupError):
    """No fact has this id; `near` are the ids most like it."""

    def __init__(self, id_: str, near: Sequence[str]) -> None:
        self.near = tuple(near)
        hint = f"; near: {', '.join(near)}" if near else ""
        super().__init__(f"no fact has the id '{id_}'{hint}")


def entries(pack: Pack) -> Iterator[Entry]:
    """Every fact with an id. A category is `programme/category`, an honoured entry `list/number`."""
    for programme in pack.programmes:
        yield Entry("programme", programme.id, programme)
        for category in programme.categories:
            yield Entry("category", f"{programme.id}/{category.id}", category)
    for honours in pack.honours:
        yield Entry("honour list", honours.id, honours)
        for honour in honours.entries:
            yield Entry("honour", f"{honours.id}/{honour.number}", honour)
    for sort, facts in (
        ("topic", pack.topics),
        ("edition", pack.editions),
        ("organisation", pack.organisations),
        ("place", pack.places),
        ("source", pack.sources),
    ):
        yield from (Entry(sort, fact.id, fact) for fact in facts)
    yield from (Entry(subject.kind, subject.id, subject) for subject in pack.subjects)


def find(pack: Pack, id_: str) -> list[Entry]:
    """The facts of that id, of whatever sort; UnknownId names near ones."""
    known = list(entries(pack))
    found = [entry for entry in known if entry.id == id_]
    if not found:
        from rapidfuzz import process

        ids = sorted({entry.id for entry in known})
        near = [name for name, _, _ in process.extract(id_.lower(), ids, limit=5, score_cutoff=60)]
        raise UnknownId(id_, near)
    return found


def citations(fact: BaseModel) -> list[str]:
    """Every place in a source that a fact rests on, each once, in the order of the fact."""
    return list(dict.fromkeys(citation for _, citation in cited(fact)))


def source_line(pack: Pack, citation: str) -> str:
    """A citation with its document's titles, section and address."""
    id_, _, section = citation.partition("#")
    source = pack.source[id_]
    parts = [f"{source.title.zh} / {source.title.en}"]
    if section:
        words = source.sections.get(section)
        parts.append(f"{words.zh} / {words.en}" if words else section)
    if source.address:
        parts.append(source.address)
    return f"{citation}: {' · '.join(parts)}"


def describe(pack: Pack, entry: Entry) -> str:
    """A fact as YAML, as it would stand in its file, and below it the sources it rests on."""
    import yaml

    data = entry.fact.model_dump(mode="json", exclude_defaults=True)
    written = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100).rstrip()
    lines = [f"── {entry.sort} {entry.id}", written]
    if cited := citations(entry.fact):
        lines += ["── sources", *(source_line(pack, citation) for citation in cited)]
    return "\n".join(lines)


def figures(pack: Pack) -> dict[str, Any]:
    """How much there is of what."""
    topics = pack.topics
    paraphrases: tuple[Paraphrases | MoreParaphrases, ...] = (
        *(topic.paraphrases for topic in topics),
        *pack.more_paraphrases,
    )
    categories = [category for programme in pack.programmes for category in programme.categories]
    return {
        "version": library_version(pack.version),
        "facts": {
            "programmes": len(pack.programmes),
            "categories": len(categories),
            "criteria": sum(len(category.criteria) for category in categories),
            "editions": len(pack.editions),
            "phases": sum(len(edition.phases) for edition in pack.editions),
            "contacts": sum(len(edition.contacts) for edition in pack.editions),
            "notices": sum(len(edition.notices) for edition in pack.editions),
            "changes": sum(len(edition.changes) for edition in pack.editions),
            "honour lists": len(pack.honours),
            "honours": sum(len(honours.entries) for honours in pack.honours),
            "organisations": len(pack.organisations),
            "places": len(pack.places),
        },
        "subjects": _count(subject.kind for subject in pack.subjects),
        "topics": _count(topic.kind for topic in topics),
        "paraphrases": {
            "zh": sum(len(said.zh) for said in paraphrases),
            "en": sum(len(said.en) for said in paraphrases),
        },
        "outside": {"zh": len(pack.outside.zh), "en": len(pack.outside.en)},
        "wording": len(pack.wording),
        "sources": _count(source.kind for source in pack.sources),
    }


def _count(names: Iterator[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def figures_as_text(figures: dict[str, Any]) -> str:
    """One line per figure, in columns."""
    lines = []
    for name, value in figures.items():
        if not isinstance(value, dict):
            lines.append(f"{name:<24}{value}")
            continue
        total = "" if name == "facts" else f"{sum(value.values()):>6}"
        lines.append(f"{name:<18}{total}".rstrip())
        lines += [f"  {inner:<16}{count:>6}" for inner, count in value.items()]
    return "\n".join(lines)
