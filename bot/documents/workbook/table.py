"""The table of candidates in a sheet: which row is its head, which column which question, what each row answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.documents.workbook.cells import as_shown
from bot.documents.workbook.faults import BadCell
from bot.documents.workbook.layout import result_mark
from bot.documents.workbook.wording import Asks, Options, Questions, Slip
from knowledge.flow import LATER, Flow

Place = tuple[int, int]  # row, column
_HEAD_WITHIN = 20  # the head is looked for in so many rows: a title may stand above it
_NAMED_BY, _LONGEST_NAME = 3, 80  # a row is named by its first own columns


@dataclass(frozen=True)
class Candidate:
    """One row: what it is called, and the answers that can be used."""

    row: int
    name: str
    answers: Mapping[str, str]
    bad: tuple[BadCell, ...]


@dataclass(frozen=True)
class Table:
    """What a workbook says. Without a sheet to read there are no candidates, and `bad` says so."""

    sheet: str
    head: int = 1
    width: int = 0  # the last column that holds anything
    results: Mapping[str, int] = field(default_factory=dict)  # columns of an earlier run
    candidates: tuple[Candidate, ...] = ()
    bad: tuple[BadCell, ...] = ()  # all of them, in the order of rows
    not_asked: tuple[str, ...] = ()  # questions without a column


@dataclass(frozen=True)
class Content:
    """A sheet's cells as far as they hold something, its merged ranges, and where a formula has no value."""

    title: str
    cells: Mapping[Place, Any]
    merged: Sequence[tuple[Place, Place]]
    not_computed: frozenset[Place]


@dataclass
class _Head:
    """What the columns of a head stand for."""

    row: int
    columns: dict[str, list[int]] = field(default_factory=dict)
    results: dict[str, int] = field(default_factory=dict)
    own: list[int] = field(default_factory=list)
    bad: list[BadCell] = field(default_factory=list)


