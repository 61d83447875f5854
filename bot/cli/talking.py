"""A talk in the terminal on the program's own database, whichever command begins it."""

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.cli.opening import awaited, starting

if TYPE_CHECKING:
    from bot.bootstrap import House
    from knowledge.language import Language


def talk(
    house: "House", now: Callable[[], dt.datetime], language: "Language | None", opening: str | None = None
) -> None:
    """Talk until the person leaves; `opening` is said first."""
    from bot import bootstrap
    from bot.channels.terminal import History, Terminal

    data = house.settings.data_dir
    history = History(data / "terminal_history")
    with asyncio.Runner() as runner:
        storage = bootstrap.database(house)
        engine = starting(lambda: runner.run(storage.__aenter__()))
        try:
            history.load()
            terminal = Terminal(
                bootstrap.on_database(house, engine),
                now,
                language=language,
                forget=history.forget,
                files=data / "files",
            )
            terminal.run(lambda waiting: runner.run(awaited(waiting)), opening)
            history.save()
        finally:
            runner.run(storage.__aexit__(None, None, None))
