"""Files that change are seen: each burst once, and whatever becomes of the folder."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from bot.watching import changes

pytestmark = pytest.mark.asyncio

OFTEN = 0.2  # seconds between looks where no event tells


class Seen:
    """How many changes were told so far."""

    def __init__(self) -> None:
        self.count = 0
        self._more = asyncio.Condition()

    async def follow(self, folder: Path) -> None:
        async with aclosing(changes(folder, OFTEN)) as found:
            async for _ in found:
                async with self._more:
                    self.count += 1
                    self._more.notify_all()

    async def more_than(self, count: int) -> None:
        async with asyncio.timeout(60), self._more:
            await self._more.wait_for(lambda: self.count > count)


@asynccontextmanager
async def _watching(folder: Path) -> AsyncIterator[Seen]:
    seen = Seen()
    task = asyncio.create_task(seen.follow(folder))
    try:
        await seen.more_than(0)
        yield seen
        assert not task.done(), "it goes on for ever"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "topics").mkdir(parents=True)
    (folder / "topics" / "one.yaml").write_text("one: 1\n")
    return folder


def _written(folder: Path) -> None:
    (folder / "topics" / "one.yaml").write_text("one: 2\n")


def _added_in_a_new_folder(folder: Path) -> None:
    (folder / "new").mkdir()
    (folder / "new" / "two.yaml").write_text("two: 2\n")


def _removed(folder: Path) -> None:
    (folder / "topics" / "one.yaml").unlink()


def _folder_renamed(folder: Path) -> None:
    (folder / "topics").rename(folder / "themes")


def _moved_into_place(folder: Path) -> None:
    beside = folder / "one.tmp"
    beside.write_text("one: 3\n")
    beside.replace(folder / "topics" / "one.yaml")


@pytest.mark.parametrize("change", [_written, _added_in_a_new_folder, _removed, _folder_renamed, _moved_into_place])
async def test_a_change_is_seen(folder: Path, change: Callable[[Path], None]) -> None:
    async with _watching(folder) as seen:
        before = seen.count
        change(folder)
        await seen.more_than(before)


async def test_a_burst_while_a_change_is_in_hand_gives_one_more(folder: Path) -> None:
    async with aclosing(changes(folder, OFTEN)) as found:
        await anext(found)
        seen = asyncio.create_task(anext(found))
        await asyncio.sleep(0)
        _written(folder)
        await asyncio.wait_for(seen, 60)
        for number in range(20):  # nobody asks for the next change meanwhile
            (folder / f"{number}.yaml").write_text("written: while the first is in hand\n")
        await asyncio.wait_for(anext(found), 60)
        later = asyncio.create_task(anext(found))
        done, _ = await asyncio.wait([later], timeout=5 * OFTEN)
        assert not done
        later.cancel()
        await asyncio.gather(later, return_exceptions=True)


async def test_the_folder_may_go_and_come_back(folder: Path) -> None:
    async with _watching(folder) as seen:
        before = seen.count
        kept = folder.with_name("kept")
        shutil.move(folder, kept)
        await seen.more_than(before)
        before = seen.count
        shutil.copytree(kept, folder)
        await seen.more_than(before)
        before = seen.count
        _written(folder)
        await seen.more_than(before)


async def test_a_link_may_lead_to_another_folder(folder: Path) -> None:
    """How several files are exchanged in one step."""
    other = shutil.copytree(folder, folder.with_name("other"))
    link = folder.with_name("link")
    link.symlink_to(folder)
    async with _watching(link) as seen:
        before = seen.count
        beside = folder.with_name("link.new")
        beside.symlink_to(other)
        beside.replace(link)
        await seen.more_than(before)
        before = seen.count
        _written(other)
        await seen.more_than(before)


async def test_what_is_no_content_is_not_seen(folder: Path) -> None:
    async with _watching(folder) as seen:
        before = seen.count
        (folder / "notes.txt").write_text("remember the milk")
        (folder / "topics" / ".one.yaml.swp").write_text("an editor's")
        await asyncio.sleep(5 * OFTEN)
        assert seen.count == before
        _written(folder)
        await seen.more_than(before)
