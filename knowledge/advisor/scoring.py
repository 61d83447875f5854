"""Evidence → a score per category: each sign's lean, with every further word of one sign counting less."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from knowledge.advice import Sign
from knowledge.advisor.evidence import Found

_NO_MERIT = 4.0
_BACKGROUND = 0.3  # what counts no more than this was said of something else


def scores(found: Sequence[Found], categories: Sequence[str], signs: Sequence[Sign]) -> dict[str, float]:
    """A score for each `programme/category`; nothing said is nothing scored."""
    totals = {category: -_unmerited(category, found, signs) for category in categories}
    for (lean, weight), amount in _amounts(found).items():
        for category in categories:
            if lean in (category, whole(category)):
                totals[category] += weight * amount
    return totals


def whole(category: str) -> str:
    """All of the programme of a category."""
    return category.partition("/")[0] + "/*"


def _unmerited(category: str, found: Sequence[Found], signs: Sequence[Sign]) -> float:
    """What is taken where a category asks for merit, and nothing that sets the work apart in its way is said."""
    speaking = {sign.id for sign in signs if sign.merit and sign.leans.get(category, 0.0) > 0}
    told = any(one.sign.id in speaking and one.weight > _BACKGROUND for one in found)
    return _NO_MERIT if speaking and not told else 0.0


def _amounts(found: Sequence[Found]) -> Mapping[tuple[str, float], float]:
    """How much of each sign there is: the weights of its different words, damped."""
    words: dict[str, dict[str, float]] = defaultdict(dict)
    leans: dict[str, Mapping[str, float]] = {}
    for one in found:
        heard = words[one.sign.id]
        heard[one.words] = max(heard.get(one.words, 0.0), one.weight)
        leans[one.sign.id] = one.sign.leans
    amounts: dict[tuple[str, float], float] = defaultdict(float)
    for sign, heard in words.items():
        amount = math.log2(1 + sum(heard.values()))
        for lean, weight in leans[sign].items():
            amounts[(lean, weight)] += amount
    return amounts
