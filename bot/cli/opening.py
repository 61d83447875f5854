"""What commands share: options, what a failure is, and the way to settings, pack and clock."""

import datetime as dt
import gc
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from bot.bootstrap import House
    from knowledge.language import Language
    from knowledge.pack import Pack

T = TypeVar("T")

Now = Annotated[str | None, typer.Option(help="Answer as of this instant (ISO); without a zone: the organiser's.")]
Lang = Annotated[str | None, typer.Option(help="Answer in zh or en, whatever the question is in.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Failure(Exception):
    """The command cannot go on: what to say on stderr, line by line, and the exit code."""

    def __init__(self, code: int, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.code = code
        self.lines = lines


def starting(start: Callable[[], T]) -> T:
    """What `start` gives; what can be wrong outside the program becomes lines on stderr and an exit code."""
    from bot.bootstrap import CannotStart
    from knowledge.errors import ContentError

    try:
        return start()
    except ContentError as broken:
        raise Failure(1, *(str(fault) for fault in broken.faults)) from None
    except CannotStart as problem:
        raise Failure(2, f"wicbot: {problem}") from None


def open_house() -> "House":
    """Settings, pack and clock; what is wrong with them becomes a failure.

    Nothing that is made at the start is garbage: looking for some would take a sixth of it.
    """
    gc.disable()
    try:
        return starting(_opened)
    finally:
        gc.freeze()
        gc.enable()


def _opened() -> "House":
    from bot.bootstrap import open_house

    return open_house()


def content_folder() -> Path:
    from bot.bootstrap import content_folder, read_settings

    return content_folder(read_settings())


def pack() -> "Pack":
    from knowledge.errors import ContentError
    from knowledge.pack import read_pack

    def read() -> "Pack":
        pack, draft = read_pack(content_folder())
        if pack is None:
            raise ContentError(draft.faults)
        return pack

    return starting(read)


def clock_of(text: str | None, house: "House") -> Callable[[], dt.datetime]:
    if text is None:
        return house.clock.now
    instant = read_instant(text, house.zone)
    return lambda: instant


def instant_for(text: str | None, pack: "Pack") -> dt.datetime:
    """The instant named, or now, for a command that needs no more than the pack."""
    from bot.bootstrap import read_clock, read_settings

    zone = ZoneInfo(pack.scheme.zone)
    if text is not None:
        return read_instant(text, zone)
    return starting(lambda: read_clock(read_settings(), zone)).now()


def read_instant(text: str, zone: ZoneInfo) -> dt.datetime:
    from bot.clock import ClockError, read_instant

    try:
        return read_instant(text, zone)
    except ClockError as problem:
        raise Failure(2, f"wicbot: --now: {problem}") from None


def language_of(text: str | None) -> "Language | None":
    if text is None or text == "zh" or text == "en":
        return text  # type: ignore[return-value]  # mypy does not narrow a str to its literals
    raise Failure(2, f"wicbot: --lang: {text!r} is neither zh nor en")


async def awaited(waiting: Any) -> Any:
    return await waiting
