"""YAML files read with the line of every node, and facts that know where they stand."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic_core import ErrorDetails

from knowledge.errors import Fault
from knowledge.language import LANGUAGES

Where = tuple[str | int, ...]  # the keys and places that lead to a node
T = TypeVar("T")


@dataclass
class Document:
    """One YAML file as plain data, and the line of each of its nodes."""

    file: str
    data: Any = None
    lines: dict[Where, int] = field(default_factory=dict)

    def line(self, path: Where) -> int:
        """The line of the node at `path`, or of the nearest node above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


@dataclass(frozen=True)
class Placed(Generic[T]):
    """A fact and where it stands."""

    fact: T
    document: Document
    path: Where

    @property
    def file(self) -> str:
        return self.document.file

    def line(self, *below: str | int) -> int:
        return self.document.line((*self.path, *below))

    def fault(self, message: str, kind: str, *below: str | int) -> Fault:
        return Fault(self.file, self.line(*below), message, kind)


def read_document(path: Path, name: str, faults: list[Fault]) -> Document:
    """Parse one file; a syntax error or a key written twice becomes a fault."""
    import yaml  # who has the pack in the cache needs it not

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


def _plain(loader: Any, node: Any, path: Where, document: Document, faults: list[Fault]) -> Any:
    document.lines[path] = node.start_mark.line + 1
    if node.id == "mapping":
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node)
            if key in mapping:
                message = f"key '{key}' is written twice; keep one"
                faults.append(Fault(document.file, key_node.start_mark.line + 1, message, "duplicate-key"))
            mapping[key] = _plain(loader, value_node, (*path, key), document, faults)
            document.lines[(*path, key)] = key_node.start_mark.line + 1
        return mapping
    if node.id == "sequence":
        return [_plain(loader, item, (*path, i), document, faults) for i, item in enumerate(node.value)]
    return loader.construct_object(node)


def as_fault(document: Document, base: Where, data: Any, detail: ErrorDetails) -> Fault:
    """One pydantic error about the record at `base`, in words an author understands, where it stands."""
    path, model_path = _existing(data, detail["loc"])
    message, kind = _in_words(detail, model_path)
    return Fault(document.file, document.line((*base, *path)), message, kind)


def _in_words(detail: ErrorDetails, path: Where) -> tuple[str, str]:
    """What an error says, and its kind."""
    where = ".".join(str(part) for part in path) or "record"
    match detail["type"]:
        case "extra_forbidden":
            return f"unknown key '{path[-1]}' in {where}", "unknown-key"
        case "missing" if path[-1] in LANGUAGES:
            language = "Chinese" if path[-1] == "zh" else "English"
            return f"missing translation: {where} ({language})", "missing-translation"
        case "missing":
            return f"missing key '{path[-1]}' ({where})", "missing-key"
        case "timezone_aware" | "timezone_offset":
            return (
                f"{where}: {detail['input']} has no zone; write it like 2026-06-16T00:00+08:00",
                "naive-date",
            )
        case other:
            value = json.dumps(detail["input"], ensure_ascii=False, default=str)
            value = value if len(value) <= 80 else value[:77] + "…"
            return f"{where}: {value}: {detail['msg']}", f"wrong-type:{other}"


def _existing(data: Any, loc: Sequence[str | int]) -> tuple[Where, Where]:
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
