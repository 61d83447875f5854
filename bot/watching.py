"""Sees that the files of a content folder have changed."""

import asyncio
import os
import stat
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from watchfiles import awatch

from bot import logs
from knowledge.pack import content_files

LOOK_EVERY = 5.0  # seconds; finds what no event tells: a link that leads elsewhere, a network drive, a new folder
_AT_REST = 300  # milliseconds without a further event that end a burst
_LONGEST_BURST = 3000  # milliseconds after which a burst is taken for what it is so far

Look = frozenset[tuple[str, int, int, int]]


async def changes(folder: Path, look_every: float = LOOK_EVERY) -> AsyncGenerator[None, None]:
    """One item now, and one after each burst of changes, however many files it touches. Goes on for ever.

    What changes while an item is in hand gives one more. A folder that goes away is a change, and so is its return.
    """
    seen = await asyncio.to_thread(look, folder)
    yield
    while True:
        home = _place(folder)
        try:
            async with aclosing(_events(folder, look_every)) as events:
                async for touched in events:
                    before, seen = seen, await asyncio.to_thread(look, folder)
                    if touched or seen != before:
                        yield
                    if _place(folder) != home:
                        break  # another folder under the same name: events of the old one tell nothing
        except (OSError, RuntimeError) as problem:  # no such folder, or no more watches to be had
            logs.logger("reload").debug("not watched by events", error=type(problem).__name__)
            await asyncio.sleep(look_every)
            before, seen = seen, await asyncio.to_thread(look, folder)
            if seen != before:
                yield


async def _events(folder: Path, look_every: float) -> AsyncGenerator[bool, None]:
    """Whether content was touched: after each burst, and without one every `look_every` seconds."""
    timeout = int(look_every * 1000)
    async with aclosing(
        awatch(
            folder,
            watch_filter=None,
            debounce=_LONGEST_BURST,
            step=_AT_REST,
            rust_timeout=timeout,
            yield_on_timeout=True,
        )
    ) as bursts:
        async for burst in bursts:
            yield any(path.endswith(".yaml") for _, path in burst)


def look(folder: Path) -> Look:
    """What can be told of the files without reading them."""
    return frozenset((str(path), *_stamp(path)) for path in (folder, *content_files(folder)))


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    if stat.S_ISDIR(found.st_mode):  # what is written into it changes its time, whether content or not
        return (found.st_ino, 0, 0)
    return (found.st_ino, found.st_mtime_ns, found.st_size)


def _place(folder: Path) -> tuple[str, int]:
    return os.path.realpath(folder), _stamp(folder)[0]
