"""What can be wrong with a workbook.

Unreadable
└── it cannot be worked with at all; one line that says why
"""

from dataclasses import dataclass
from typing import Literal

from openpyxl.utils import get_column_letter

from bot.documents.phrases import phrase
from knowledge.language import Language

Problem = Literal[
    "no-option", "error-value", "wrong-type", "not-computed", "contradicts", "merged",
    "unknown-column", "like-question", "duplicate-column", "no-table",
]  # fmt: skip


class Unreadable(ValueError):
    """No workbook that can be read; the message is one line."""


@dataclass(frozen=True)
class BadCell:
    """A place whose content cannot be used as it is. It counts as not answered, and is reported, never dropped.

    `row` and `column` are None where it is the whole sheet.
    """

    sheet: str
    row: int | None
    column: int | None
    problem: Problem
    value: str
    allowed: tuple[str, ...] = ()
    question: str | None = None

    @property
    def letter(self) -> str:
        return get_column_letter(self.column) if self.column else ""

    @property
    def place(self) -> str:
        return f"{self.sheet}!{self.letter}{self.row}" if self.row else self.sheet

    def told(self, language: Language) -> str:
        """The problem in words, without place, value and what is allowed."""
        return phrase(f"bad-{self.problem}", language)

    def line(self, language: Language) -> str:
        """All of it in one line."""
        asked = f" [{self.question}]" if self.question else ""
        allowed = phrase("bad-allowed", language, allowed="; ".join(self.allowed)) if self.allowed else ""
        return f"{self.place}{asked}: “{self.value}” – {self.told(language)}{allowed}"
