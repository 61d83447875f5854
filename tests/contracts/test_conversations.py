"""Every `Conversations` keeps the same promises: in memory, on SQLite and on PostgreSQL."""

import asyncio
import datetime as dt
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.memory import MemoryConversations
from bot.storage import engine as storage
from bot.storage import migrating
from bot.storage.conversations import SqlConversations
from bot.storage.tables import metadata
from handlers.contract import Choice
from handlers.ports import Conversations
from handlers.state import LastTurn, State
from tests.fakes import NOON
from tests.processes import ROOT

DIALOGUE = {"precheck": {"answers": {"领域": "是"}}}
FULL = State(
    language="zh",
    last=LastTurn("deadline", {"programmes": ["case"]}, NOON.isoformat(), "zh"),
    choices=(Choice("case", "实践案例"),),
    dialogue=DIALOGUE,
)

pytestmark = pytest.mark.asyncio

Reopen = Callable[[], Awaitable[Conversations]]


def _url(request: pytest.FixtureRequest, file: Path) -> str:
    """The database a test is parametrized with; where there is no PostgreSQL, `postgres_url` says so."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{file}"
    return str(request.getfixturevalue("postgres_url"))


async def _emptied(url: str) -> str:
    """The database at `url` with the schema of today and no chats."""
    await storage.upgrade(url)
    engine = storage.open_engine(url)
    async with storage.writing(engine) as connection:
        await connection.execute(text("DELETE FROM conversation"))
    await engine.dispose()
    return url


@pytest_asyncio.fixture(params=["memory", "sqlite", "postgres"])
async def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Reopen]:
    """Opens the same store anew, as another process would."""
    if request.param == "memory":
        kept = MemoryConversations()

        async def same() -> Conversations:
            return kept

        yield same
        return
    url = await _emptied(_url(request, tmp_path / "chats.db"))
    engines = []

    async def anew() -> Conversations:
        engines.append(storage.open_engine(url))
        return SqlConversations(engines[-1], lambda: NOON)

    yield anew
    for engine in engines:
        await engine.dispose()


@pytest_asyncio.fixture
async def conversations(reopen: Reopen) -> Conversations:
    return await reopen()


async def _save(conversations: Conversations, chat: str, state: State) -> None:
    async with conversations.open("web", chat) as memory:
        memory.state = state


async def _load(conversations: Conversations, chat: str, channel: str = "web") -> State:
    async with conversations.open(channel, chat) as memory:
        return memory.state


async def test_a_new_chat_starts_fresh(conversations: Conversations) -> None:
    assert await _load(conversations, "new") == State()


async def test_what_is_saved_is_loaded(conversations: Conversations) -> None:
    await _save(conversations, "a", FULL)
    assert await _load(conversations, "a") == FULL


async def test_chats_and_channels_are_apart(conversations: Conversations) -> None:
    await _save(conversations, "a", FULL)
    assert await _load(conversations, "b") == State()
    assert await _load(conversations, "a", channel="telegram") == State()


async def test_an_exception_leaves_the_state_unchanged(conversations: Conversations) -> None:
    await _save(conversations, "a", FULL)

    async def break_down() -> None:
        async with conversations.open("web", "a") as memory:
            memory.state = State(language="en")
            memory.forget()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await break_down()
    assert await _load(conversations, "a") == FULL


async def test_a_cancelled_turn_leaves_the_state_unchanged_and_the_chat_free(
    conversations: Conversations,
) -> None:
    await _save(conversations, "a", FULL)
    entered = asyncio.Event()

    async def hang() -> None:
        async with conversations.open("web", "a") as memory:
            memory.state = State()
            entered.set()
            await asyncio.Event().wait()

    turn = asyncio.create_task(hang())
    await entered.wait()
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn
    async with asyncio.timeout(10):
        assert await _load(conversations, "a") == FULL


async def test_forgetting_erases_whatever_the_state_says(conversations: Conversations) -> None:
    await _save(conversations, "a", FULL)
    async with conversations.open("web", "a") as memory:
        memory.forget()
        memory.state = State(language="en")
    assert await _load(conversations, "a") == State()


async def test_forgetting_a_chat_that_was_never_kept_is_no_fault(conversations: Conversations) -> None:
    async with conversations.open("web", "nobody") as memory:
        memory.forget()
    assert await _load(conversations, "nobody") == State()


async def test_turns_of_one_chat_wait_for_each_other(conversations: Conversations) -> None:
    async def add_one() -> None:
        async with conversations.open("web", "a") as memory:
            count = memory.state.dialogue.get("count", 0)
            await asyncio.sleep(0.01)
            memory.state = State(dialogue={"count": count + 1})

    await asyncio.gather(*(add_one() for _ in range(10)))
    assert (await _load(conversations, "a")).dialogue == {"count": 10}


async def test_different_chats_do_not_wait_for_each_other(conversations: Conversations) -> None:
    """Both are inside at once, or the barrier would never open."""
    both_inside = asyncio.Barrier(2)

    async def turn(chat: str) -> None:
        async with conversations.open("web", chat) as memory:
            await both_inside.wait()
            memory.state = State(dialogue={"chat": chat})

    async with asyncio.timeout(10):
        await asyncio.gather(turn("a"), turn("b"))
    assert (await _load(conversations, "b")).dialogue == {"chat": "b"}


async def test_a_state_survives_reopening(reopen: Reopen) -> None:
    await _save(await reopen(), "a", FULL)
    assert await _load(await reopen(), "a") == FULL


async def test_a_large_state_and_odd_characters_survive(conversations: Conversations) -> None:
    large = State(dialogue={"text": "领先科技奖" * 50_000, "odd": "\0\u2028'\"\\🎉"})
    await _save(conversations, "聊天/1'; --", large)
    assert await _load(conversations, "聊天/1'; --") == large


async def test_fifty_chats_at_once_lose_nothing(conversations: Conversations) -> None:
    async def talk(chat: str) -> None:
        for count in range(5):
            async with conversations.open("web", chat) as memory:
                assert memory.state.dialogue.get("count", 0) == count
                memory.state = State(dialogue={"count": count + 1})

    async with asyncio.timeout(60):
        await asyncio.gather(*(talk(f"chat {n}") for n in range(50)))
    assert (await _load(conversations, "chat 49")).dialogue == {"count": 5}


async def test_memory_drops_the_chat_longest_unused() -> None:
    conversations = MemoryConversations(most=2)
    for chat in ("a", "b", "a", "c"):
        await _save(conversations, chat, FULL)
    kept = [chat for chat in ("a", "c", "b") if await _load(conversations, chat) == FULL]
    assert kept == ["a", "c"]


async def test_two_processes_may_share_a_chat_on_postgres(postgres_url: str) -> None:
    """Two engines stand for two processes: the lock must be in the database."""
    url = await _emptied(postgres_url)
    engines = [storage.open_engine(url), storage.open_engine(url)]

    async def add_one(conversations: Conversations) -> None:
        async with conversations.open("web", "a") as memory:
            count = memory.state.dialogue.get("count", 0)
            await asyncio.sleep(0.01)
            memory.state = State(dialogue={"count": count + 1})

    stores = [SqlConversations(engine, lambda: NOON) for engine in engines]
    await asyncio.gather(*(add_one(store) for store in stores * 5))
    assert (await _load(stores[0], "a")).dialogue == {"count": 10}
    for engine in engines:
        await engine.dispose()


@pytest_asyncio.fixture(params=["sqlite", "postgres"])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return _url(request, tmp_path / "new folder" / "100%.db")


async def test_upgrading_again_and_at_once_is_harmless(url: str) -> None:
    await asyncio.gather(*(storage.upgrade(url) for _ in range(4)))
    engine = storage.open_engine(url)
    assert await storage.reachable(engine)
    await engine.dispose()


async def test_nothing_is_kept_of_a_chat_but_state_and_instant(url: str) -> None:
    await _emptied(url)
    engine = storage.open_engine(url)
    await _save(SqlConversations(engine, lambda: NOON), "a", State(language="zh"))
    async with storage.reading(engine) as connection:
        (row,) = (await connection.execute(text("SELECT * FROM conversation"))).mappings()
    assert set(row) == {"channel", "chat", "state", "updated_at"}
    assert str(row["updated_at"]).startswith(str(NOON.astimezone(dt.UTC))[:19])
    await engine.dispose()


async def test_the_schema_is_what_the_migrations_make(url: str) -> None:
    await storage.upgrade(url)
    engine = storage.open_engine(url)
    async with storage.reading(engine) as connection:
        differences = await connection.run_sync(lambda c: compare_metadata(MigrationContext.configure(c), metadata))
    await engine.dispose()
    assert differences == []


async def test_every_migration_is_known_by_name() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrating.MIGRATIONS))
    config.set_main_option("path_separator", "os")
    found = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(found)) == migrating.REVISIONS


async def test_a_schema_that_is_up_to_date_is_so_without_alembic(tmp_path: Path) -> None:
    """Every server held a dozen MiB for what only a new version needs."""
    url = f"sqlite+aiosqlite:///{tmp_path}/known.db"
    await storage.upgrade(url)
    upgrading = f"asyncio.run(engine.upgrade({url!r}))"
    script = f"import asyncio, sys; from bot.storage import engine; {upgrading}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: ASYNC221  # nothing else goes on
    loaded = set(done.stdout.split())
    assert "bot.storage.migrating" in loaded
    assert not loaded & {"alembic", "mako"}


async def test_a_database_that_is_away_is_not_reachable() -> None:
    engine = storage.open_engine("postgresql+asyncpg://nobody@127.0.0.1:9/none")
    assert not await storage.reachable(engine)
    await engine.dispose()


async def test_a_database_of_a_newer_program_is_refused_in_one_line(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/newer.db"
    await storage.upgrade(url)
    engine = storage.open_engine(url)
    async with storage.writing(engine) as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not await storage.reachable(engine)
    await engine.dispose()
    with pytest.raises(storage.StorageError, match=r"^the database was written by another version.*9999.*$"):
        await storage.upgrade(url)


async def test_an_unusable_file_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("this is no database " * 100)
    with pytest.raises(storage.StorageError, match=r"^the database cannot be used: file is not a database$"):
        await storage.upgrade(f"sqlite+aiosqlite:///{tmp_path}/text.db")
