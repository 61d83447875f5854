"""Citations of the pack → the source lines of a reply."""

from collections.abc import Iterable

from handlers.contract import SourceLine
from knowledge.language import Language
from knowledge.pack import Pack

_SHOWN = 8


def source_lines(
    pack: Pack, cites: Iterable[str], language: Language, most: int | None = _SHOWN
) -> tuple[SourceLine, ...]:
    """The documents and sections cited, each once, in order; no more than a reply can show, or than is asked for."""
    return tuple(_line(pack, cite, language) for cite in list(dict.fromkeys(cites))[:most])


def _line(pack: Pack, cite: str, language: Language) -> SourceLine:
    id_, _, section = cite.partition("#")
    source = pack.source[id_]
    name = source.sections[section].in_(language) if section else ""
    return SourceLine(id_, source.title.in_(language), name, source.address)
