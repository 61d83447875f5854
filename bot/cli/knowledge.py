"""`knowledge …`: look after the pack."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.cli.opening import (
    AsJson,
    Failure,
    Lang,
    Now,
    clock_of,
    content_folder,
    language_of,
    open_house,
    read_instant,
    starting,
)
from bot.cli.opening import pack as pack_in_use

if TYPE_CHECKING:
    from knowledge.errors import Fault

app = typer.Typer(help="Look after the knowledge pack.", rich_markup_mode=None)


@app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="A pack; none: the one in use.")] = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Report every fault of a pack with file and line, exit code 1 if there is one; then warnings, as of --now."""
    place = starting(content_folder) if folder is None else folder
    if not place.is_dir():
        raise Failure(2, f"wicbot: no such folder: {place}")
    from bot.clock import system_now
    from knowledge import checks
    from knowledge.pack import read_draft

    draft = read_draft(place)
    faults = checks.faults(draft)
    warnings = []
    if not faults:
        zone = ZoneInfo(draft.scheme[0].fact.zone)
        warnings = checks.warnings(draft, read_instant(now, zone) if now else system_now())
    _tell_faults(place, faults, warnings, as_json)
    if faults:
        raise typer.Exit(1)


def _tell_faults(place: Path, faults: "Sequence[Fault]", warnings: "Sequence[Fault]", as_json: bool) -> None:
    if as_json:
        listed = {"faults": [_as_dict(f) for f in faults], "warnings": [_as_dict(w) for w in warnings]}
        typer.echo(json.dumps(listed, ensure_ascii=False))
        return
    for fault in faults:
        typer.echo(str(fault))
    for warning in warnings:
        typer.echo(f"{warning.file}:{warning.line}: warning: {warning.message}")
    typer.echo(f"{place}: {len(faults)} faults, {len(warnings)} warnings", err=True)


@app.command()
def stats(as_json: AsJson = False) -> None:
    """How much the pack in use holds: facts by type, topics, paraphrases, sources."""
    from bot.inspection import figures, figures_as_text

    counted = figures(pack_in_use())
    typer.echo(json.dumps(counted, ensure_ascii=False) if as_json else figures_as_text(counted))


@app.command()
def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="E.g. deadline, award-2026, award/basic.")],
) -> None:
    """Any fact by its id, with its sources."""
    from bot.inspection import UnknownId, describe, find

    pack = pack_in_use()
    try:
        found = find(pack, id_)
    except UnknownId as problem:
        raise Failure(2, f"wicbot: {problem}") from None
    typer.echo("\n\n".join(describe(pack, entry) for entry in found))


@app.command()
def why(
    text: Annotated[str, typer.Argument(help="A message, as somebody types it.")],
    now: Now = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Why a message is answered as it is: what was read, which topics came near, what decided, what to change."""
    from dataclasses import asdict

    from bot.bootstrap import content_folder
    from knowledge.explain import explain
    from knowledge.explain.telling import as_text
    from knowledge.pack import read_draft

    house = open_house()
    draft = read_draft(content_folder(house.settings))
    explanation = explain(house.library, draft, text, clock_of(now, house)(), language_of(lang))
    typer.echo(json.dumps(asdict(explanation), ensure_ascii=False) if as_json else as_text(explanation))


@app.command()
def graph(
    flow: Annotated[str, typer.Argument(metavar="FLOW", help="A flow or programme, e.g. award-2026 or award.")],
    as_svg: Annotated[bool, typer.Option("--svg", help="Draw SVG instead of Mermaid.")] = False,
    lang: Lang = None,
) -> None:
    """A flow of the pre-check as a picture: Mermaid text, or SVG."""
    from knowledge.precheck import edition_of
    from knowledge.precheck.finishing import finished
    from knowledge.precheck.graph import mermaid, svg

    pack = open_house().library.pack
    known = {name: one for one in pack.flows for name in (one.programme, one.id)}
    if flow not in known:
        raise Failure(2, f"wicbot: no flow {flow!r}; known: {', '.join(known) or 'none'}")
    asked = finished(known[flow], edition_of(pack, known[flow]))
    typer.echo((svg if as_svg else mermaid)(asked, language_of(lang) or "zh"), nl=False)


def _as_dict(fault: "Fault") -> dict[str, Any]:
    return {"file": fault.file, "line": fault.line, "message": fault.message, "kind": fault.kind}
