"""One made question and what it names, and the writings a Chinese one can be typed in."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cache

from opencc import OpenCC

from knowledge.language import Language
from tests.asked import NOW

_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


@dataclass(frozen=True)
class Named:
    """What a story names, by id; a category is `programme/category`, an honour `list/number/category`."""

    programme: str | None = None
    year: int | None = None
    category: str | None = None
    organisation: str | None = None
    person: str | None = None
    subject: str | None = None
    honour: str | None = None
    place: str | None = None
    date: dt.date | None = None

    def sorts(self) -> str:
        """The sorts named, for counting: "programme+year"; "nothing" where none is."""
        return "+".join(sort for sort, value in vars(self).items() if value is not None) or "nothing"


@dataclass(frozen=True)
class Story:
    """A question, the topic it was made for, and what it names."""

    topic: str
    language: Language
    text: str
    named: Named = field(default_factory=Named)
    now: dt.datetime = NOW
    accepted: frozenset[str] = frozenset()  # the topics a right reply may be about


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


def traditional(text: str) -> str:
    """The same message in traditional characters."""
    return str(_converter().convert(text))


def full_width(text: str) -> str:
    """The same message with every ASCII sign as wide as a Chinese character."""
    return text.translate(_FULL_WIDTH)
