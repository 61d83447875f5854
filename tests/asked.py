"""One question, asked of the knowledge alone, and what was found for it."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from knowledge.answer import Found, NotCovered, Unclear
from knowledge.language import Language
from knowledge.library import Library
from tests.transcripts import bare

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 6, 1, 10, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Finding:
    """What was found, in the words of the answer."""

    asked: str
    found: Found | Unclear | NotCovered

    @property
    def text(self) -> str:
        return self.found.text

    @property
    def topic(self) -> str | None:
        return self.found.topic

    def lacks(self, *wanted: str) -> str | None:
        """What of the wanted is not in the text, told with the question; widths and spaces do not count."""
        said = bare(self.text)
        missing = [one for one in wanted if bare(one) not in said]
        if not missing:
            return None
        return f"{self.asked!r} ({self.topic}) lacks {missing[0]!r}: {self.text[:120]!r}"


def ask(library: Library, text: str, *, now: dt.datetime = NOW, language: Language | None = None) -> Finding:
    """The finding for one question in a fresh chat."""
    return Finding(text, library.find(library.read(text, now, None, language), now))
