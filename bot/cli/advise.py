"""`advise`: which category a described work fits, for one text or a stream of them."""

import sys
from typing import Annotated

import typer

from bot.cli.opening import Failure, Lang, Now, clock_of, language_of, open_house


def advise(
    text: Annotated[
        str | None, typer.Argument(help="What the work is, in a few sentences.", show_default=False)
    ] = None,
    programme: Annotated[str | None, typer.Option(help="Only the categories of this call.")] = None,
    now: Now = None,
    lang: Lang = None,
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help="Read descriptions from stdin and advise on stdout, one JSON object a line."),
    ] = False,
) -> None:
    """Advise which category a described work fits, with the reasons; or with --jsonl a stream of them."""
    if jsonl == (text is not None):
        raise Failure(2, "wicbot: give either a description or --jsonl")
    house = open_house()
    if not house.library.pack.signs:
        raise Failure(2, "wicbot: the pack in use has nothing to advise from (advice/)")
    known = [call.id for call in house.library.pack.calls()]
    if programme is not None and programme not in known:
        raise Failure(2, f"wicbot: --programme: {programme!r} is no call; known: {', '.join(known)}")
    from bot.channels.advising import AdviceLines, advised
    from bot.channels.jsonl import Defaults

    defaults = Defaults(now=clock_of(now, house), zone=house.zone, lang=language_of(lang))
    if text is not None:
        found = advised(house.library, text, defaults.now(), programme, defaults.lang)
        typer.echo(found["text"])
        return
    lines = AdviceLines(house.library, defaults, programme)
    lines.run(sys.stdin.buffer, sys.stdout.buffer)
    if lines.bad:
        raise typer.Exit(1)
