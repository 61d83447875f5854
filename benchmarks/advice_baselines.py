"""What the category advisor is held against: guesses that read nothing, or only words.

All rank categories of the calls offered; None is "no category". Those that learn see the texts they are given alone.
"""

import math
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.facts import Category
from knowledge.pack import Pack
from knowledge.text import CJK, fold

Label = str | None  # `programme/category`
Line = tuple[str, Label]


class Baseline(ABC):
    """Ranks the categories offered for a text; None among them says that none fits."""

    name: str

    def learn(self, lines: Sequence[Line]) -> None:  # noqa: B027  # most learn nothing
        """Take labelled texts."""

    @abstractmethod
    def rank(self, text: str, offered: Sequence[str]) -> list[Label]: ...


class Majority(Baseline):
    """The commonest label of what it learnt."""

    name = "majority"

    def learn(self, lines: Sequence[Line]) -> None:
        self._order = [label for label, _ in Counter(label for _, label in lines).most_common()]

    def rank(self, text: str, offered: Sequence[str]) -> list[Label]:
        return [label for label in self._order if label is None or label in offered]


class DefinitionWords(Baseline):
    """The category whose name, definition and conditions share most words with the text."""

    name = "definition words"

    def __init__(self, pack: Pack) -> None:
        self._words = {f"{p.id}/{c.id}": set(pieces(_defined(c))) for p in pack.calls() for c in p.categories}

    def rank(self, text: str, offered: Sequence[str]) -> list[Label]:
        said = set(pieces(text))
        shared = {key: len(said & self._words[key]) / math.sqrt(len(self._words[key])) for key in offered}
        return [key for key, _ in sorted(shared.items(), key=lambda pair: -pair[1])]


class Nearest(Baseline):
    """The votes of the five nearest texts by tf-idf."""

    name = "nearest five (tf-idf)"

    def __init__(self, count: int = 5) -> None:
        self._count = count

    def learn(self, lines: Sequence[Line]) -> None:
        bags = [Counter(pieces(text)) for text, _ in lines]
        seen = Counter(piece for bag in bags for piece in bag)
        self._idf = {piece: math.log((1 + len(bags)) / (1 + n)) + 1 for piece, n in seen.items()}
        self._texts = [(self._vector(bag), label) for bag, (_, label) in zip(bags, lines, strict=True)]

    def rank(self, text: str, offered: Sequence[str]) -> list[Label]:
        asked = self._vector(Counter(pieces(text)))
        usable = [(_dot(asked, vector), label) for vector, label in self._texts if label is None or label in offered]
        votes: dict[Label, float] = defaultdict(float)
        for likeness, label in sorted(usable, key=lambda pair: -pair[0])[: self._count]:
            votes[label] += 1 + likeness
        return sorted(votes, key=lambda label: -votes[label])

    def _vector(self, bag: Counter[str]) -> dict[str, float]:
        weighed = {piece: n * self._idf[piece] for piece, n in bag.items() if piece in self._idf}
        length = math.sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
        return {piece: weight / length for piece, weight in weighed.items()}


class NaiveBayes(Baseline):
    """Multinomial naive Bayes over Chinese character pairs and Latin words."""

    name = "naive Bayes (n-grams)"

    def learn(self, lines: Sequence[Line]) -> None:
        self._prior = Counter(label for _, label in lines)
        self._counts: dict[Label, Counter[str]] = defaultdict(Counter)
        for text, label in lines:
            self._counts[label].update(pieces(text))
        self._vocabulary = len({piece for bag in self._counts.values() for piece in bag})

    def rank(self, text: str, offered: Sequence[str]) -> list[Label]:
        said = pieces(text)
        known = [label for label in self._prior if label is None or label in offered]
        return sorted(known, key=lambda label: -self._likelihood(said, label))

    def _likelihood(self, said: Sequence[str], label: Label) -> float:
        bag = self._counts[label]
        total = sum(bag.values()) + self._vocabulary
        return math.log(self._prior[label]) + sum(math.log((bag[piece] + 1) / total) for piece in said)


@dataclass(frozen=True)
class OneQuestion:
    """The plain question between key technology and engineering, answered without fail by who knows the label."""

    sides: tuple[str, str]
    name: str = "the one question, answered without fail"

    def is_right(self, accepted: Sequence[str]) -> bool:
        return any(side in accepted for side in self.sides)


def pieces(text: str) -> list[str]:
    """Pairs of Chinese characters, and Latin words."""
    folded = fold(text)
    pairs = [folded[i : i + 2] for i in range(len(folded) - 1) if all(map(CJK.match, folded[i : i + 2]))]
    words = "".join(character if character.isascii() and character.isalnum() else " " for character in folded)
    return [*pairs, *words.split()]


def _defined(category: Category) -> str:
    texts = [category.name, *(one.text for one in (category.definition, category.hint) if one)]
    texts += [text for criterion in category.criteria for text in (criterion.name, criterion.text)]
    return " ".join(f"{text.zh} {text.en}" for text in texts)


def _dot(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(weight * other.get(piece, 0.0) for piece, weight in one.items())
