"""Any texts under any labels: the ranker by itself, with nothing of a pack in it. `wicbot rank` speaks for it."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.ranker import OUTSIDE, Ranker, Signs
from knowledge.text import prepared
from knowledge.thesaurus import everyday

_KNOWN = 0.99  # the score of a text that was taught, word for word
_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W_]+")
_WORDS = re.compile(r"[a-zA-Z]{3,}|[\u3400-\u9fff]{2,}")


@dataclass(frozen=True)
class Labelled:
    """The label of a text, how likely it is right (0 to 1), and the likeliest labels, falling, with their scores.

    The score of the first is that of the label; a text of no label has a low one. No label where nothing was taught.
    """

    label: str | None
    score: float
    ranking: tuple[tuple[str, float], ...]


class Labeller:
    """Labels texts as it was taught by examples; `OUTSIDE` as label marks one that is off topic."""

    def __init__(self, examples: Iterable[tuple[str, str]]) -> None:
        taught = [(prepared(text), label) for text, label in examples]
        self._known = _of_one_label(taught)
        inside = sorted({label for _, label in taught if label != OUTSIDE})
        self._ranker: Ranker | None = None
        if inside:
            self._ranker = Ranker.fit([*taught, *_described(inside)], everyday())

    def save(self, folder: Path) -> None:
        """Keep what was learnt in a folder; raises ValueError where nothing was."""
        if self._ranker is None:
            raise ValueError("nothing was taught")
        self._ranker.save(folder / "index.npz")
        (folder / "known.json").write_text(json.dumps(self._known, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Labeller":
        """What `save` kept; raises OSError, ValueError, KeyError or EOFError where it is missing or damaged."""
        labeller = cls(())
        labeller._ranker = Ranker.load(folder / "index.npz", everyday())
        labeller._known = json.loads((folder / "known.json").read_text(encoding="utf-8"))
        return labeller

    def label(self, text: str, count: int = 10) -> Labelled:
        """Never raises, whatever the text."""
        if self._ranker is None:
            return Labelled(None, 0.0, ())
        ready = prepared(text)
        ranking = self._ranker.rank(ready, top=count)
        known = self._known.get(ready)
        if known and known != OUTSIDE:
            rest = [(label, min(score, 1 - _KNOWN)) for label, score in self._scored(ranking.ranked) if label != known]
            return Labelled(known, _KNOWN, ((known, _KNOWN), *rest[: count - 1]))
        if not ranking.ranked:
            first = self._ranker.labels[0]
            return Labelled(first, 0.0, ((first, 0.0),))
        score = 1 - _KNOWN if known == OUTSIDE else ranking.probability
        rest = [(label, min(one, score)) for label, one in self._scored(ranking.ranked[1:], ranking.ranked[0][1])]
        return Labelled(ranking.label, score, ((ranking.ranked[0][0], score), *rest))

    def _scored(self, ranked: Sequence[tuple[str, float]], best: float | None = None) -> list[tuple[str, float]]:
        """Labels with the chance each would have were it the first."""
        assert self._ranker is not None
        highest = best if best is not None else ranked[0][1] if ranked else 0.0
        return [(label, self._ranker.probability(Signs(score, score - highest, 0.0, 0.0))) for label, score in ranked]


def _of_one_label(taught: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The texts that were taught under a single label, and that label."""
    labels_of: dict[str, set[str]] = defaultdict(set)
    for text, label in taught:
        labels_of[text].add(label)
    return {text: next(iter(labels)) for text, labels in labels_of.items() if len(labels) == 1}


def _described(labels: Sequence[str]) -> list[tuple[str, str]]:
    """What the names of labels say of them ("card_not_working"), where names are words: an example each."""
    spoken = ((" ".join(part for part in _JOINT.split(label) if part), label) for label in labels)
    return [(prepared(words), label) for words, label in spoken if _WORDS.search(words)]
