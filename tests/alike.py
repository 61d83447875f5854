"""Sentences that are one another, or nearly: what a set of questions must not share with what was learnt."""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import Indel

from knowledge.text import fold

TOO_ALIKE = 0.92


def too_alike(learnt: Sequence[str], asked: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """The places of those learnt and asked that are too alike, and how alike they are.

    Compared by their letters: widths, scripts, cases, spaces and punctuation do not count.
    """
    alike = process.cdist(
        [_letters(text) for text in learnt],
        [_letters(text) for text in asked],
        scorer=Indel.normalized_similarity,
        score_cutoff=TOO_ALIKE,
    )
    return ((int(row), int(column), float(alike[row, column])) for row, column in zip(*alike.nonzero(), strict=True))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))
