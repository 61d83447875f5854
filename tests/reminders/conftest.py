"""A rig on SQLite; tests that ask for `either` run on PostgreSQL too."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.reminders.house import House
from tests.reminders.house import house as open_house
from tests.reminders.rig import Rig, rigged
from tests.telegram.running import running


@pytest_asyncio.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with rigged(f"sqlite+aiosqlite:///{tmp_path / 'reminders.db'}") as ready:
        yield ready


@pytest_asyncio.fixture(params=["sqlite", "postgres"])
async def either(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Rig]:
    sqlite = request.param == "sqlite"
    url = f"sqlite+aiosqlite:///{tmp_path / 'reminders.db'}" if sqlite else request.getfixturevalue("postgres_url")
    async with rigged(url) as ready:
        yield ready


@pytest.fixture
def house(tmp_path: Path, cache_dir: Path) -> Iterator[House]:
    """An empty database and a stand-in without people; processes are started by the test."""
    with running() as cloud, open_house(tmp_path, cache_dir, cloud) as ready:
        yield ready
