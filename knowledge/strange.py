"""How much of a message is in words that nothing here is ever asked in: "ibuprofen", "speeding ticket"."""

import re
from collections.abc import Iterable
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.text import CJK, stem

_WORD = re.compile(r"[a-z]{3,}")
_SLIPS_FROM = 4  # letters of a word from which it may be one with a slip


def usual_words(texts: Iterable[str]) -> str:
    """The stems of the Latin words of folded texts, a space between two."""
    words = {word for text in texts for word in _WORD.findall(text)}
    return " ".join(sorted({stem(word) for word in words}))


class Strange:
    """Knows the Latin words of a pack's paraphrases and concepts. Chinese is written without gaps between words:
    of that it says nothing."""

    def __init__(self, usual: str) -> None:
        """`usual`: what `usual_words` gives."""
        self._given = usual

    @cached_property
    def _usual(self) -> frozenset[str]:
        """Made when first asked for: most messages name something of ours, and need it not."""
        return frozenset(self._given.split())

    def _is_slip(self, word: str) -> bool:
        """Whether a word is one letter away from one in use: "wich"."""
        if len(word) < _SLIPS_FROM:
            return False
        return process.extractOne(word, self._usual, scorer=OSA.distance, score_cutoff=1) is not None

    def share(self, masked: str) -> float:
        """The share of strange words in a folded message whose names are masked."""
        words = _WORD.findall(masked)
        strange = [word for word in words if stem(word) not in self._usual and not self._is_slip(word)]
        return len(strange) / max(len(words) + len(CJK.findall(masked)) / 2, 1)
