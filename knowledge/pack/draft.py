"""A folder of content read into typed facts, each with its place; what cannot be read is a fault."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from knowledge.advice import Condition, Land, Pair, Role, Sign
from knowledge.broadcasts import Broadcast
from knowledge.errors import Fault
from knowledge.facts import (
    AnySubject,
    Concept,
    Edition,
    HonourList,
    MoreParaphrases,
    Organisation,
    Place,
    Programme,
    Scheme,
    Source,
    Topic,
)
from knowledge.flow import Flow
from knowledge.language import LANGUAGES, Language, Text
from knowledge.pack.documents import Document, Placed, Where, as_fault, read_document
from knowledge.pack.pack import Outside, Pack
from knowledge.world import places_beside


@dataclass(frozen=True)
class Paraphrase:
    """One way people ask for a topic, and where it stands."""

    topic: str
    language: Language
    text: str
    placed: Placed[Any]
    below: Where

    @property
    def place(self) -> str:
        """`FILE:LINE`"""
        return f"{self.placed.file}:{self.placed.line(*self.below)}"

    def fault(self, message: str, kind: str) -> Fault:
        return self.placed.fault(message, kind, *self.below)


@dataclass
class Draft:
    """Everything read from a folder, with places, before the checks that span files."""

    version: str = ""
    scheme: list[Placed[Scheme]] = field(default_factory=list)
    sources: list[Placed[Source]] = field(default_factory=list)
    programmes: list[Placed[Programme]] = field(default_factory=list)
    editions: list[Placed[Edition]] = field(default_factory=list)
    honours: list[Placed[HonourList]] = field(default_factory=list)
    organisations: list[Placed[Organisation]] = field(default_factory=list)
    subjects: list[Placed[AnySubject]] = field(default_factory=list)
    topics: list[Placed[Topic]] = field(default_factory=list)
    concepts: list[Placed[Concept]] = field(default_factory=list)
    more_paraphrases: list[Placed[MoreParaphrases]] = field(default_factory=list)
    wording: list[tuple[str, Placed[Text]]] = field(default_factory=list)
    places: list[Placed[Place]] = field(default_factory=list)
    broadcasts: list[Placed[Broadcast]] = field(default_factory=list)
    outside: list[Placed[Outside]] = field(default_factory=list)
    flows: list[Placed[Flow]] = field(default_factory=list)
    signs: list[Placed[Sign]] = field(default_factory=list)
    roles: list[Placed[Role]] = field(default_factory=list)
    lands: list[Placed[Land]] = field(default_factory=list)
    conditions: list[Placed[Condition]] = field(default_factory=list)
    pairs: list[Placed[Pair]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def paraphrases(self) -> Iterator["Paraphrase"]:
        """Every paraphrase there is, those kept apart included, in the order of the files."""
        for topic in self.topics:
            for language in LANGUAGES:
                said = topic.fact.paraphrases.zh if language == "zh" else topic.fact.paraphrases.en
                for i, text in enumerate(said):
                    yield Paraphrase(topic.fact.id, language, text, topic, ("paraphrases", language, i))
        for more in self.more_paraphrases:
            for language in LANGUAGES:
                for i, text in enumerate(more.fact.zh if language == "zh" else more.fact.en):
                    yield Paraphrase(more.fact.topic, language, text, more, (language, i))

    def pack(self) -> Pack:
        """The pack as it stands, the world's places beside its own; only meaningful without faults."""
        own = [p.fact for p in self.places]
        return Pack(
            version=self.version,
            scheme=self.scheme[0].fact,
            sources=tuple(p.fact for p in self.sources),
            programmes=tuple(p.fact for p in self.programmes),
            editions=tuple(p.fact for p in self.editions),
            honours=tuple(p.fact for p in self.honours),
            organisations=tuple(p.fact for p in self.organisations),
            subjects=tuple(p.fact for p in self.subjects),
            topics=tuple(p.fact for p in self.topics),
            concepts=tuple(p.fact for p in self.concepts),
            more_paraphrases=tuple(p.fact for p in self.more_paraphrases),
            wording={name: p.fact for name, p in self.wording},
            places=(*own, *places_beside(own)),
            broadcasts=tuple(p.fact for p in self.broadcasts),
            outside=self.outside[0].fact,
            flows=tuple(p.fact for p in self.flows),
            signs=tuple(p.fact for p in self.signs),
            roles=tuple(p.fact for p in self.roles),
            lands=tuple(p.fact for p in self.lands),
            conditions=tuple(p.fact for p in self.conditions),
            pairs=tuple(p.fact for p in self.pairs),
        )


