"""Takes up the pack's files when they have changed, while turns go on."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from handlers.ports import Refused, Reload, Reloaded, Unchanged
from knowledge.errors import ContentError, Fault
from knowledge.library import Library, version_of

T = TypeVar("T")


class Reloader:
    """Builds the library of a folder beside the one in use, and hands it over when it is sound.

    One build at a time, in a thread; whoever asks during a build gets what the next one finds, and many who ask
    share it. Every build is told to `tell`, whether or not anybody waits for it.
    """

    def __init__(
        self,
        folder: Path,
        cache: Path | None,
        library: Library,
        tell: Callable[[Reload], None] = lambda _: None,
        opened: Callable[[Path, Path | None], Library] | None = None,
    ) -> None:
        self.library = library  # the one in use
        self._folder = folder
        self._cache = cache
        self._tell = tell
        self._opened = opened
        self._takers: list[Callable[[Library], None]] = []
        self._one_at_a_time = asyncio.Lock()
        self._next: asyncio.Task[Reload] | None = None
        self._building: asyncio.Task[Reload] | None = None  # the event loop itself would let go of it

    def hand_to(self, taker: Callable[[Library], None]) -> None:
        """From now on `taker` is given every new library, in the event loop's thread."""
        self._takers.append(taker)

    async def reload(self) -> Reload:
        """Take up the files as they are from this call on. Never raises for anything a folder can hold."""
        if self._next is None:
            self._next = asyncio.create_task(self._rebuild())
        return await asyncio.shield(self._next)

    async def _rebuild(self) -> Reload:
        async with self._one_at_a_time:
            # whoever asks from here on may mean files that are written after we have read them
            self._building, self._next = self._next, None
            built = await _aside(self._build)
            outcome = self._take(built)
            self._tell(outcome)
            return outcome

    def _build(self) -> Library | tuple[Fault, ...] | None:
        """The library of the files as they are, or what is wrong with them; None where they are those in use."""
        try:
            if version_of(self._folder) == self.library.version:
                return None
            library = (self._opened or Library.open)(self._folder, self._cache)
            library.prepare()
            return library
        except ContentError as broken:
            return broken.faults
        except OSError as problem:
            name = _within(self._folder, problem.filename)
            return (Fault(name, 1, f"cannot be read: {problem.strerror or problem}", "unreadable"),)
        except Exception as error:  # a fault of ours that only this content shows: what works goes on
            said = f"cannot be taken up: {type(error).__name__}: {error}"
            return (Fault(self._folder.name, 1, said, "unexpected"),)

    def _take(self, built: Library | tuple[Fault, ...] | None) -> Reload:
        if built is None:
            return Unchanged(self.library.version)
        if isinstance(built, tuple):
            return Refused(self.library.version, built)
        self.library = built
        for taker in self._takers:
            taker(built)
        return Reloaded(built.version)


def _within(folder: Path, name: object) -> str:
    path = Path(str(name)) if name else folder
    return path.relative_to(folder).as_posix() if folder in path.parents else str(path)


async def _aside(work: Callable[[], T]) -> T:
    """What `work`, which must not raise, gives; its thread does not keep the process from ending."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T) -> None:
        if not done.cancelled():
            done.set_result(result)

    def run() -> None:
        result = work()
        with suppress(RuntimeError):  # the event loop has ended, and nobody waits any more
            loop.call_soon_threadsafe(settle, result)

    threading.Thread(target=run, name="reload", daemon=True).start()
    return await done
