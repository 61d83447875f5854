"""What all tests share: a clean environment, and what the machine has to offer."""

import asyncio
import os
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from knowledge.library import Library
from tests.shipped import shipped

POSTGRES = "WICBOT_TEST_POSTGRES_URL"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# A skip for want of something on this machine begins like this, and is named in the closing lines.
MISSING = "no "


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--endure", action="store_true", help="also run what takes long (make endure)")
    parser.addoption("--kills", type=int, default=20, help="how often the Telegram bot is killed (make endure)")
    parser.addoption("--seed", type=int, default=20, help="of the moments at which it is")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--endure"):
        for item in items:
            if item.get_closest_marker("endure"):
                item.add_marker(pytest.mark.skip(reason="takes long; make endure runs it"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Names the suites that did not run because this machine lacks something."""
    skipped = Counter(
        (report.nodeid.partition("::")[0], report.longrepr[2].removeprefix("Skipped: "))
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    )
    lacking = [(file, why, n) for (file, why), n in sorted(skipped.items()) if why.startswith(MISSING)]
    if lacking:
        terminalreporter.section("suites not run here", sep="-", yellow=True)
        for file, why, count in lacking:
            terminalreporter.line(f"{file}: {count} skipped: {why}")


def lacking(what: str) -> None:
    """Skip for want of `what`; where CI promised everything, fail."""
    if os.environ.get("CI") == "true":  # noqa: TID251  # tells how strict to be; no setting of the program
        pytest.fail(f"CI must offer everything, but there is {MISSING}{what}")
    pytest.skip(f"{MISSING}{what}")


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the person at the keyboard has set, the tests see the defaults."""
    for name in [name for name in os.environ if name.startswith("WICBOT_") and name != POSTGRES]:  # noqa: TID251
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all processes a test run starts: the pack is checked and fitted once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def library(cache_dir: Path) -> Library:
    """The shipped content, ready to be asked."""
    return shipped(cache_dir)


@pytest.fixture
def environment(tmp_path: Path, cache_dir: Path) -> dict[str, str]:
    """The environment for a wicbot process: its own data, nothing of this machine's settings."""
    foreign = ("WICBOT_", "PYTHONPATH")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}  # noqa: TID251
    own = {"WICBOT_DATA_DIR": str(tmp_path / "data"), "WICBOT_CACHE_DIR": str(cache_dir)}
    return inherited | own | {"PYTHONUTF8": "1", "COLUMNS": "200"}


@pytest.fixture(scope="session")
def postgres_url(worker_id: str) -> str:
    """A PostgreSQL database for tests, as SQLAlchemy's address; one of its own for each of several workers."""
    url = os.environ.get(POSTGRES)  # noqa: TID251  # names a server for tests; no setting of the program
    if not url:
        lacking(f"PostgreSQL: {POSTGRES} is not set")
    plain = str(url).replace("postgresql+asyncpg://", "postgresql://")
    if worker_id != "master":
        # in a thread of its own: a loop may be running in this one
        with ThreadPoolExecutor(1) as thread:
            plain = thread.submit(asyncio.run, _own_database(plain, worker_id)).result()
    return plain.replace("postgresql://", "postgresql+asyncpg://")


async def _own_database(url: str, worker: str) -> str:
    """A database beside that of `url`, made where it is not there."""
    import asyncpg

    own = f"{url.rpartition('/')[2].partition('?')[0]}_{worker}"
    connection = await asyncpg.connect(url)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", own):
            await connection.execute(f'CREATE DATABASE "{own}"')
    finally:
        await connection.close()
    return f"{url.rpartition('/')[0]}/{own}"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The system's Chromium."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        lacking("Chromium")
    return str(found)
