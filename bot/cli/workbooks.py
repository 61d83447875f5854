"""`precheck … --template` and `--batch`: the workbook of a relaying body, written and read."""

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.opening import Failure

if TYPE_CHECKING:
    import datetime as dt

    from knowledge.flow import Flow
    from knowledge.language import Language
    from knowledge.pack import Pack


def require_places(template: Path | None, batch: Path | None, out: Path | None) -> None:
    """Failure where the options do not go together, or something that is there would be overwritten."""
    if (batch is None) != (out is None):
        raise Failure(2, "wicbot: --batch IN.xlsx and --out OUT.xlsx go together")
    for option, file in (("--template", template), ("--out", out)):
        if file is not None and file.suffix.lower() != ".xlsx":
            raise Failure(2, f"wicbot: {option}: {file}: the name must end in .xlsx")
        if file is not None and file.is_dir():
            raise Failure(2, f"wicbot: {option}: {file}: is a folder")
    if template is not None and template.exists() and template.stat().st_size:
        raise Failure(2, f"wicbot: --template: {template}: is there already; nothing was overwritten")
    if batch is not None and out is not None and _same(batch, out):
        raise Failure(2, f"wicbot: --out: {out}: is the input, which is never overwritten")


def _same(one: Path, other: Path) -> bool:
    """Whether two names mean one file: also by a link, also where letter case does not count."""
    return one.resolve() == other.resolve() or (one.exists() and other.exists() and one.samefile(other))


def write_template(flow: "Flow", file: Path, language: "Language") -> None:
    from bot.documents.phrases import phrase
    from bot.documents.workbook import make_template

    _save(make_template(flow).save, file)
    typer.echo(phrase("template-written", language, file=str(file)))


def run_batch(
    pack: "Pack", flow: "Flow", file: Path, out: Path, now: "dt.datetime", language: "Language", as_json: bool
) -> None:
    """Judge every row of a workbook into a new one; exit code 1 where cells are bad."""
    from bot.documents.workbook import Unreadable, holds_results, judge, open_workbook, write_results
    from bot.documents.workbook.report import report_lines, report_object
    from knowledge.precheck import season_of

    if out.exists() and out.stat().st_size and not holds_results(out.read_bytes()):
        raise Failure(2, f"wicbot: --out: {out}: is there already and holds no results; nothing was overwritten")
    try:
        book = open_workbook(_read(file), flow)
    except Unreadable as problem:
        raise Failure(2, f"wicbot: --batch: {file}: {problem}") from None
    judged = judge(pack, flow, book.table, now)
    _save(write_results(book, judged, flow, now, language).save, out)
    if as_json:
        told: dict[str, Any] = report_object(book, judged, flow, season_of(pack, flow, now), str(out), language)
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo("\n".join(report_lines(book, judged, str(out), language)))
    if book.table.bad:
        raise typer.Exit(1)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise Failure(2, f"wicbot: --batch: {file}: {problem.strerror}") from None


def _save(save: Callable[[Path], object], file: Path) -> None:
    """All of the file or nothing: it is written beside its place and then put there."""
    try:
        descriptor, name = tempfile.mkstemp(suffix=".xlsx", prefix=".wicbot-", dir=file.parent)
    except OSError as problem:
        raise Failure(2, f"wicbot: {file}: {problem.strerror}") from None
    os.close(descriptor)
    beside = Path(name)
    try:
        save(beside)
        beside.chmod(0o666 & ~_umask())
        beside.replace(file)
    except OSError as problem:
        raise Failure(2, f"wicbot: {file}: {problem.strerror}") from None
    finally:
        beside.unlink(missing_ok=True)


def _umask() -> int:
    """What a new file may not have: a temporary one is its owner's alone, and this is to be passed on."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
