"""The words a pack is written in, gathered once when it is learnt: what `spelling` puts messages right by."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from knowledge.facts import Concept
from knowledge.language import Frozen
from knowledge.text import fold, stem

WORD = re.compile(r"[a-z]+")
HAN = re.compile(r"[\u3400-\u9fff]+")
LONGEST = 4  # characters of a Chinese word


class Vocabulary(Frozen):
    """What is written in texts: Latin words, their stems, and pairs of neighbouring Chinese characters; rising, and
    a space between two."""

    words: str
    stems: str
    pairs: str

    @classmethod
    def of(cls, texts: Iterable[str], concepts: Iterable[Concept]) -> "Vocabulary":
        """What is in folded texts, and in the words of concepts."""
        words: set[str] = set()
        pairs: set[str] = set()
        for text in texts:
            words.update(WORD.findall(text))
            pairs.update(pair for run in HAN.findall(text) for pair in map("".join, pairwise(run)))
        for concept in concepts:
            words.update(word for phrase in concept.en for word in WORD.findall(fold(phrase)))
            pairs.update(pair for written in known_by_sound(concept) for pair in map("".join, pairwise(written)))
        stems = {stem(word) for word in words}
        return cls(words=" ".join(sorted(words)), stems=" ".join(sorted(stems)), pairs=" ".join(sorted(pairs)))


def known_by_sound(concept: Concept) -> Iterator[str]:
    """The Chinese words of a concept that are known by their sound."""
    for written in map(fold, concept.zh):
        if 2 <= len(written) <= LONGEST and HAN.fullmatch(written):
            yield written
