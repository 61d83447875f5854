"""Honoured entries that a message describes and does not name: "the photonic quantum chip one", "加纳那个治理学院"."""

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterator

from knowledge.pack import Pack
from knowledge.text import fold, stem

_WORD = re.compile(r"[a-z0-9]{3,}")
_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
_ENOUGH = 8.0  # what two words of no other title are worth, and a little less
_AHEAD = 1.25  # how much more than any other entry the one meant has to be worth
_TOLD_OF = 0.12  # share of the entries above which a word tells none of them apart
_SMALL_WORDS = (
    "and the for with from that this which what who when where was were are did does has have had its about one group "
    "year award case cases project projects winner winners about"
)
_SMALL = frozenset(_SMALL_WORDS.split())


class Described:
    """Finds the entry whose title and keywords a message speaks of."""

    def __init__(self, pack: Pack) -> None:
        self._owners: dict[str, set[str]] = defaultdict(set)
        count = 0
        for honours, entry in pack.all_honours():
            count += 1
            for text in (entry.title.zh, entry.title.en, *entry.keywords):
                for piece in _pieces(fold(text)):
                    self._owners[piece].add(honours.key(entry))
        self._count = count
        self._most = max(2, round(_TOLD_OF * count))

    def by(self, folded: str, among: Collection[str] = ()) -> str | None:
        """The key of the one entry described, of those `among` where any are given; None where none or several fit."""
        worth: dict[str, float] = defaultdict(float)
        for piece in set(_pieces(folded)):
            owners = self._owners.get(piece, set())
            if 0 < len(owners) <= self._most:
                for key in owners:
                    worth[key] += math.log(1 + self._count / len(owners))
        meant = {key: value for key, value in worth.items() if not among or key in among}
        if not meant:
            return None
        first, second = sorted([*meant.values(), 0.0], reverse=True)[:2]
        enough = _ENOUGH / 2 if among else _ENOUGH  # an organisation is named as well
        if first < enough or first < _AHEAD * second:
            return None
        return next(key for key, value in meant.items() if value == first)


def _pieces(folded: str) -> Iterator[str]:
    """What a title can be known by: its words, and its pairs of Chinese characters."""
    for word in _WORD.findall(folded):
        if word not in _SMALL and not word.isdigit():
            yield stem(word)
    for run in _RUN.findall(folded):
        for start in range(len(run) - 1):
            yield run[start : start + 2]
