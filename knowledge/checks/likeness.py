"""Sentences that are so alike that the ranker cannot keep them apart: warnings, as now and then one is meant.

Names count by what they name: "who won in 2024?" and "who won in 2026?" are told apart by their year.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.errors import Fault
from knowledge.language import LANGUAGES, Language
from knowledge.lexicon import Lexicon
from knowledge.pack import Draft, Outside, Paraphrase
from knowledge.pack.documents import Placed
from knowledge.phrasing import bare, plain
from knowledge.text import stem

# Of 100. Chinese is compared character by character, English word by word: one of six may be too many.
_ALIKE = 90
_CHUNK = 256


@dataclass(frozen=True)
class _Sentence:
    """A text with its names masked, as characters or words, and what it names."""

    text: str
    topic: str
    units: Sequence[str]
    named: frozenset[str]
    fault: Callable[[str, str], Fault]
    place: str


def alike(draft: Draft, lexicon: Lexicon) -> Iterator[Fault]:
    """Paraphrases of two topics, and off-topic examples and paraphrases, that say nearly the same of the same names."""
    for language in LANGUAGES:
        said = [_of(p, lexicon) for p in draft.paraphrases() if p.language == language]
        yield from _in_two_topics(said)
        outside = [s for placed in draft.outside for s in _of_outside(placed, language, lexicon)]
        yield from _off_topic(outside, said)


def _in_two_topics(said: Sequence[_Sentence]) -> Iterator[Fault]:
    for one, other, score in _pairs(said, said):
        if one.topic != other.topic and (one.place, one.text) < (
            other.place,
            other.text,
        ):  # each pair comes both ways round
            message = (
                f"paraphrase '{other.text}' of '{other.topic}' is {score} % like '{one.text}'"
                f" of '{one.topic}' ({one.place}); word one otherwise, or give both to one topic"
            )
            yield other.fault(message, "alike-in-two-topics")


def _off_topic(outside: Sequence[_Sentence], said: Sequence[_Sentence]) -> Iterator[Fault]:
    told = set()
    for one, other, score in _pairs(outside, said):
        if one.text not in told:
            told.add(one.text)
            message = (
                f"off-topic example '{one.text}' is {score} % like the paraphrase '{other.text}'"
                f" of '{other.topic}' ({other.place}); leave one of them out"
            )
            yield one.fault(message, "off-topic-alike")


def _of(paraphrase: Paraphrase, lexicon: Lexicon) -> _Sentence:
    units, named, _ = _units(paraphrase.text, paraphrase.language, lexicon)
    return _Sentence(paraphrase.text, paraphrase.topic, units, named, paraphrase.fault, paraphrase.place)


def _of_outside(placed: Placed[Outside], language: Language, lexicon: Lexicon) -> Iterator[_Sentence]:
    """The off-topic examples but those of other prizes and occasions, whose names tell them apart."""
    for i, text in enumerate(placed.fact.zh if language == "zh" else placed.fact.en):
        units, named, foreign = _units(text, language, lexicon)
        if not foreign:
            yield _Sentence(text, "", units, named, _at(placed, language, i), "")


def _at(placed: Placed[Outside], *below: str | int) -> Callable[[str, str], Fault]:
    return lambda message, kind: placed.fault(message, kind, *below)


def _units(text: str, language: Language, lexicon: Lexicon) -> tuple[Sequence[str], frozenset[str], bool]:
    """What is compared of a text, the ids of what it names, and whether that is another's prize or occasion."""
    reading = lexicon.read(text)
    masked = bare(plain(reading.masked))
    units = masked.replace(" ", "") if language == "zh" else [stem(word) for word in masked.split()]
    named = frozenset(id_ for m in reading.mentions if m.sort not in ("term", "number") for id_ in m.ids)
    return units, named, any(m.sort == "foreign" for m in reading.mentions)


def _pairs(some: Sequence[_Sentence], others: Sequence[_Sentence]) -> Iterator[tuple[_Sentence, _Sentence, int]]:
    """Pairs of one and another that name the same and are `_ALIKE` % alike.

    Sentences are compared with those of about their length only: others cannot be as much alike.
    """
    # each word becomes one character, so that words are compared
    letter: defaultdict[str, int] = defaultdict(count(0xF0000).__next__)
    some = sorted(some, key=lambda s: len(s.units))
    others = sorted(others, key=lambda s: len(s.units))
    written, other_written = (["".join(chr(letter[unit]) for unit in s.units) for s in both] for both in (some, others))
    sizes = [len(units) for units in other_written]
    for start in range(0, len(some), _CHUNK):
        chunk = written[start : start + _CHUNK]
        low = bisect_left(sizes, len(chunk[0]) * _ALIKE / (200 - _ALIKE))
        high = bisect_right(sizes, len(chunk[-1]) * (200 - _ALIKE) / _ALIKE)
        near = other_written[low:high]
        scores = process.cdist(chunk, near, scorer=fuzz.ratio, score_cutoff=_ALIKE, dtype=np.uint8)
        for i, j in zip(*np.nonzero(scores), strict=True):
            one, other = some[start + i], others[low + j]
            if one is not other and one.named == other.named:
                yield one, other, int(scores[i, j])
