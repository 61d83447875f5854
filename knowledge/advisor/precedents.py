"""Earlier winners on like topics. Their group was published, the reason never: they show topics, and prove nothing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.facts import Honour, HonourList
from knowledge.pack import Pack
from knowledge.text import CJK, prepared

SHOWN = 3


@dataclass(frozen=True)
class Precedent:
    """One honoured entry, with the list it stands in."""

    honours: HonourList
    entry: Honour


def nearest(pack: Pack, text: str, programme: str, category: str | None) -> tuple[Precedent, ...]:
    """The entries on the nearest topics, at least one of another category than the one advised.

    Where lists give no category, as for the cases, topic alone decides. Empty where none is near.
    """
    folded = prepared(text)
    scored = [(_likeness(folded, one.entry), one) for one in _entries(pack, programme)]
    ranked = [one for score, one in sorted(scored, key=lambda pair: (-pair[0], -pair[1].honours.year)) if score > 0]
    labelled = [one for one in _entries(pack, programme) if one.entry.category]
    if not labelled:
        return tuple(ranked[:SHOWN])
    ranked = [one for one in ranked if one.entry.category] or labelled[-1:]
    first = ranked[:SHOWN]
    if category and all(one.entry.category == category for one in first):
        other = next((x for x in (*ranked, *reversed(labelled)) if x.entry.category != category), None)
        first = [*first[: SHOWN - 1], *([other] if other else [])]
    return tuple(first)


def _entries(pack: Pack, programme: str) -> Sequence[Precedent]:
    return [Precedent(h, entry) for h, entry in pack.all_honours() if h.programme == programme]


def _likeness(folded: str, entry: Honour) -> float:
    """How many of the topic words of an entry a text speaks of; a rare long word counts more."""
    return sum(len(word) ** 0.5 for word in set(_topic_words(entry)) if _speaks_of(folded, word))


def _topic_words(entry: Honour) -> Iterator[str]:
    yield from (prepared(word) for word in entry.keywords)


def _speaks_of(folded: str, word: str) -> bool:
    return word in folded if CJK.search(word) else bool(re.search(rf"\b{re.escape(word)}s?\b", folded))
