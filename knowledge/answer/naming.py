"""Which honours and people a reply names, in its order: what "the second one" and "she" mean in the next message."""

from collections.abc import Iterable

from knowledge.language import Language, Text
from knowledge.pack import Pack


def honours_in(pack: Pack, text: str, language: Language) -> tuple[str, ...]:
    """The keys of the honoured entries whose titles stand in a reply."""
    return _in_order(text, language, ((honours.key(entry), entry.title) for honours, entry in pack.all_honours()))


def people_in(pack: Pack, text: str, language: Language) -> tuple[str, ...]:
    """The ids of the people whose names stand in a reply."""
    return _in_order(text, language, ((s.id, s.name) for s in pack.subjects if s.kind == "person"))


def _in_order(text: str, language: Language, names: Iterable[tuple[str, Text]]) -> tuple[str, ...]:
    places = ((text.find(name.in_(language)), id_) for id_, name in names)
    return tuple(id_ for _, id_ in sorted((place, id_) for place, id_ in places if place >= 0))
