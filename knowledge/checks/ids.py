"""Ids are used once, and what is cited exists."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import chain
from typing import Any

from pydantic import BaseModel

from knowledge.errors import Fault
from knowledge.pack import Draft
from knowledge.pack.documents import Placed, Where


def unknown(kind: str, value: str, known: Iterable[str]) -> str:
    """That a value is none of the known ones, and which of them come near."""
    near = get_close_matches(value, list(known), n=3, cutoff=0.5)
    return f"unknown {kind} '{value}'" + (f"; did you mean {' or '.join(near)}?" if near else "")


def duplicate_ids(draft: Draft) -> Iterator[Fault]:
    first: dict[str, Placed[Any]] = {}
    for placed in _placed(draft):
        id_ = getattr(placed.fact, "id", None)
        if id_ in first:
            message = f"duplicate id '{id_}': already used in {first[id_].file}:{first[id_].line()}"
            yield placed.fault(message, "duplicate-id", "id")
        elif id_ is not None:
            first[id_] = placed
    names: dict[str, Placed[Any]] = {}
    for name, worded in draft.wording:
        if name in names:
            yield worded.fault(f"duplicate id '{name}': already worded in {names[name].file}", "duplicate-id")
        names.setdefault(name, worded)


def sources_cited(draft: Draft) -> Iterator[Fault]:
    sources = {p.fact.id: p.fact for p in draft.sources}
    for placed in chain(_placed(draft), draft.conditions, draft.flows):
        for path, citation in cited(placed.fact):
            source, _, section = citation.partition("#")
            if source not in sources:
                yield placed.fault(unknown("source", source, sources), "unknown-source", *path)
            elif section and section not in sources[source].sections:
                known = sources[source].sections
                message = f"{unknown('section', section, known)} of source '{source}'"
                yield placed.fault(f"{message}; known: {', '.join(known) or 'none'}", "unknown-source", *path)


def _placed(draft: Draft) -> Iterator[Placed[Any]]:
    """Everything that may have an id of its own or cite a source."""
    return chain(
        draft.scheme, draft.sources, draft.programmes, draft.editions, draft.honours, draft.organisations,
        draft.subjects, draft.topics, draft.concepts, draft.places, draft.broadcasts,
    )  # fmt: skip


def cited(value: Any, path: Where = ()) -> Iterator[tuple[Where, str]]:
    """Every citation below a fact, with its path: the fields named `cite` or ending in `_cite`."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            below = getattr(value, name)
            if name != "cite" and not name.endswith("_cite"):
                yield from cited(below, (*path, name))
            elif isinstance(below, str):
                yield (*path, name), below
            else:
                yield from (((*path, name, i), citation) for i, citation in enumerate(below))
    elif isinstance(value, tuple | dict):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from cited(item, (*path, key))
