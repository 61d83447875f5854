"""The engine, its transactions, and what differs between the two databases.

StorageError
└── the database cannot be used as it is; one line that says why
"""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.util import await_only

from bot.storage import migrating

POOL_SIZE = 10
MOST_CONNECTIONS = 30
_WAL_ATTEMPTS, _WAL_PAUSE = 600, 0.05  # seconds: together as long as a writer waits
_LOCK_WAIT = 3.0  # seconds that `condition` waits for a lock
PATIENCE = 180.0  # seconds that `upgrade` waits for a file which another program holds
_LOCK_TRY, _LOCK_PAUSE, _LONGEST_PAUSE = 0.5, 0.25, 5.0  # seconds: one try, the first pause behind it, the longest
_UPGRADING = 0x7769635F646221  # any fixed number: names the PostgreSQL lock held while upgrading


# SQLite lets waiting writers poll its lock, some for seconds; within a process they queue here instead.
_writers: WeakKeyDictionary[AsyncEngine, asyncio.Lock] = WeakKeyDictionary()


class StorageError(Exception):
    """The database cannot be used; the message is one line."""


def open_engine(url: str) -> AsyncEngine:
    """An engine for `url`. Nothing is connected yet; a missing folder for an SQLite file is created."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StorageError("the database address cannot be read") from None
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, parsed.database)
    # Pinged before use, because a database restarts now and then; errors show no values of statements.
    return create_async_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=MOST_CONNECTIONS - POOL_SIZE,
        pool_pre_ping=True,
        hide_parameters=True,
    )


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that only reads: on SQLite it waits for no writer."""
    async with engine.connect() as connection:
        await connection.execution_options(wicbot_reads=True)
        yield connection


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that writes: committed at the end, rolled back on an exception. Never nest two."""
    if engine.dialect.name == "sqlite":
        async with _writers.setdefault(engine, asyncio.Lock()), engine.begin() as connection:
            yield connection
    else:
        async with engine.begin() as connection:
            yield connection


async def reachable(engine: AsyncEngine) -> bool:
    """Whether the database answers and has the schema this program needs."""
    try:
        async with reading(engine) as connection:
            return await connection.run_sync(migrating.revision_of) == migrating.HEAD
    except (SQLAlchemyError, OSError):
        return False


def is_passing(error: BaseException) -> bool:
    """Whether what went wrong with the database may be over in a while: locked, away, no connection free."""
    return isinstance(error, OperationalError | InterfaceError | PoolTimeout | OSError)


async def upgrade(url: str, tell: Callable[[str], None] = lambda _: None, patience: float = PATIENCE) -> None:
    """Bring the schema up to date. May be called by several processes at once: they take turns.

    A file that another program holds locked is waited for, which `tell` hears at once and when it is over.
    """
    engine = open_engine(url)
    try:
        if engine.dialect.name == "sqlite":
            await _until_free(Path(engine.url.database or ""), tell, patience)
        async with writing(engine) as connection:
            await connection.run_sync(_upgrade)
    except migrating.AnotherVersion as problem:
        raise StorageError(f"the database was written by another version of wicbot: {problem}") from None
    except (SQLAlchemyError, OSError) as problem:
        raise StorageError(f"the database cannot be used: {_first_line(problem)}") from None
    finally:
        await engine.dispose()


async def condition(url: str) -> str | None:
    """Looks at a database without changing it: None (as it should be), `new`, `older`, or what is wrong in words."""
    try:
        parsed = make_url(url)
        file = Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None
        if file and not file.exists():
            return _place(file)
        if file:
            await asyncio.to_thread(_try_lock, file)
        engine = open_engine(url)
    except (ArgumentError, StorageError, sqlite3.Error) as problem:
        return str(problem)
    try:
        async with reading(engine) as connection:
            revision = await connection.run_sync(migrating.revision_of)
    except (SQLAlchemyError, OSError) as problem:
        return _first_line(problem)
    finally:
        await engine.dispose()
    if revision is None:
        return "new"
    if revision == migrating.HEAD:
        return None
    return "older" if revision in migrating.REVISIONS else f"it was written by another version of wicbot: {revision}"


async def _until_free(file: Path, tell: Callable[[str], None], patience: float) -> None:
    """Returns once nobody else holds the file. StorageError where that takes too long."""
    clock, pause, told = asyncio.get_running_loop(), _LOCK_PAUSE, False
    began = clock.time()
    while await asyncio.to_thread(_is_locked, file):
        waited = clock.time() - began
        if waited > patience:
            raise StorageError(f"{file} was locked by another program for {waited:.0f} s; who holds it has to end")
        if not told:
            tell(f"{file} is locked by another program; waiting up to {patience:.0f} s for it")
        told = True
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
    if told:
        tell(f"{file} is free after {clock.time() - began:.0f} s")


def _is_locked(file: Path) -> bool:
    if not file.exists():
        return False
    try:
        _try_lock(file, _LOCK_TRY)
    except sqlite3.OperationalError as problem:
        return "locked" in str(problem)
    except sqlite3.Error:
        return False  # something else is wrong with it, which its use will tell
    return False


def _try_lock(file: Path, seconds: float = _LOCK_WAIT) -> None:
    """Raises where another program holds the file's lock for so long, or the file is no database."""
    with closing(sqlite3.connect(file.absolute().as_uri() + "?mode=rw", uri=True, timeout=seconds)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.rollback()


def _place(file: Path) -> str:
    """Whether a database file can be made there: the nearest folder that exists must be ours to write to."""
    folder = next(parent for parent in file.absolute().parents if parent.exists())
    return "new" if os.access(folder, os.W_OK | os.X_OK) else f"{folder} cannot be written"


async def downgrade(url: str, revision: str) -> None:
    """Take the schema back to an earlier one; what only the later ones hold is lost."""
    engine = open_engine(url)
    try:
        async with writing(engine) as connection:
            await connection.run_sync(migrating.take_back, revision)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADING})
    migrating.bring_up(connection)


def _first_line(problem: Exception) -> str:
    cause = getattr(problem, "orig", None) or problem
    return (str(cause).strip() or type(cause).__name__).splitlines()[0]


def _sqlite(url: str, file: str | None) -> AsyncEngine:
    if not file or file == ":memory:":
        raise StorageError("a database in memory keeps nothing; name a file")
    try:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StorageError(f"the folder of the database cannot be made: {problem}") from None
    engine = create_async_engine(url, pool_size=POOL_SIZE, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver would begin transactions by itself, and late; we do it in `_begin_sqlite`.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=30000")
    _switch_to_wal(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):  # FULL: what was saved outlives a power cut
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _switch_to_wal(cursor: DBAPICursor) -> None:
    """Several at once on a new file: SQLite refuses all but one without waiting, whatever the time-out."""
    for _ in range(_WAL_ATTEMPTS):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as problem:
            if "locked" not in str(problem):
                raise
            await_only(asyncio.sleep(_WAL_PAUSE))
    cursor.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: who reads first and then writes can be refused without waiting."""
    reads = connection.get_execution_options().get("wicbot_reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
