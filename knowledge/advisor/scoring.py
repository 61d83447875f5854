"""Evidence → a score per category: each sign's lean, with every further word of one sign counting less."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from knowledge.advisor.evidence import Found


def scores(found: Sequence[Found], categories: Sequence[str]) -> dict[str, float]:
    """A score for each `programme/category`; nothing said is nothing scored."""
    totals = dict.fromkeys(categories, 0.0)
    for (lean, weight), amount in _amounts(found).items():
        for category in categories:
            if lean == category or lean == category.split("/")[0] + "/*":
                totals[category] += weight * amount
    return totals


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
