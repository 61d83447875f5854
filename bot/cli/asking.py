"""`chat`, `ask` and `rank`: talk, a question, a stream of them, texts to label."""

import asyncio
import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.opening import AsJson, Failure, Lang, Now, awaited, clock_of, language_of, open_house
from bot.cli.talking import talk

if TYPE_CHECKING:
    from bot.bootstrap import House


def chat(now: Now = None, lang: Lang = None) -> None:
    """Talk in the terminal."""
    house = open_house()
    language, instant = language_of(lang), clock_of(now, house)
    talk(house, instant, language)


def ask(
    text: Annotated[str | None, typer.Argument(help="The question.", show_default=False)] = None,
    now: Now = None,
    lang: Lang = None,
    as_json: AsJson = False,
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help="Read questions from stdin and answer on stdout, one JSON object a line."),
    ] = False,
) -> None:
    """Answer one question, or with --jsonl a stream of them."""
    if jsonl == (text is not None):
        raise Failure(2, "wicbot: give either a question or --jsonl")
    house = open_house()
    if jsonl:
        _ask_lines(house, now, lang)
    elif text is not None:
        _ask_once(house, text, now, lang, as_json)


def _ask_once(house: "House", text: str, now: str | None, lang: str | None, as_json: bool) -> None:
    from bot.bootstrap import in_memory
    from bot.replies import as_object, as_text
    from handlers.contract import Incoming

    message = Incoming(
        channel="terminal", chat="ask", text=text, now=clock_of(now, house)(), language=language_of(lang)
    )
    reply = asyncio.run(in_memory(house).respond(message))
    typer.echo(json.dumps(as_object(reply), ensure_ascii=False) if as_json else as_text(reply))


def _ask_lines(house: "House", now: str | None, lang: str | None) -> None:
    from bot.bootstrap import in_memory
    from bot.channels.jsonl import Defaults, JsonLines

    defaults = Defaults(now=clock_of(now, house), zone=house.zone, lang=language_of(lang))
    answering = JsonLines(in_memory(house), lambda: in_memory(house), defaults)
    with asyncio.Runner() as runner:
        answering.run(sys.stdin.buffer, sys.stdout.buffer, lambda waiting: runner.run(awaited(waiting)))
    if answering.bad:
        raise typer.Exit(1)


def rank(
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help='Read {"train":{"text","label"}} lines, then {"query"} lines, from stdin.'),
    ] = False,
) -> None:
    """Label any texts as examples teach: the ranker by itself, with nothing of the pack."""
    if not jsonl:
        raise Failure(2, "wicbot: rank needs --jsonl")
    from bot.channels.ranking import RankingLines

    ranking = RankingLines()
    ranking.run(sys.stdin.buffer, sys.stdout.buffer)
    if ranking.bad:
        raise typer.Exit(1)
