"""`wicbot`: one sub-command per process or chore. Parse, bootstrap, run.

Exit codes: 0 done, 1 faults found in the input, 2 usage or environment (one line on stderr).
Each command imports what it needs when it runs, so that `ask` starts quickly.
"""

import asyncio
import datetime as dt
import json
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

import typer
from typer.exceptions import TyperException

if TYPE_CHECKING:
    from bot.bootstrap import House
    from knowledge.errors import Fault
    from knowledge.language import Language
    from knowledge.pack import Pack

T = TypeVar("T")

app = typer.Typer(
    name="wicbot",
    help="Questions and answers about the yearly calls of the World Internet Conference, from cited facts.",
    add_completion=False,
    rich_markup_mode=None,  # rich costs start-up time
    pretty_exceptions_enable=False,
)
knowledge = typer.Typer(help="Look after the knowledge pack.", rich_markup_mode=None)
database = typer.Typer(help="Look after the database.", rich_markup_mode=None)
app.add_typer(knowledge, name="knowledge")
app.add_typer(database, name="db")

Now = Annotated[str | None, typer.Option(help="Answer as of this instant (ISO); without a zone: the organiser's.")]
Lang = Annotated[str | None, typer.Option(help="Answer in zh or en, whatever the question is in.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Failure(Exception):
    """The command cannot go on: what to say on stderr, line by line, and the exit code."""

    def __init__(self, code: int, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.code = code
        self.lines = lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    try:
        code = app(args=arguments, prog_name="wicbot", standalone_mode=False)
    except Failure as failure:
        for line in failure.lines:
            typer.echo(line, err=True)
        return failure.code
    except TyperException as problem:
        typer.echo(f"wicbot: {' '.join(problem.format_message().split())}", err=True)
        return 2
    except OSError as problem:
        typer.echo(f"wicbot: {problem}", err=True)
        return 2
    except typer.Abort:
        return 130
    return code if isinstance(code, int) else 0


@app.callback(invoke_without_command=True)
def _wicbot(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"wicbot {installed('wicbot')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise Failure(2, "wicbot: which command? `wicbot --help` lists them")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 picks a free one.", min=0, max=65535)] = 8080,
    no_worker: Annotated[
        bool,
        typer.Option("--no-worker", help="Do not send reminders from this process. (This release sends none.)"),
    ] = False,
) -> None:
    """Web chat and HTTP API. Prints `ready http://HOST:PORT` once it answers; SIGTERM ends it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until the server listens and takes over
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until then there is nothing to reload
    from bot import bootstrap

    _starting(lambda: bootstrap.serve(bootstrap.open_house(), host, port, typer.echo))


@app.command()
def chat(now: Now = None, lang: Lang = None) -> None:
    """Talk in the terminal."""
    house = _starting(_open_house)
    language, instant = _language(lang), _instant(now, house)
    from bot import bootstrap
    from bot.channels.terminal import History, Terminal

    history = History(house.settings.data_dir / "terminal_history")
    with asyncio.Runner() as runner:
        storage = bootstrap.database(house)
        engine = _starting(lambda: runner.run(storage.__aenter__()))
        try:
            history.load()
            terminal = Terminal(bootstrap.on_database(house, engine), instant, language=language, forget=history.forget)
            terminal.run(lambda waiting: runner.run(_awaited(waiting)))
            history.save()
        finally:
            runner.run(storage.__aexit__(None, None, None))


@app.command()
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
    house = _starting(_open_house)
    if jsonl:
        _ask_lines(house, now, lang)
    elif text is not None:
        _ask_once(house, text, now, lang, as_json)


def _ask_once(house: "House", text: str, now: str | None, lang: str | None, as_json: bool) -> None:
    from bot.bootstrap import in_memory
    from bot.replies import as_object, as_text
    from handlers.contract import Incoming

    message = Incoming(channel="terminal", chat="ask", text=text, now=_instant(now, house)(), language=_language(lang))
    reply = asyncio.run(in_memory(house).respond(message))
    typer.echo(json.dumps(as_object(reply), ensure_ascii=False) if as_json else as_text(reply))


def _ask_lines(house: "House", now: str | None, lang: str | None) -> None:
    from bot.bootstrap import in_memory
    from bot.channels.jsonl import Defaults, JsonLines

    defaults = Defaults(now=_instant(now, house), zone=house.zone, lang=_language(lang))
    answering = JsonLines(in_memory(house), lambda: in_memory(house), defaults)
    with asyncio.Runner() as runner:
        answering.run(sys.stdin.buffer, sys.stdout.buffer, lambda waiting: runner.run(_awaited(waiting)))
    if answering.bad:
        raise typer.Exit(1)


@app.command()
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


@knowledge.command()
def check(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="A pack; none: the one in use.")] = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Report every fault of a pack with file and line, exit code 1 if there is one; then warnings, as of --now."""
    place = _starting(_content_folder) if folder is None else folder
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
        warnings = checks.warnings(draft, _read_instant(now, zone) if now else system_now())
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


@knowledge.command()
def stats(as_json: AsJson = False) -> None:
    """How much the pack in use holds: facts by type, topics, paraphrases, sources."""
    from bot.inspection import figures, figures_as_text

    counted = figures(_pack())
    typer.echo(json.dumps(counted, ensure_ascii=False) if as_json else figures_as_text(counted))


@knowledge.command()
def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="E.g. deadline, award-2026, award/basic.")],
) -> None:
    """Any fact by its id, with its sources."""
    from bot.inspection import UnknownId, describe, find

    pack = _pack()
    try:
        found = find(pack, id_)
    except UnknownId as problem:
        raise Failure(2, f"wicbot: {problem}") from None
    typer.echo("\n\n".join(describe(pack, entry) for entry in found))


