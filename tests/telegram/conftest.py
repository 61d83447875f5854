"""A stand-in of its own for each test, and both clients."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.telegram.clients import CLIENTS, Client
from tests.telegram.people import People
from tests.telegram.running import InThread, running


@pytest.fixture(autouse=True)
def _new_ways_of_python_telegram_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    """It warns of a type that will change unless it may use the new one."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def telegram() -> Iterator[InThread]:
    with running() as standin:
        yield standin


@pytest.fixture(params=sorted(CLIENTS))
async def client(request: pytest.FixtureRequest, telegram: InThread) -> AsyncIterator[Client]:
    async with CLIENTS[request.param](telegram.url, telegram.token) as one:
        yield one


@pytest.fixture
async def people(telegram: InThread) -> AsyncIterator[People]:
    async with telegram.people(patience=5.0) as everybody:
        yield everybody


@pytest.fixture
def li(telegram: InThread) -> int:
    """Somebody the bot may write to."""
    user: int = telegram.do("person", name="Li", username="li_wic", started=True)["user"]
    return user
