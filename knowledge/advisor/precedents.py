"""Earlier winners on like topics. Their group was published, the reason never: they show topics, and prove nothing."""

import re
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

    Where no list of a call gives categories, as for the cases, topic alone decides.
    """
    entries = [Precedent(h, entry) for h, entry in pack.all_honours() if h.programme == programme]
    entries = [one for one in entries if one.entry.category] or entries
    asked = _Topic(text)
    ranked = sorted(entries, key=lambda one: (-asked.likeness(one.entry), -one.honours.year, one.entry.number))
    first = ranked[:SHOWN]
    if category and all(one.entry.category == category for one in first):
        other = next((one for one in ranked if one.entry.category != category), None)
        first = [*first[: SHOWN - 1], *([other] if other else [])]
    return tuple(first)


class _Topic:
    """What a text is about, for holding entries against it."""

    def __init__(self, text: str) -> None:
        self._folded = prepared(text)
        self._pieces = _pieces(self._folded)

    def likeness(self, entry: Honour) -> float:
        """The keywords of an entry that are spoken of, the longer the better; then what its title shares."""
        spoken: float = sum(len(word) ** 0.5 for word in {prepared(word) for word in entry.keywords} if self._has(word))
        title = _pieces(prepared(entry.title.zh if CJK.search(self._folded) else entry.title.en))
        return spoken + len(title & self._pieces) / (1 + len(title))

    def _has(self, word: str) -> bool:
        if CJK.search(word):
            return word in self._folded
        return bool(re.search(rf"\b{re.escape(word)}s?\b", self._folded))


def _pieces(folded: str) -> set[str]:
    """Pairs of Chinese characters, and Latin words of some length."""
    pairs = {folded[i : i + 2] for i in range(len(folded) - 1) if all(map(CJK.match, folded[i : i + 2]))}
    return pairs | set(re.findall(r"[a-z0-9]{5,}", folded))