_SUBJECT: TypeAdapter[AnySubject] = TypeAdapter(AnySubject)
# glob → (field of Draft, model, does the file hold a list)
_LAYOUT: tuple[tuple[str, str, Any, bool], ...] = (
    ("scheme.yaml", "scheme", TypeAdapter(Scheme), False),
    ("sources/*.yaml", "sources", TypeAdapter(Source), True),
    ("programmes/*.yaml", "programmes", TypeAdapter(Programme), False),
    ("editions/*.yaml", "editions", TypeAdapter(Edition), False),
    ("honours/*.yaml", "honours", TypeAdapter(HonourList), False),
    ("organisations.yaml", "organisations", TypeAdapter(Organisation), True),
    ("subjects/*.yaml", "subjects", _SUBJECT, True),
    ("topics/*.yaml", "topics", TypeAdapter(Topic), True),
    ("concepts/*.yaml", "concepts", TypeAdapter(Concept), True),
    ("paraphrases/*.yaml", "more_paraphrases", TypeAdapter(MoreParaphrases), True),
    ("places.yaml", "places", TypeAdapter(Place), True),
    ("broadcasts/*.yaml", "broadcasts", TypeAdapter(Broadcast), False),
    ("outside.yaml", "outside", TypeAdapter(Outside), False),
    ("precheck/*.yaml", "flows", TypeAdapter(Flow), False),
    ("advice/*-signs.yaml", "signs", TypeAdapter(Sign), True),
    ("advice/roles.yaml", "roles", TypeAdapter(Role), True),
    ("advice/places.yaml", "lands", TypeAdapter(Land), True),
    ("advice/conditions.yaml", "conditions", TypeAdapter(Condition), True),
    ("advice/questions.yaml", "pairs", TypeAdapter(Pair), True),
)
# a pack without them advises nobody, checks nothing and reminds nobody
_OPTIONAL = {"more_paraphrases", "broadcasts", "flows", "signs", "roles", "lands", "conditions", "pairs"}
_TEXT: TypeAdapter[Text] = TypeAdapter(Text)


def content_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.yaml"))


def content_version(folder: Path) -> str:
    """The hash of all content files: names and bytes."""
    digest = hashlib.sha256()
    for path in content_files(folder):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def read_draft(folder: Path) -> Draft:
    """Read every file of the folder; what cannot be typed is in `faults`, the rest is there."""
    draft = Draft()
    if not folder.is_dir():
        draft.faults.append(Fault(str(folder), 1, "no such content folder", "missing-file"))
        return draft
    draft.version = content_version(folder)
    known: set[Path] = set()
    for pattern, name, adapter, many in _LAYOUT:
        paths = sorted(folder.glob(pattern))
        known.update(paths)
        if not paths and name not in _OPTIONAL:
            draft.faults.append(Fault(pattern, 1, f"no file matches {pattern}; at least one is needed", "missing-file"))
        for path in paths:
            document = read_document(path, path.relative_to(folder).as_posix(), draft.faults)
            getattr(draft, name).extend(_typed(document, adapter, many, draft.faults))
    for path in sorted(folder.glob("wording/*.yaml")):
        known.add(path)
        document = read_document(path, path.relative_to(folder).as_posix(), draft.faults)
        draft.wording.extend(_typed_wording(document, draft.faults))
    for path in content_files(folder):
        if path not in known:
            name = path.relative_to(folder).as_posix()
            draft.faults.append(
                Fault(name, 1, "nobody reads a file of this name; see the author's guide", "unknown-file")
            )
    return draft


def _typed(document: Document, adapter: Any, many: bool, faults: list[Fault]) -> Iterator[Placed[Any]]:
    if document.data is None:
        return
    if many and not isinstance(document.data, list):
        faults.append(Fault(document.file, 1, "should hold a list (lines that begin with '- ')", "wrong-type"))
        return
    records = list(enumerate(document.data)) if many else [(None, document.data)]
    for index, data in records:
        path: Where = () if index is None else (index,)
        try:
            yield Placed(adapter.validate_python(data), document, path)
        except ValidationError as error:
            faults.extend(as_fault(document, path, data, detail) for detail in error.errors())


def _typed_wording(document: Document, faults: list[Fault]) -> Iterator[tuple[str, Placed[Text]]]:
    if not isinstance(document.data, dict):
        if document.data is not None:
            faults.append(Fault(document.file, 1, "should hold a map of name: {zh: …, en: …}", "wrong-type"))
        return
    for name, data in document.data.items():
        try:
            yield str(name), Placed(_TEXT.validate_python(data), document, (name,))
        except ValidationError as error:
            faults.extend(as_fault(document, (name,), data, detail) for detail in error.errors())


def read_pack(folder: Path) -> tuple[Pack | None, Draft]:
    """The pack, or None with the faults in the draft. The checks that span files are in `checks`."""
    draft = read_draft(folder)
    return (None if draft.faults else draft.pack()), draft
