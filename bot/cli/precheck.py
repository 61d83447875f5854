"""`precheck`: walk through the conditions of a call, or evaluate answers given as data."""

import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import workbooks
from bot.cli.opening import AsJson, Failure, Lang, Now, clock_of, instant_for, language_of, open_house
from bot.cli.opening import pack as open_pack
from bot.cli.talking import talk

if TYPE_CHECKING:
    from bot.bootstrap import House
    from knowledge.flow import Flow
    from knowledge.language import Language
    from knowledge.pack import Pack


def precheck(
    programme: Annotated[str, typer.Argument(help="Of which call, e.g. award or case.")],
    questions: Annotated[bool, typer.Option("--questions", help="Print questions and conditions.")] = False,
    answers: Annotated[
        Path | None, typer.Option("--answers", metavar="FILE", help="Evaluate one JSON object {question: option}.")
    ] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Evaluate {"id","answers"?,"text"?,"now"?} lines from stdin.')
    ] = False,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="OUT.xlsx", help="Write an empty workbook with drop-downs.")
    ] = None,
    batch: Annotated[
        Path | None, typer.Option("--batch", metavar="IN.xlsx", help="Judge a workbook, one candidate a row.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="OUT.xlsx", help="The new workbook of --batch.")] = None,
    now: Now = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Does an entry meet the conditions? Unofficial; without options a talk in the terminal."""
    if sum((questions, answers is not None, jsonl, template is not None, batch is not None)) > 1:
        raise Failure(2, "wicbot: give one of --questions, --answers, --jsonl, --template and --batch")
    workbooks.require_places(template, batch, out)
    if template is not None or batch is not None:
        _workbook(programme, template, batch, out, now, language_of(lang) or "zh", as_json)
        return
    house = open_house()
    instant, language = clock_of(now, house), language_of(lang)
    pack = house.library.pack
    flow = _flow(pack, programme, instant())
    if questions:
        typer.echo(_questions(flow, language or "zh", as_json))
    elif answers is not None:
        typer.echo(_evaluated(pack, flow, answers, instant(), language or "zh", as_json))
    elif jsonl:
        _evaluate_lines(house, programme, instant, language)
    else:
        talk(house, instant, language, opening=f"/precheck {programme}")


def _workbook(
    programme: str,
    template: Path | None,
    batch: Path | None,
    out: Path | None,
    now: str | None,
    language: "Language",
    as_json: bool,
) -> None:
    """Needs the pack only, not the ranker fitted to it."""
    pack = open_pack()
    instant = instant_for(now, pack)
    flow = _flow(pack, programme, instant)
    if template is not None:
        workbooks.write_template(flow, template, language)
    elif batch is not None and out is not None:
        workbooks.run_batch(pack, flow, batch, out, instant, language, as_json)


def _flow(pack: "Pack", programme: str, now: dt.datetime) -> "Flow":
    from knowledge.precheck import NoFlow, flow_for

    try:
        return flow_for(pack, programme, now)
    except NoFlow as problem:
        raise Failure(2, f"wicbot: {problem}") from None


def _questions(flow: "Flow", language: "Language", as_json: bool) -> str:
    from knowledge.precheck import flow_object

    if as_json:
        return json.dumps(flow_object(flow), ensure_ascii=False)
    lines = [flow.title.in_(language)]
    for number, question in enumerate(flow.questions, 1):
        lines.append(f"\n{number}. {question.text.in_(language)}  [{question.id}, {question.clause}]")
        lines += [f"   {id_}: {option.text.in_(language)}" for id_, option in question.options.items()]
    return "\n".join(lines)


def _evaluated(pack: "Pack", flow: "Flow", file: Path, now: dt.datetime, language: "Language", as_json: bool) -> str:
    from knowledge.precheck import UnknownAnswer, evaluate, require_known, result_object, season_of

    try:
        answers = require_known(flow, _read_answers(file))
    except UnknownAnswer as problem:
        raise Failure(2, f"wicbot: {file}: {problem}") from None
    result = result_object(pack, evaluate(flow, answers, season_of(pack, flow, now)), now, language)
    return json.dumps(result, ensure_ascii=False) if as_json else str(result["text"])


def _read_answers(file: Path) -> dict[str, Any]:
    """The JSON object in a file, or on standard input for "-"."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8-sig")
        data = json.loads(text)
    except (OSError, UnicodeDecodeError) as problem:
        raise Failure(2, f"wicbot: {file}: not readable: {problem}") from None
    except (ValueError, RecursionError) as problem:
        raise Failure(2, f"wicbot: {file}: no JSON: {problem}") from None
    if not isinstance(data, dict):
        raise Failure(2, f"wicbot: {file}: not an object {{question: option}} but {json.dumps(data)[:60]}")
    return data


def _evaluate_lines(
    house: "House", programme: str, now: Callable[[], dt.datetime], language: "Language | None"
) -> None:
    from bot.channels.prechecking import PrecheckLines

    checking = PrecheckLines(house.library.pack, house.library.lexicon, programme, now, language)
    checking.run(sys.stdin.buffer, sys.stdout.buffer)
    if checking.bad:
        raise typer.Exit(1)
