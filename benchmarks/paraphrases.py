"""Paraphrases from a seeded grammar, any number of them: what a very large pack might hold.

A label is an action asked of a thing (two labels may share either), in English and in Chinese in turn. A paraphrase
joins an opening, one of the action's and one of the thing's synonyms, perhaps a qualifier and a closing. Qualifiers
are drawn by Zipf's law from a lexicon that grows with the square root of the paraphrases (Heaps' law), the words of
actions and things are made anew as labels come in. So vocabulary and labels grow together, as real packs do.
"""

import itertools
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.slips import common_characters

Line = tuple[str, str]  # text, label

PER_LABEL = 75  # the shipped pack has 56 on average, public question sets 100 and more
MOST_LABELS = 2000  # more subjects than any curated pack can keep answers to; then labels grow fuller instead
_SYNONYMS = 3
_CONSONANTS, _VOWELS = "bcdfghjklmnprstvwz", "aeiou"
_OPENINGS = {
    "en": ("", "", "please tell me ", "hi, ", "i want to know ", "can you say ", "do you know ", "what about ",
           "how do i "),
    "zh": ("", "", "请问", "您好，", "我想知道", "麻烦问一下", "能不能说说", "关于", "怎么"),
}  # fmt: skip
_CLOSINGS = {
    "en": ("", "", "?", " please?", " this year?", " thanks", " for us?", " or not?"),
    "zh": ("", "", "？", "呢", "吗？", "谢谢", "怎么办", "可以吗"),
}
_JOINING = {"en": (" the ", " of the ", " for a ", " "), "zh": ("的", "这个", "一下", "")}


def labels_for(size: int) -> int:
    return max(2, min(size // PER_LABEL, MOST_LABELS))


@dataclass(frozen=True)
class Grammar:
    """The same for the same seed and sizes."""

    topics: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]  # synonyms of the action and of the thing, by label
    qualifiers: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, size: int, labels: int, seed: int) -> "Grammar":
        chance = random.Random(seed)
        root = math.isqrt(labels - 1) + 1
        sides = {
            language: [[_words(chance, language, _SYNONYMS) for _ in range(root)] for _ in range(2)]
            for language in ("en", "zh")
        }
        topics = [
            (sides["zh" if place % 2 else "en"][0][place // root], sides["zh" if place % 2 else "en"][1][place % root])
            for place in range(labels)
        ]
        many = 30 * math.isqrt(size)
        return cls(tuple(topics), {language: _words(chance, language, many) for language in ("en", "zh")})

    def lines(self, count: int, seed: int) -> Iterator[Line]:
        """So many paraphrases, the labels in turn; another seed gives others of the same grammar."""
        chance = random.Random(seed)
        cumulative = {language: _zipf(len(words)) for language, words in self.qualifiers.items()}
        for number in range(count):
            place = number % len(self.topics)
            language = "zh" if place % 2 else "en"
            qualifier = chance.choices(self.qualifiers[language], cum_weights=cumulative[language])[0]
            yield _phrase(chance, language, self.topics[place], qualifier), f"topic-{place}"


def _phrase(chance: random.Random, language: str, topic: tuple[Sequence[str], Sequence[str]], qualifier: str) -> str:
    action, thing = chance.choice(topic[0]), chance.choice(topic[1])
    gap = " " if language == "en" else ""
    said = action + chance.choice(_JOINING[language]) + thing
    if chance.random() < 0.6:
        said = chance.choice((qualifier + gap + said, said + gap + qualifier))
    return chance.choice(_OPENINGS[language]) + said + chance.choice(_CLOSINGS[language])


def _words(chance: random.Random, language: str, count: int) -> tuple[str, ...]:
    return tuple(_word(chance, language) for _ in range(count))


def _word(chance: random.Random, language: str) -> str:
    if language == "zh":
        return "".join(chance.choices(common_characters(), k=2))
    return "".join(chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(chance.randint(2, 4)))


def _zipf(count: int) -> list[float]:
    return list(itertools.accumulate(1 / rank for rank in range(1, count + 1)))
