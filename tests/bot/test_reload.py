"""A pack exchanged under a thousand questions: no answer mixes two, and a broken one is never served."""

import asyncio
import datetime as dt
import io
import json
import logging
import shutil
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog

from bot import logs
from bot.channels.web.app import create_app
from bot.memory import MemoryConversations
from bot.metrics import Metrics
from bot.reload import Reloader
from bot.storage.conversations import SqlConversations
from bot.storage.engine import open_engine, upgrade
from bot.turns import InUse, Observed
from handlers.contract import Incoming
from handlers.conversation import Conversation
from handlers.ports import Conversations, Memory, Refused, Reload, Reloaded, Unchanged
from knowledge.library import Library
from tests.bot.changing import MARCH, MAY, QUESTIONS, ChangingPack, of_one_state

pytestmark = pytest.mark.asyncio

NOW = dt.datetime(2030, 3, 1, 9, tzinfo=dt.timezone(dt.timedelta(hours=9)))
QUESTIONS_ASKED = 1000
GROUPS = 10  # each is asked while the pack is being exchanged once more


@pytest.fixture(scope="session")
def small_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both states of the pack, fitted once a test run."""
    cache = tmp_path_factory.mktemp("small-cache")
    pack = ChangingPack(tmp_path_factory.mktemp("small") / "content")
    for state in (MARCH, MAY):
        pack.write(state)
        Library.open(pack.folder, cache)
    return cache


@pytest.fixture
def cache(small_cache: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_cache, tmp_path / "cache")


@pytest.fixture
def pack(tmp_path: Path) -> ChangingPack:
    return ChangingPack(tmp_path / "content")


@pytest.fixture
def logged() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """The lines logged so far; the logging of the test run is put back afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure("info", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("wicbot").setLevel(logging.NOTSET)
    structlog.reset_defaults()


class Slow:
    """Chats in memory that let other turns go first before and after each turn, as a database does."""

    def __init__(self) -> None:
        self._inner = MemoryConversations()

    @asynccontextmanager
    async def open(self, channel: str, chat: str) -> AsyncIterator[Memory]:
        await asyncio.sleep(0.001)
        async with self._inner.open(channel, chat) as memory:
            await asyncio.sleep(0.001)
            yield memory
            await asyncio.sleep(0.001)


class Exchanging:
    """A conversation over a pack that changes, put together as `serve` does it."""

    def __init__(self, pack: ChangingPack, cache: Path, chats: Conversations) -> None:
        library = Library.open(pack.folder, cache)
        self.metrics = Metrics()
        self.told: list[Reload] = []
        self.reloader = Reloader(pack.folder, cache, library, self._tell)
        self.in_use = InUse(lambda used: Observed(Conversation(used, chats), self.metrics), library)
        self.reloader.hand_to(self.in_use.take)

    def _tell(self, outcome: Reload) -> None:
        self.told.append(outcome)
        logs.reload_done(outcome)
        self.metrics.reload_done(outcome)

    async def ask(self, text: str = QUESTIONS[1], chat: str = "one") -> str:
        return (await self.in_use.respond(Incoming("web", chat, text, NOW))).text


async def _asked_while_exchanged(
    pack: ChangingPack, reloader: Reloader, ask: Callable[[int], Awaitable[str]]
) -> list[str]:
    """A thousand questions at once, a tenth of them let go with each of ten exchanges of the pack."""
    begun = [asyncio.Event() for _ in range(GROUPS)]

    async def one(number: int) -> str:
        await begun[number % GROUPS].wait()
        return await ask(number)

    asked = [asyncio.create_task(one(number)) for number in range(QUESTIONS_ASKED)]
    for number, group in enumerate(begun):
        pack.write(MAY if number % 2 == 0 else MARCH)
        exchange = asyncio.create_task(reloader.reload())
        group.set()
        assert isinstance(await exchange, Reloaded)
    return await asyncio.gather(*asked)


def _assert_nothing_is_mixed(replies: list[str], lines: list[dict[str, Any]], channel: str) -> None:
    """Every reply is of one state, and its log line names the version of that state."""
    turns = {line["chat"]: line["version"] for line in lines if line["event"] == "turn"}
    assert len(turns) == len(replies) == QUESTIONS_ASKED
    states: dict[str, set[int]] = {}
    for number, reply in enumerate(replies):
        state = of_one_state(reply, "en" if number % 2 else "zh")
        version = turns[logs.chat_mark(channel, f"chat-{number}")]
        states.setdefault(version, set()).add(id(state))
    assert len(states) == 2, "both versions answered"
    assert all(len(found) == 1 for found in states.values())
    assert len({id_ for found in states.values() for id_ in found}) == 2


async def test_no_answer_of_a_thousand_mixes_two_packs(
    pack: ChangingPack, cache: Path, logged: Callable[[], list[dict[str, Any]]]
) -> None:
    house = Exchanging(pack, cache, Slow())

    async def ask(number: int) -> str:
        return await house.ask(QUESTIONS[number % 2], f"chat-{number}")

    replies = await _asked_while_exchanged(pack, house.reloader, ask)
    _assert_nothing_is_mixed(replies, logged(), "web")


async def test_no_http_answer_of_a_thousand_mixes_two_packs(
    pack: ChangingPack, cache: Path, tmp_path: Path, logged: Callable[[], list[dict[str, Any]]]
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'chats.sqlite3'}"
    await upgrade(url)
    engine = open_engine(url)
    house = Exchanging(pack, cache, SqlConversations(engine, lambda: NOW))
    app = create_app(
        house.in_use, now=lambda: NOW, ready=_ready, metrics=house.metrics, version=lambda: house.in_use.version
    )
    try:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://wicbot.test", timeout=None) as client:

            async def ask(number: int) -> str:
                said = {"text": QUESTIONS[number % 2], "session": f"chat-{number}"}
                answer = await client.post("/api/v1/messages", json=said)
                assert answer.status_code == 200, answer.text
                return str(answer.json()["text"])

            replies = await _asked_while_exchanged(pack, house.reloader, ask)
            ready = (await client.get("/readyz")).json()
            figures = (await client.get("/metrics")).text
    finally:
        await engine.dispose()
    _assert_nothing_is_mixed(replies, logged(), "web")
    assert ready == {"status": "ready", "version": house.reloader.library.version}
    assert figures.count("wicbot_pack_info{") == 1
    assert f'wicbot_pack_info{{version="{house.reloader.library.version}"}} 1.0' in figures
    assert f'wicbot_reloads_total{{outcome="reloaded"}} {GROUPS}.0' in figures


async def _ready() -> None:
    return None


async def test_a_turn_ends_with_the_pack_it_began_with(pack: ChangingPack, cache: Path) -> None:
    held = asyncio.Event()
    opened = asyncio.Event()

    class Held(Slow):
        @asynccontextmanager
        async def open(self, channel: str, chat: str) -> AsyncIterator[Memory]:
            async with super().open(channel, chat) as memory:
                if chat == "held":
                    opened.set()
                    await held.wait()
                yield memory

    house = Exchanging(pack, cache, Held())
    slow = asyncio.create_task(house.ask(chat="held"))
    await opened.wait()
    pack.write(MAY)
    await house.reloader.reload()
    assert of_one_state(await house.ask(chat="another"), "en") is MAY
    held.set()
    assert of_one_state(await slow, "en") is MARCH
    assert of_one_state(await house.ask(chat="held"), "en") is MAY


# ── refusals ─────────────────────────────────────────────────────────────────────────────


async def test_a_broken_pack_is_refused_with_its_faults_while_questions_go_on(
    pack: ChangingPack, cache: Path, logged: Callable[[], list[dict[str, Any]]]
) -> None:
    house = Exchanging(pack, cache, Slow())
    before = house.reloader.library.version
    pack.write(MAY)
    pack.break_it()
    refusing = asyncio.create_task(house.reloader.reload())
    replies = await asyncio.gather(*(house.ask(chat=f"chat-{number}") for number in range(100)))
    outcome = await refusing
    assert isinstance(outcome, Refused)
    assert outcome.version == house.in_use.version == before
    line = len((pack.folder / "scheme.yaml").read_text("utf-8").splitlines())
    assert [(fault.file, fault.line) for fault in outcome.faults] == [("scheme.yaml", line)]
    assert {id(of_one_state(reply, "en")) for reply in replies} == {id(MARCH)}
    (refused,) = [entry for entry in logged() if entry["event"] == "pack refused"]
    assert (refused["version"], refused["level"], refused["count"]) == (before, "error", 1)
    assert refused["faults"][0].startswith(f"scheme.yaml:{line}: ")
    assert "colour" in refused["faults"][0]
    pack.mend()
    assert isinstance(await house.reloader.reload(), Reloaded)
    assert of_one_state(await house.ask(), "en") is MAY


def _half_written(folder: Path) -> None:
    whole = (folder / "topics" / "tea.yaml").read_bytes()
    (folder / "topics" / "tea.yaml").write_bytes(whole[: len(whole) // 2 + 1])


def _empty(folder: Path) -> None:
    (folder / "scheme.yaml").write_bytes(b"")


def _no_text(folder: Path) -> None:
    (folder / "scheme.yaml").write_bytes(b"\xff\xfe\x00\x01")


def _dangling(folder: Path) -> None:
    (folder / "topics" / "gone.yaml").symlink_to(folder / "nowhere")


def _folder_for_a_file(folder: Path) -> None:
    (folder / "topics" / "folder.yaml").mkdir()


def _gone(folder: Path) -> None:
    shutil.rmtree(folder)


def _file_for_the_folder(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("no folder")


@pytest.mark.parametrize(
    "spoil", [_half_written, _empty, _no_text, _dangling, _folder_for_a_file, _gone, _file_for_the_folder]
)
async def test_whatever_a_folder_holds_is_refused_and_mended(
    pack: ChangingPack, cache: Path, spoil: Callable[[Path], None], tmp_path: Path
) -> None:
    house = Exchanging(pack, cache, MemoryConversations())
    before = house.reloader.library.version
    spoil(pack.folder)
    outcome = await house.reloader.reload()
    assert isinstance(outcome, Refused)
    assert outcome.faults
    assert all(fault.file and fault.line >= 1 and fault.message for fault in outcome.faults)
    assert house.in_use.version == before
    assert of_one_state(await house.ask(), "en") is MARCH
    shutil.rmtree(pack.folder, ignore_errors=True)
    pack.folder.unlink(missing_ok=True)
    ChangingPack(pack.folder).write(MAY)
    assert isinstance(await house.reloader.reload(), Reloaded)


async def test_a_folder_that_changes_while_it_is_read_is_refused(
    pack: ChangingPack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the new deadline could stand beside the old mailbox, and be kept in the cache as one version."""
    from knowledge import checks

    require_sound = checks.require_sound

    def changing(folder: Path) -> Any:
        found = require_sound(folder)
        pack.write(MAY)
        return found

    house = Exchanging(pack, None, MemoryConversations())  # type: ignore[arg-type]  # no cache: it must be read
    pack.put("places.yaml", (pack.folder / "places.yaml").read_text("utf-8") + "\n# later\n")
    monkeypatch.setattr(checks, "require_sound", changing)
    outcome = await house.reloader.reload()
    assert isinstance(outcome, Refused)
    assert [fault.kind for fault in outcome.faults] == ["changing"]


# ── how often ────────────────────────────────────────────────────────────────────────────


async def test_files_that_are_those_in_use_change_nothing(pack: ChangingPack, cache: Path) -> None:
    house = Exchanging(pack, cache, MemoryConversations())
    pack.write(MARCH)
    assert await house.reloader.reload() == Unchanged(house.reloader.library.version)


async def test_who_asks_together_shares_one_build(pack: ChangingPack, cache: Path) -> None:
    house = Exchanging(pack, cache, MemoryConversations())
    pack.write(MAY)
    outcomes = await asyncio.gather(*(house.reloader.reload() for _ in range(50)))
    assert len(set(map(id, outcomes))) == 1
    assert len(house.told) == 1


class Gate:
    """Holds up every build once it has read its library."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self._opened = threading.Event(), threading.Event()
        opening = Library.open
        monkeypatch.setattr(Library, "open", lambda *where: self._hold(opening(*where)))

    def _hold(self, library: Library) -> Library:
        self.reached.set()
        assert self._opened.wait(60)
        return library

    async def is_reached(self) -> None:
        assert await asyncio.to_thread(self.reached.wait, 60)

    def open(self) -> None:
        self._opened.set()


async def test_a_change_during_a_build_makes_one_more(
    pack: ChangingPack, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = Exchanging(pack, cache, MemoryConversations())
    gate = Gate(monkeypatch)
    pack.write(MAY)
    first = asyncio.create_task(house.reloader.reload())
    await gate.is_reached()
    pack.write(MARCH)
    later = [asyncio.create_task(house.reloader.reload()) for _ in range(20)]
    assert of_one_state(await house.ask(), "en") is MARCH, "questions go on during the build"
    gate.open()
    outcomes = await asyncio.gather(first, *later)
    assert [type(outcome) for outcome in house.told] == [Reloaded, Reloaded]
    assert outcomes == [house.told[0], *[house.told[1]] * 20]
    assert of_one_state(await house.ask(), "en") is MARCH


async def test_who_asked_may_leave(pack: ChangingPack, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = Exchanging(pack, cache, MemoryConversations())
    gate = Gate(monkeypatch)
    pack.write(MAY)
    asked = asyncio.create_task(house.reloader.reload())
    await gate.is_reached()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    gate.open()
    assert isinstance(await house.reloader.reload(), Unchanged), "the build went on, and this one comes after it"
    assert of_one_state(await house.ask(), "en") is MAY
