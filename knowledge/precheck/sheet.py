"""The result of a pre-check as a neutral sheet: what screen, paper, Word and plain text are all made from.

A Sheet is words in one language, in order; who shows it decides on fonts and boxes, never on what is said. Marks never
stand alone: every line has `words` too, so nothing hangs on a sign or a colour.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from knowledge.flow import ConditionClass, Value
from knowledge.language import Language
from knowledge.pack import Pack
from knowledge.precheck.results import Evaluation, Verdict

SectionId = Literal["verdict", "types", "todo", "conditions", "unanswered", "set-aside", "strengthen", "not-conditions"]


@dataclass(frozen=True)
class Line:
    """One line: mark and words, what it is about, why, on what clause, what to do. Empty strings where nothing is said.

    `value` and `kind` are there for lines of conditions, so that a picture may be drawn of them.
    """

    id: str
    mark: str
    words: str
    title: str
    reason: str = ""
    clause: str = ""
    todo: str = ""
    changed: str = ""  # how the clause differs from an earlier year
    value: Value | None = None
    kind: ConditionClass | None = None
    kind_words: str = ""


@dataclass(frozen=True)
class Section:
    """A heading, an introductory sentence or none, and lines."""

    id: SectionId
    heading: str
    lines: tuple[Line, ...]
    intro: str = ""
    type: str | None = None  # the kind of entry whose conditions it lists, where there are several


@dataclass(frozen=True)
class Sheet:
    """The whole result: a title, header lines (unofficial, flow version, date, season, counts), verdict, sections."""

    language: Language
    title: str
    header: tuple[str, ...]
    verdict: Verdict
    verdict_words: str  # the verdict in a few words
    verdict_sentence: str  # and what it means and does not mean
    sections: tuple[Section, ...]
    footer: tuple[str, ...]


def make_sheet(pack: Pack, evaluation: Evaluation, now: dt.datetime, language: Language) -> Sheet:
    """The result as of `now` in one language."""
    raise NotImplementedError


def as_text(sheet: Sheet) -> str:
    """A sheet as plain text, to read in a terminal or paste into a chat."""
    raise NotImplementedError
