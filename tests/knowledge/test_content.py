"""The shipped content: sound, reachable fact by fact in both languages, and cited."""

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import knowledge.answer
from knowledge import checks
from knowledge.answer import COMPOSERS
from knowledge.facts import AnySubject, Edition, Honour, HonourList, Organisation, Programme
from knowledge.language import LANGUAGES, Language
from knowledge.library import Library
from knowledge.pack import CONTENT, Pack, content_files, read_draft
from tests.asked import NOW, ask

EXACT_ENOUGH = 0.97  # of all paraphrases, those read as their own topic
# Subjects that a topic of their own tells about: subject → topic.
_WRITTEN = {
    "science-museum": "museum",
    "social-media": "social-accounts",
    "term-honoured-organisation": "term-in-english",
}


def assert_none(faults: Iterable[str | None]) -> None:
    """All faults at once, a line each."""
    found = [fault for fault in faults if fault]
    assert not found, f"{len(found)} faults:\n" + "\n".join(found)


# ── the files ────────────────────────────────────────────────────────────────────────────


def test_the_check_finds_no_fault() -> None:
    assert [str(fault) for fault in checks.check(CONTENT)] == []


def test_every_file_gives_facts() -> None:
    draft = read_draft(CONTENT)
    lists = ("scheme", "sources", "programmes", "editions", "honours", "organisations", "subjects", "topics",
             "concepts", "more_paraphrases", "places", "broadcasts", "outside", "flows",
             "signs", "roles", "lands", "conditions", "pairs")  # fmt: skip
    read = {placed.document.file for name in lists for placed in getattr(draft, name)}
    read |= {placed.document.file for _, placed in draft.wording}
    files = {path.relative_to(CONTENT).as_posix() for path in content_files(CONTENT)}
    assert files
    assert files - read == set()


def _citations(value: Any) -> Iterator[str]:
    """Every source named anywhere below a fact."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            below = getattr(value, name)
            if name == "source":
                yield below
            elif name == "cite" or name.endswith("_cite"):
                yield from (citation.partition("#")[0] for citation in below)
            else:
                yield from _citations(below)
    elif isinstance(value, tuple):
        for item in value:
            yield from _citations(item)


def test_every_source_is_cited_by_something(pack: Pack) -> None:
    assert {source.id for source in pack.sources} - set(_citations(pack)) == set()


def test_every_section_of_a_source_that_is_cited_exists(pack: Pack) -> None:
    assert len(set(_citations(pack))) > 10


# ── topics ───────────────────────────────────────────────────────────────────────────────


def test_paraphrases_are_read_as_their_own_topic(library: Library) -> None:
    said = [(p, t.id) for t, p in library.pack.paraphrases()]
    assert len(said) > 1000
    missed = [(p, id_, read) for p, id_ in said if (read := library.read(p, NOW).topic) != id_]
    assert len(missed) <= (1 - EXACT_ENOUGH) * len(said), missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_is_answered_by_itself(library: Library, language: Language) -> None:
    """By at least one of its paraphrases; a topic whose name is missing may hand over to another."""
    unreached = []
    for topic in library.pack.topics:
        found = {ask(library, p, language=language).topic for p in getattr(topic.paraphrases, language)}
        if topic.id not in found:
            unreached.append((topic.id, sorted(map(str, found))))
    assert unreached == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_topic_tells_is_told(library: Library, language: Language) -> None:
    """Every text of every topic is heard by somebody who names the programme, category and year it is for."""
    unheard = []
    for topic in library.pack.topics:
        said = getattr(topic.paraphrases, language)[:4]
        for told in topic.told:
            gist = re.split(r"[{。.，,；;]", told.text.in_(language))[0]
            named = _names_of(library.pack, told.programme, told.category, told.year, language)
            tried = [ask(library, f"{p} {named}".strip(), language=language) for p in said]
            if not any(one.lacks(gist) is None for one in tried):
                unheard.append((topic.id, gist, [(one.asked, one.topic) for one in tried][:2]))
    assert unheard == []


def _names_of(pack: Pack, programme: str | None, category: str | None, year: int | None, language: Language) -> str:
    if programme is None:
        return str(year or "")
    owner = pack.programme[programme]
    names = [owner.name.in_(language)]
    names += [c.name.in_(language) for c in owner.categories if c.id == category]
    return " ".join([str(year or ""), *names])


# ── programmes, categories, editions ─────────────────────────────────────────────────────


def _question(zh: str, en: str, language: Language) -> str:
    return zh if language == "zh" else en


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_programme_is_explained(library: Library, language: Language) -> None:
    def asked(programme: Programme) -> str | None:
        name = programme.name.in_(language)
        found = ask(library, _question(f"{name}是什么？", f"What is the {name}?", language))
        return found.lacks(programme.about[0].text.in_(language))

    assert_none(map(asked, library.pack.programmes))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_category_is_told_with_its_conditions(library: Library, language: Language) -> None:
    faults = []
    for programme in library.pack.calls():
        for category in programme.categories:
            name = category.name.in_(language)
            text = _question(f"{name}类有什么条件？", f"What are the conditions for {name}?", language)
            wanted = [c.text.in_(language) for c in category.criteria] or [name]
            faults.append(ask(library, text).lacks(*wanted))
    assert faults
    assert_none(faults)


def _of_edition(library: Library, edition: Edition, zh: str, en: str, language: Language, *wanted: str) -> str | None:
    programme = library.pack.programme[edition.programme].name.in_(language)
    question = f"{edition.year}年{programme}{zh}" if language == "zh" else f"{en} the {edition.year} {programme}?"
    return ask(library, question).lacks(*wanted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_deadline_is_told(library: Library, language: Language) -> None:
    dated = [edition for edition in library.pack.editions if edition.spoken]
    assert len(dated) >= 4
    faults = [
        _of_edition(library, e, "什么时候截止？", "When is the deadline of", language, e.spoken.in_(language))
        for e in dated
        if e.spoken
    ]
    assert_none(faults)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contacts_of_every_edition_are_told(library: Library, language: Language) -> None:
    """The organiser's people; an officer of a relaying body answers for that body only."""
    faults = []
    for edition in library.pack.editions:
        relays = {notice.source for notice in edition.notices if notice.passes_on}
        for contact in edition.contacts:
            if relays.isdisjoint(cite.partition("#")[0] for cite in contact.cite):
                name = library.pack.subject[contact.person].name.in_(language)
                wanted = [edition.mailbox or "", contact.phone or "", name]
                faults.append(_of_edition(library, edition, "联系谁？", "Who is the contact for", language, *wanted))
    assert len(faults) >= 4
    assert_none(faults)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_of_every_edition_are_told(library: Library, language: Language) -> None:
    faults = []
    for edition in library.pack.editions:
        counts = edition.counts
        if counts.submissions:
            wanted = counts.submissions.in_(language)
            faults.append(
                _of_edition(
                    library,
                    edition,
                    "收到多少份申报？",
                    "How many entries were received for",
                    language,
                    wanted,
                )
            )
        if counts.planned_honours:
            wanted = counts.planned_honours.in_(language)
            faults.append(
                _of_edition(
                    library,
                    edition,
                    "计划评选多少项？",
                    "How many entries are to be selected in",
                    language,
                    wanted,
                )
            )
    assert len(faults) >= 6
    assert_none(faults)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_changed_in_every_edition_is_told(library: Library, language: Language) -> None:
    faults = [
        _of_edition(
            library, e, "和上一年相比有什么变化？", "What has changed from the year before in", language,
            *(change.text.in_(language) for change in e.changes),
        )
        for e in library.pack.editions
        if e.changes
    ]  # fmt: skip
    assert len(faults) >= 2
    assert_none(faults)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phase_is_told(library: Library, language: Language) -> None:
    faults = [
        _of_edition(
            library, e, "分哪几个阶段？", "What are the stages of", language,
            *(phase.what.in_(language) for phase in e.phases),
        )
        for e in library.pack.editions
        if e.phases
    ]  # fmt: skip
    assert len(faults) >= 4
    assert_none(faults)


