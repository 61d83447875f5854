"""A database that another program holds when a process starts: said at once, waited for, and given up in the end."""

import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.storage import engine as storage
from tests.processes import ROOT, WICBOT

_HELD = 6.0  # seconds: longer than the first tries, and than a person takes for "at once"


@contextmanager
def holding(file: Path) -> Iterator[None]:
    """Another program that writes, and does not come to its end."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


@pytest.mark.asyncio
async def test_a_file_that_stays_locked_is_given_up_with_its_name(tmp_path: Path) -> None:
    """It used to be waited for half a minute without a word."""
    file, told = tmp_path / "wicbot.db", list[str]()
    url = f"sqlite+aiosqlite:///{file}"
    await storage.upgrade(url)
    with holding(file), pytest.raises(storage.StorageError, match=r"wicbot\.db was locked by another program for \d s"):
        await storage.upgrade(url, told.append, patience=1.0)
    assert [line.replace(str(file), "F") for line in told] == [
        "F is locked by another program; waiting up to 1 s for it"
    ]


@pytest.mark.asyncio
async def test_a_file_that_nobody_holds_is_not_spoken_of(tmp_path: Path) -> None:
    told = list[str]()
    for _ in range(2):
        await storage.upgrade(f"sqlite+aiosqlite:///{tmp_path}/wicbot.db", told.append)
    assert told == []


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("worker",)], ids=lambda command: command[0])
def test_a_process_says_so_at_once_waits_and_goes_on(
    environment: dict[str, str], tmp_path: Path, command: tuple[str, ...]
) -> None:
    """It used to wait without a line in the log, and to end with an error after half a minute."""
    with subprocess.Popen(
        [*WICBOT, *command], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        ready = process.stdout.readline()
        assert ready.startswith("ready")
        process.terminate()
    file = next(Path(environment["WICBOT_DATA_DIR"]).glob("*.sqlite3"))
    with subprocess.Popen(
        [*WICBOT, *command], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stderr
        with holding(file):
            locked = next(line for line in process.stderr if "locked" in line)
            told = time.monotonic()
            time.sleep(_HELD)
        free = next(line for line in process.stderr if "free" in line)
        assert process.stdout.readline().startswith("ready")
        assert time.monotonic() - told < _HELD + 20
        process.terminate()
    assert f"{file} is locked by another program; waiting up to 180 s for it" in locked
    assert f"{file} is free after" in free