@knowledge.command()
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

    house = _starting(_open_house)
    draft = read_draft(content_folder(house.settings))
    explanation = explain(house.library, draft, text, _instant(now, house)(), _language(lang))
    typer.echo(json.dumps(asdict(explanation), ensure_ascii=False) if as_json else as_text(explanation))


@database.command()
def upgrade() -> None:
    """Create the database or bring it up to date; `serve` and `chat` do it by themselves."""
    from bot import bootstrap

    _starting(lambda: asyncio.run(bootstrap.upgrade(bootstrap.read_settings())))
    typer.echo("the database is up to date")


def _starting(start: Callable[[], T]) -> T:
    """What `start` gives; what can be wrong outside the program becomes lines on stderr and an exit code."""
    from bot.bootstrap import CannotStart
    from knowledge.errors import ContentError

    try:
        return start()
    except ContentError as broken:
        raise Failure(1, *(str(fault) for fault in broken.faults)) from None
    except CannotStart as problem:
        raise Failure(2, f"wicbot: {problem}") from None


def _open_house() -> "House":
    from bot.bootstrap import open_house

    return open_house()


def _content_folder() -> Path:
    from bot.bootstrap import content_folder, read_settings

    return content_folder(read_settings())


def _pack() -> "Pack":
    from knowledge.errors import ContentError
    from knowledge.pack import read_pack

    def read() -> "Pack":
        pack, draft = read_pack(_content_folder())
        if pack is None:
            raise ContentError(draft.faults)
        return pack

    return _starting(read)


def _instant(text: str | None, house: "House") -> Callable[[], dt.datetime]:
    if text is None:
        return house.clock.now
    instant = _read_instant(text, house.zone)
    return lambda: instant


def _read_instant(text: str, zone: ZoneInfo) -> dt.datetime:
    from bot.clock import ClockError, read_instant

    try:
        return read_instant(text, zone)
    except ClockError as problem:
        raise Failure(2, f"wicbot: --now: {problem}") from None


def _language(text: str | None) -> "Language | None":
    if text is None or text == "zh" or text == "en":
        return text  # type: ignore[return-value]  # mypy does not narrow a str to its literals
    raise Failure(2, f"wicbot: --lang: {text!r} is neither zh nor en")


def _as_dict(fault: "Fault") -> dict[str, Any]:
    return {"file": fault.file, "line": fault.line, "message": fault.message, "kind": fault.kind}


async def _awaited(waiting: Any) -> Any:
    return await waiting
