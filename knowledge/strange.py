"""How much of a message is in words that nothing here is ever asked in: "ibuprofen", "speeding ticket"."""

import re
from collections.abc import Iterable
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.facts import Concept
from knowledge.text import CJK, prepared, stem

_WORD = re.compile(r"[a-z]{3,}")
_SLIPS_FROM = 4  # letters of a word from which it may be one with a slip


class Strange:
    """Knows the Latin words of a pack's paraphrases and concepts. Chinese is written without gaps between words:
    of that it says nothing."""

    def __init__(self, concepts: Iterable[Concept], words: str) -> None:
        """`words`: those of the paraphrases, a space between them."""
        self._concepts = concepts
        self._words = words

    @cached_property
    def _usual(self) -> set[str]:
        """Made when first asked for: most messages name something of ours, and need it not."""
        spoken = (prepared(phrase) for concept in self._concepts for phrase in concept.en)
        words = {word for text in (self._words, *spoken) for word in _WORD.findall(text)}
        return {stem(word) for word in words}

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
