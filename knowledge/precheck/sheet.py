"""The result of a pre-check as a neutral sheet: what screen, paper, Word and plain text are all made from.

A Sheet is words in one language, in order; who shows it decides on fonts and boxes, never on what is said. Marks never
stand alone: every line has `words` too, so nothing hangs on a sign or a colour.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from knowledge.flow import ConditionClass, Value
from knowledge.language import Language
from knowledge.precheck.results import Verdict
from knowledge.text import CJK

SectionId = Literal["types", "todo", "conditions", "unanswered", "set-aside", "strengthen", "not-conditions", "sources"]


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


def as_text(sheet: Sheet) -> str:
    """A sheet as plain text, to read in a terminal or paste into a chat."""
    blocks = ["\n".join([sheet.title, *sheet.header]), f"{sheet.verdict_words}\n{sheet.verdict_sentence}"]
    blocks += ["\n".join(_section_lines(section)) for section in sheet.sections]
    blocks.append("\n".join(sheet.footer))
    return "\n\n".join(block for block in blocks if block)


def _section_lines(section: Section) -> Iterator[str]:
    yield f"【{section.heading}】" if CJK.search(section.heading) else f"== {section.heading} =="
    if section.intro:
        yield section.intro
    for line in section.lines:
        mark = f"{line.mark} " if line.mark else ""
        words = f"[{line.words}] " if line.words else ""
        yield f"{mark}{words}{line.title}"
        yield from (f"    {part}" for part in (line.reason, line.clause, line.changed, line.todo) if part)
