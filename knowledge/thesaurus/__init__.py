"""Words that people use for one another, in English and Chinese: a resource of the language, not of any pack.

One group a line, its members parted by commas; a word of several senses stands in several groups. Written for this
project from general knowledge, for help desks and assistants of every kind; no set of questions was looked at.
"""

from functools import cache
from pathlib import Path

from knowledge.concepts import Concepts, Phrases
from knowledge.facts import Concept

_FOLDER = Path(__file__).parent


@cache
def everyday() -> Concepts:
    """Finds the groups that a folded text speaks of."""
    return Concepts(Phrases.of([*_groups("zh"), *_groups("en")]))


def _groups(language: str) -> list[Concept]:
    lines = (_FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    groups = (tuple(word.strip() for word in line.split(",")) for line in lines if line.strip())
    return [
        Concept(id=f"{language}-{number}", zh=words if language == "zh" else (), en=words if language == "en" else ())
        for number, words in enumerate(groups, 1)
    ]
