"""Reads a pack of content into typed facts and reports every fault with file and line."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from knowledge.errors import ContentError, Fault
from knowledge.facts import (
    Aliases,
    AnySubject,
    Concept,
    Edition,
    Honour,
    HonourList,
    MoreParaphrases,
    Organisation,
    Place,
    Programme,
    Scheme,
    Source,
    Topic,
)
from knowledge.language import LANGUAGES, Frozen, Text
from knowledge.world import places_beside

CONTENT = Path(__file__).parent / "content"

Path_ = tuple[str | int, ...]
T = TypeVar("T")


class Outside(Frozen):
    """Questions that are not ours, by language, and names of other prizes and occasions."""

    zh: tuple[str, ...]
    en: tuple[str, ...]
    names: Aliases = Aliases()


class Pack(Frozen):
    """All facts of one content folder. `version` is the hash of its files."""

    version: str
    scheme: Scheme
    sources: tuple[Source, ...]
    programmes: tuple[Programme, ...]
    editions: tuple[Edition, ...]
    honours: tuple[HonourList, ...]
    organisations: tuple[Organisation, ...]
    subjects: tuple[AnySubject, ...]
    topics: tuple[Topic, ...]
    concepts: tuple[Concept, ...]
    more_paraphrases: tuple[MoreParaphrases, ...] = ()
    wording: dict[str, Text]
    places: tuple[Place, ...]
    outside: Outside

    @cached_property
    def source(self) -> Mapping[str, Source]:
        return {source.id: source for source in self.sources}

    @cached_property
    def programme(self) -> Mapping[str, Programme]:
        return {programme.id: programme for programme in self.programmes}

    @cached_property
    def topic(self) -> Mapping[str, Topic]:
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def organisation(self) -> Mapping[str, Organisation]:
        return {organisation.id: organisation for organisation in self.organisations}

    @cached_property
    def subject(self) -> Mapping[str, AnySubject]:
        return {subject.id: subject for subject in self.subjects}

    @cached_property
    def place(self) -> Mapping[str, Place]:
        return {place.id: place for place in self.places}

    def calls(self) -> list[Programme]:
        """The yearly calls, in the order of the scheme."""
        return [self.programme[id_] for id_ in self.scheme.programmes]

    def editions_of(self, programme: str) -> list[Edition]:
        """All editions of a programme, earliest first."""
        found = [edition for edition in self.editions if edition.programme == programme]
        return sorted(found, key=lambda edition: edition.year)

    def edition(self, programme: str, year: int) -> Edition | None:
        return next((e for e in self.editions_of(programme) if e.year == year), None)

    def current_edition(self, programme: str, today: dt.date) -> Edition | None:
        """The edition of the latest notice dated on or before `today`; it stays current until the next notice."""
        opened = [e for e in self.editions_of(programme) if e.opened and e.opened <= today]
        return max(opened, key=lambda edition: edition.opened or dt.date.min, default=None)

    def honour_lists(self, kind: str, programme: str | None = None, year: int | None = None) -> list[HonourList]:
        found = [
            honours
            for honours in self.honours
            if honours.kind == kind and programme in (None, honours.programme) and year in (None, honours.year)
        ]
        order = {id_: place for place, id_ in enumerate(self.scheme.programmes)}
        return sorted(found, key=lambda h: (order.get(h.programme, 99), h.year))

    def paraphrases(self) -> Iterator[tuple[Topic, str]]:
        """Every paraphrase of every topic, those kept apart included."""
        for topic in self.topics:
            yield from ((topic, text) for text in (*topic.paraphrases.zh, *topic.paraphrases.en))
        for more in self.more_paraphrases:
            yield from ((self.topic[more.topic], text) for text in (*more.zh, *more.en))

    def all_honours(self) -> Iterator[tuple[HonourList, Honour]]:
        for honours in self.honour_lists("winners"):
            for entry in honours.entries:
                yield honours, entry


# ── reading YAML with the line of every node ─────────────────────────────────────────────


@dataclass
class Document:
    """One YAML file as plain data, and the line of each of its nodes."""

    file: str
    data: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int:
        """The line of the node at `path`, or of the nearest node above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_document(path: Path, name: str, faults: list[Fault]) -> Document:
    """Parse one file; a syntax error or a key written twice becomes a fault."""
    document = Document(name)
    try:
        loader = yaml.CSafeLoader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        if node is None:
            faults.append(Fault(name, 1, "the file is empty", "syntax"))
        else:
            document.data = _plain(loader, node, (), document, faults)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.append(Fault(name, line, f"not readable as YAML: {error.problem}", "syntax"))
    except (UnicodeDecodeError, ValueError) as error:
        faults.append(Fault(name, 1, f"not readable: {error}", "syntax"))
    return document


