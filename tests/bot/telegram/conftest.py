"""One stand-in and one bot for the tests of what is said; those of what goes wrong bring their own."""

from collections.abc import Iterator

import pytest

from knowledge.library import Library
from tests.telegram import running
from tests.telegram.running import InThread
from tests.telegram_talk import Bot, bot_in_thread


@pytest.fixture(scope="session")
def fitted(library: Library) -> None:
    """The processes of these tests find the pack in the cache: the first start on a machine takes longer."""


@pytest.fixture(scope="session")
def telegram() -> Iterator[InThread]:
    with running() as stand_in:
        yield stand_in


@pytest.fixture(scope="session")
def bot(library: Library, telegram: InThread, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    with bot_in_thread(library, telegram, tmp_path_factory.mktemp("telegram") / "chats.db") as at_work:
        yield at_work