# ── honours ──────────────────────────────────────────────────────────────────────────────


def _honours_of(pack: Pack, organisation: Organisation, language: Language) -> list[str]:
    """The titles an organisation was honoured for, and the lists it is thanked in."""
    titles = [
        entry.title.in_(language)
        for _, entry in pack.all_honours()
        if organisation.id in {party.org for party in (*entry.applicants, *entry.joint)}
    ]
    thanked = [
        honours.name.in_(language)
        for honours in pack.honour_lists("organisations")
        if organisation.id in {body.org for body in honours.bodies}
    ]
    return titles + thanked


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_organisation_is_found_with_all_its_honours(library: Library, language: Language) -> None:
    faults = []
    for organisation in library.pack.organisations:
        name = organisation.name.in_(language)
        text = _question(f"{name}得过奖吗？", f"What has {name} won?", language)
        wanted = _honours_of(library.pack, organisation, language)
        assert wanted, f"{organisation.id} is in no list"
        faults.append(ask(library, text).lacks(*wanted))
    assert len(faults) > 50
    assert_none(faults)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_honoured_entry_is_found_with_its_applicants(library: Library, language: Language) -> None:
    def asked(honours: HonourList, entry: Honour) -> str | None:
        title = entry.title.in_(language)
        text = _question(f"“{title}”是谁申报的？", f"Who filed “{title}”?", language)
        return ask(library, text).lacks(str(honours.year), *(p.name.in_(language) for p in entry.applicants))

    faults = [asked(honours, entry) for honours, entry in library.pack.all_honours()]
    assert len(faults) > 50
    assert_none(faults)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_is_told_whole(library: Library, language: Language) -> None:
    faults = []
    for honours in library.pack.honours:
        programme = library.pack.programme[honours.programme].name.in_(language)
        if honours.kind == "winners":
            zh, en = f"{honours.year}年{programme}名单", f"List the {honours.year} {programme} winners"
            wanted = [entry.title.in_(language) for entry in honours.entries]
        else:
            zh = f"{honours.year}年{programme}卓越组织有哪些？"
            en = f"Which organisations were honoured as 卓越组织 in the {honours.year} {programme}?"
            wanted = [body.name.in_(language) for body in honours.bodies]
        faults.append(ask(library, _question(zh, en, language), language=language).lacks(*wanted))
    assert len(faults) >= 8
    assert_none(faults)