def _plain(loader: Any, node: yaml.Node, path: Path_, document: Document, faults: list[Fault]) -> Any:
    document.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node)
            if key in mapping:
                message = f"key '{key}' is written twice; keep one"
                faults.append(Fault(document.file, key_node.start_mark.line + 1, message, "duplicate-key"))
            mapping[key] = _plain(loader, value_node, (*path, key), document, faults)
            document.lines[(*path, key)] = key_node.start_mark.line + 1
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_plain(loader, item, (*path, i), document, faults) for i, item in enumerate(node.value)]
    return loader.construct_object(node)


# ── from plain data to typed facts ───────────────────────────────────────────────────────


@dataclass(frozen=True)
class Placed(Generic[T]):
    """A fact and where it stands."""

    fact: T
    document: Document
    path: Path_

    def fault(self, message: str, kind: str, *below: str | int) -> Fault:
        return Fault(self.document.file, self.document.line((*self.path, *below)), message, kind)


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
    outside: list[Placed[Outside]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

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
            outside=self.outside[0].fact,
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
    ("outside.yaml", "outside", TypeAdapter(Outside), False),
)
_OPTIONAL = {"more_paraphrases"}
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
        path: Path_ = () if index is None else (index,)
        try:
            yield Placed(adapter.validate_python(data), document, path)
        except ValidationError as error:
            faults.extend(_as_fault(document, path, data, detail) for detail in error.errors())


def _typed_wording(document: Document, faults: list[Fault]) -> Iterator[tuple[str, Placed[Text]]]:
    if not isinstance(document.data, dict):
        if document.data is not None:
            faults.append(Fault(document.file, 1, "should hold a map of name: {zh: …, en: …}", "wrong-type"))
        return
    for name, data in document.data.items():
        try:
            yield str(name), Placed(_TEXT.validate_python(data), document, (name,))
        except ValidationError as error:
            faults.extend(_as_fault(document, (name,), data, detail) for detail in error.errors())


def _as_fault(document: Document, base: Path_, data: Any, detail: Any) -> Fault:
    """One pydantic error in words an author understands, at the line where it stands."""
    path, model_path = _existing(data, detail["loc"])
    where = ".".join(str(part) for part in model_path) or "record"
    line = document.line((*base, *path))
    match detail["type"]:
        case "extra_forbidden":
            return Fault(document.file, line, f"unknown key '{model_path[-1]}' in {where}", "unknown-key")
        case "missing" if model_path[-1] in LANGUAGES:
            language = "Chinese" if model_path[-1] == "zh" else "English"
            return Fault(document.file, line, f"missing translation: {where} ({language})", "missing-translation")
        case "missing":
            return Fault(document.file, line, f"missing key '{model_path[-1]}' ({where})", "missing-key")
        case "timezone_aware" | "timezone_offset":
            message = f"{where}: {detail['input']} has no zone; write it like 2026-06-16T00:00+08:00"
            return Fault(document.file, line, message, "naive-date")
        case other:
            value = json.dumps(detail["input"], ensure_ascii=False, default=str)
            value = value if len(value) <= 80 else value[:77] + "…"
            return Fault(document.file, line, f"{where}: {value}: {detail['msg']}", f"wrong-type:{other}")


def _existing(data: Any, loc: Sequence[str | int]) -> tuple[Path_, Path_]:
    """The part of `loc` that exists in `data`, and `loc` without the union tags pydantic puts in."""
    path: list[str | int] = []
    shown: list[str | int] = []
    here = data
    for position, part in enumerate(loc):
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            if position == len(loc) - 1:
                shown.append(part)
            continue
        path.append(part)
        shown.append(part)
    return tuple(path), tuple(shown)


def read_pack(folder: Path = CONTENT) -> tuple[Pack | None, Draft]:
    """The pack, or None with the faults in the draft. The checks that span files are in `checks.py`."""
    draft = read_draft(folder)
    return (None if draft.faults else draft.pack()), draft


def pack_from_json(text: str) -> Pack:
    return Pack.model_validate_json(text)


def pack_to_json(pack: BaseModel) -> str:
    return pack.model_dump_json(exclude_defaults=True)


__all__ = ["CONTENT", "ContentError", "Draft", "Pack", "Placed", "content_version", "read_draft", "read_pack"]