class TableReader:
    """Reads the table of candidates of one flow."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._questions = Questions(flow)
        self._options = {question.id: Options(question) for question in flow.questions}

    def asks(self, content: Content) -> int:
        """How many questions of the flow have a column in a sheet."""
        head = self._head(content)
        return len(head.columns) if head else 0

    def read(self, content: Content) -> Table:
        head = self._head(content)
        if head is None:
            return Table(content.title, bad=(no_table(content.title, self._flow),))
        merged = self._merged(content, head)
        covered = {place for first, last, _ in merged for place in _within(first, last)}
        rows: dict[int, dict[int, Any]] = {}
        for (row, column), cell in content.cells.items():
            if row > head.row:
                rows.setdefault(row, {})[column] = cell
        ours = set(head.results.values())
        rows_with_formulas = {row for row, column in content.not_computed if row > head.row and column not in ours}
        filled = {row for row, cells in rows.items() if set(cells) - ours}
        candidates = tuple(
            self._candidate(content, head, row, rows.get(row, {}), covered)
            for row in sorted(filled | rows_with_formulas)
        )
        bad = [*head.bad, *(bad for *_, bad in merged), *(bad for c in candidates for bad in c.bad)]
        return Table(
            sheet=content.title,
            head=head.row,
            width=max((column for _, column in content.cells), default=1),
            results=head.results,
            candidates=candidates,
            bad=tuple(sorted(bad, key=lambda b: (b.row or 0, b.column or 0))),
            not_asked=tuple(id_ for id_ in self._flow.question if id_ not in head.columns),
        )

    # ── the head ─────────────────────────────────────────────────────────────────────────

    def _head(self, content: Content) -> _Head | None:
        """The row with most columns of questions among the first ones; None where there is none."""
        texts: dict[int, dict[int, str]] = {}
        for (row, column), cell in content.cells.items():
            if row <= _HEAD_WITHIN:
                texts.setdefault(row, {})[column] = str(cell.value)
        heads = [self._read_head(content.title, row, texts[row]) for row in sorted(texts)]
        return max((head for head in heads if head.columns), key=lambda head: len(head.columns), default=None)

    def _read_head(self, sheet: str, row: int, texts: Mapping[int, str]) -> _Head:
        head = _Head(row)
        for column, text in sorted(texts.items()):
            if result := result_mark(text):
                head.results.setdefault(result, column)
                continue
            match self._questions.read(text):
                case Asks(question):
                    if question in head.columns:
                        head.bad.append(BadCell(sheet, row, column, "duplicate-column", as_shown(text), (), question))
                    head.columns.setdefault(question, []).append(column)
                case Slip(marked, likely):
                    problem = "unknown-column" if marked else "like-question"
                    allowed = (f"[{likely}]",) if likely else tuple(f"[{id_}]" for id_ in self._flow.question)
                    head.bad.append(BadCell(sheet, row, column, problem, as_shown(text), allowed))  # type: ignore[arg-type]  # one of two literals
                case None:
                    head.own.append(column)
        return head

    def _merged(self, content: Content, head: _Head) -> list[tuple[Place, Place, BadCell]]:
        """Merged ranges that cover a question: only one cell of each can hold a value."""
        asked = {column: id_ for id_, columns in head.columns.items() for column in columns}
        found = []
        for first, last in content.merged:
            columns = [column for column in range(first[1], last[1] + 1) if column in asked]
            if last[0] < head.row or not columns:
                continue
            cell = content.cells.get(first)
            value = as_shown(cell.value) if cell else ""
            bad = BadCell(content.title, first[0], first[1], "merged", value, (), asked[columns[0]])
            found.append((first, last, bad))
        return found

    # ── a row ────────────────────────────────────────────────────────────────────────────

    def _candidate(
        self, content: Content, head: _Head, row: int, cells: Mapping[int, Any], covered: set[Place]
    ) -> Candidate:
        answers: dict[str, str] = {}
        bad: list[BadCell] = []
        for question, columns in head.columns.items():
            given: dict[str, int] = {}
            for column in columns:
                if (row, column) in covered:
                    continue
                option = self._option(content, question, (row, column), bad)
                if option and option != LATER:
                    given.setdefault(option, column)
            if len(given) == 1:
                answers[question] = next(iter(given))
            elif given:
                last = max(given.values())
                shown = as_shown(cells[last].value)
                bad.append(BadCell(content.title, row, last, "contradicts", shown, tuple(given), question))
        named = [as_shown(cells[column].value) for column in head.own if column in cells]
        name = " · ".join(text for text in named[:_NAMED_BY] if text)[:_LONGEST_NAME]
        return Candidate(row, name, answers, tuple(bad))

    def _option(self, content: Content, question: str, place: Place, bad: list[BadCell]) -> str | None:
        """The option a cell stands for; a cell that stands for none is added to `bad`."""
        row, column = place
        options = self._options[question]
        if place in content.not_computed:
            bad.append(BadCell(content.title, row, column, "not-computed", "", options.allowed, question))
        if place not in content.cells:
            return None
        cell = content.cells[place]
        shown = as_shown(cell.value)
        option = None if cell.data_type == "e" or isinstance(cell.value, bool) else options.read(shown)
        if option is None:
            is_text = isinstance(cell.value, str)
            problem = "error-value" if cell.data_type == "e" else "no-option" if is_text else "wrong-type"
            bad.append(BadCell(content.title, row, column, problem, shown, options.allowed, question))  # type: ignore[arg-type]  # literals
        return option


def no_table(sheet: str, flow: Flow, found: str = "") -> BadCell:
    """No sheet, or none with a column of a question."""
    return BadCell(sheet, None, None, "no-table", found, tuple(f"[{id_}]" for id_ in flow.question))


def _within(first: Place, last: Place) -> Iterator[Place]:
    return ((row, column) for row in range(first[0], last[0] + 1) for column in range(first[1], last[1] + 1))