# ── subjects ─────────────────────────────────────────────────────────────────────────────


def _asked_by_name(subject: AnySubject, language: Language) -> str:
    name = subject.name.in_(language)
    if subject.kind == "term":
        zh, en = f"“{name}”用英文怎么说？", f"What is the official English for {subject.name.zh}?"
    elif subject.kind == "person":
        zh, en = f"{name}是谁？", f"Who is {name}?"
    else:
        zh, en = f"{name}是什么？", f"What is {name}?"
    return _question(zh, en, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_subject_is_explained(library: Library, language: Language) -> None:
    """With its first fact, or by the topic written for it; of a contact it is told whose contact it is."""
    faults = []
    for subject in library.pack.subjects:
        found = ask(library, _asked_by_name(subject, language), language=language)
        contact = subject.kind == "person" and found.topic == "person-contact"
        wanted = subject.name if contact else subject.facts[0].text
        own = found.topic in (subject.id, _WRITTEN.get(subject.id))
        faults.append(None if own else found.lacks(wanted.in_(language)))
    assert len(faults) > 50
    assert_none(faults)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_alias_leads_to_its_subject(library: Library, language: Language) -> None:
    lost = []
    for subject in library.pack.subjects:
        for alias in getattr(subject.aliases, language):
            slots = library.read(alias, NOW).slots
            if subject.id not in (*slots.subjects, *slots.people):
                lost.append((alias, subject.id))
    assert lost == []


# ── sentences ────────────────────────────────────────────────────────────────────────────

_KNOWLEDGE = Path(knowledge.answer.__file__).parent.parent
_SPEAKING = {"": _KNOWLEDGE / "answer", "precheck.": _KNOWLEDGE / "precheck", "advice.": _KNOWLEDGE / "advisor"}
_ADVISE = _KNOWLEDGE.parent / "handlers" / "advise.py"
_WORD = re.compile(r"[a-z]+(?:[-_][a-z]+)*")


def _trees() -> list[tuple[str, ast.Module]]:
    """Everything that words sentences, with what it puts before their names."""
    found = []
    for prefix, folder in _SPEAKING.items():
        files = sorted(folder.glob("*.py"))
        assert files
        found += [(prefix, ast.parse(file.read_text("utf-8"))) for file in files]
    return [*found, ("", ast.parse(_ADVISE.read_text("utf-8")))]


def _patterns(prefix: str, tree: ast.Module) -> set[str]:
    """Every text passed to `say` as the name of a sentence: as it stands, or with its gaps as {}."""
    assigned: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            assigned.setdefault(node.targets[0].id, []).append(node.value)

    def texts(node: ast.expr) -> Iterator[str]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
        elif isinstance(node, ast.IfExp):
            yield from chain(texts(node.body), texts(node.orelse))
        elif isinstance(node, ast.Name):
            yield from chain.from_iterable(map(texts, assigned.get(node.id, ())))

    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    said = (c for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr in ("say", "_say") and c.args)
    found = set(chain.from_iterable(texts(call.args[0]) for call in said))
    return {prefix + name for name in found if not prefix or not name.startswith(prefix)}


def _used() -> set[str]:
    """All names a sentence can have by the code: gaps are filled with plain words of code and models."""
    trees = _trees()
    models = [ast.parse((_KNOWLEDGE / f"{name}.py").read_text("utf-8")) for name in ("facts", "flow", "advice")]
    words = {
        node.value
        for tree in (*(tree for _, tree in trees), *models)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _WORD.fullmatch(node.value)
    }
    members = (n for _, tree in trees for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id.isupper())
    words |= {member.id.lower() for member in members}
    used: set[str] = set()
    for pattern in set(chain.from_iterable(_patterns(*one) for one in trees)):
        filled = {pattern}
        while any("{}" in one for one in filled):
            filled = {one.replace("{}", word, 1) for one in filled for word in words}
        used |= filled
    return used


def test_every_sentence_the_code_says_is_worded(pack: Pack) -> None:
    plain = {name for one in _trees() for name in _patterns(*one) if "{}" not in name}
    assert len(plain) > 30
    assert plain - set(pack.wording) == set()


def test_every_sentence_worded_is_said_by_the_code(pack: Pack) -> None:
    assert set(pack.wording) - _used() == set()


def test_every_computed_answer_belongs_to_a_topic(pack: Pack) -> None:
    assert set(COMPOSERS) - {topic.compose for topic in pack.topics} == set()
