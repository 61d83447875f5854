"""What a run found: tables, printed as they come, kept as Markdown and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks import machine

Cell = str | int | float | None

NOT_RUN = "not run"


def not_run(reason: str) -> str:
    return f"{NOT_RUN} ({reason})"


@dataclass
class Table:
    """Rows under a title; `notes` say how the figures came about. A cell of None is one there cannot be."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    def add(self, *cells: Cell) -> None:
        """A row; one that is short, because it was not run, is filled up."""
        self.rows.append((*cells, *(None,) * (len(self.columns) - len(cells))))

    def markdown(self) -> str:
        lines = [f"### {self.title}", "", _row(self.columns), "|---" * len(self.columns) + "|"]
        lines += [_row([_shown(cell) for cell in row]) for row in self.rows]
        return "\n".join([*lines, "", *(f"{note}\n" for note in self.notes)])


def share(value: float) -> str:
    """A share of one as people read it."""
    return f"{100 * value:.1f} %"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _shown(cell: Cell) -> str:
    if cell is None:
        return "–"
    return f"{cell:.3f}" if isinstance(cell, float) else f"{cell}"


class Report:
    """One part of a run, written again after each table, so that a run broken off leaves what it had."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / name
        self._machine = machine.described()
        self._tables: list[Table] = []
        print(self._header(), flush=True)

    def add(self, table: Table) -> None:
        print(table.markdown(), flush=True)
        self._tables.append(table)
        self._write()

    def _header(self) -> str:
        rows = "\n".join(f"| {name} | {value} |" for name, value in self._machine.items())
        return f"## {self._path.name}\n\n| machine | |\n|---|---|\n{rows}\n"

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        text = "\n".join([self._header(), *(table.markdown() for table in self._tables)])
        self._path.with_suffix(".md").write_text(text, encoding="utf-8")
        data = {"machine": self._machine, "tables": [asdict(table) for table in self._tables]}
        self._path.with_suffix(".json").write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
