"""Who may exchange the pack, and what they are told."""

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.channels.web import staff
from bot.channels.web.app import create_app
from bot.memory import MemoryConversations
from bot.metrics import Metrics
from bot.staff import StaffOf
from handlers.commands import STAFF_COMMANDS
from handlers.contract import Incoming, Kind, Reply
from handlers.conversation import Conversation
from handlers.ports import Refused, Reload, Reloaded, Unchanged
from knowledge.errors import Fault
from knowledge.language import Language
from knowledge.library import Library
from tests.fakes import NOON, FakeConversation
from tests.processes import ROOT

pytestmark = pytest.mark.asyncio

TOKEN = "pässwörd-4711"
FAULTS = tuple(Fault("topics/a.yaml", line, f"unknown source 'S{line}'", "unknown-source") for line in range(1, 31))


class Desk:
    """Says what a reload came to, and counts how often it was asked for."""

    def __init__(self, outcome: Reload = Reloaded("abc123")) -> None:  # noqa: B008  # frozen
        self.outcome = outcome
        self.asked = 0

    async def reload(self) -> Reload:
        self.asked += 1
        return self.outcome


@pytest.fixture
def desk() -> Desk:
    return Desk()


# ── over HTTP ────────────────────────────────────────────────────────────────────────────


def _client(*routers: Any) -> httpx.AsyncClient:
    app = create_app(FakeConversation(), now=lambda: NOON, ready=_ready, metrics=Metrics(), routers=routers)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://wicbot.test")


async def _ready() -> None:
    return None


@pytest_asyncio.fixture
async def client(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    async with _client(staff.create_router(TOKEN, desk.reload)) as client:
        yield client


def _bearer(token: str) -> dict[bytes, bytes]:
    return {b"Authorization": f"Bearer {token}".encode()}


async def test_without_a_token_there_is_no_staff_door() -> None:
    async with _client() as client:
        for path in ("/staff", "/staff/reload"):
            assert (await client.post(path, headers=_bearer(TOKEN))).status_code == 404


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", TOKEN])
async def test_a_wrong_token_opens_nothing(client: httpx.AsyncClient, desk: Desk, header: str | None) -> None:
    headers = {} if header is None else {b"Authorization": header.encode()}
    response = await client.post("/staff/reload", headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.headers["content-type"] == "application/problem+json"
    assert TOKEN not in response.text
    assert desk.asked == 0


async def test_guessing_is_slowed_down_and_the_right_token_is_not(client: httpx.AsyncClient) -> None:
    guesses = [(await client.post("/staff/reload", headers=_bearer(f"guess{n}"))).status_code for n in range(30)]
    assert set(guesses[10:]) == {429}
    assert (await client.post("/staff/reload", headers=_bearer(TOKEN))).status_code == 200


@pytest.mark.parametrize(("outcome", "status"), [(Reloaded("abc123"), "reloaded"), (Unchanged("abc123"), "unchanged")])
async def test_the_token_reloads(client: httpx.AsyncClient, desk: Desk, outcome: Reload, status: str) -> None:
    desk.outcome = outcome
    response = await client.post("/staff/reload", headers=_bearer(TOKEN))
    assert (response.status_code, response.json()) == (200, {"status": status, "version": "abc123"})
    assert desk.asked == 1
    assert (await client.get("/staff/reload", headers=_bearer(TOKEN))).status_code == 405


async def test_every_fault_of_a_refused_pack_is_told(client: httpx.AsyncClient, desk: Desk) -> None:
    desk.outcome = Refused("abc123", FAULTS)
    response = await client.post("/staff/reload", headers=_bearer(TOKEN))
    assert response.status_code == 409
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["version"] == "abc123"
    assert len(body["faults"]) == len(FAULTS)
    assert body["faults"][0] == {
        "file": "topics/a.yaml",
        "line": 1,
        "message": "unknown source 'S1'",
        "kind": "unknown-source",
    }


async def test_the_staff_door_is_not_in_the_public_description(client: httpx.AsyncClient) -> None:
    assert "staff" not in (await client.get("/api/v1/openapi.json")).text


# ── in a chat ────────────────────────────────────────────────────────────────────────────


async def _say(
    library: Library,
    desk: Desk,
    channel: str = "telegram",
    person: str | None = "12",
    text: str = "/reload",
    language: Language | None = "en",
) -> Reply:
    conversation = Conversation(library, MemoryConversations(), StaffOf((12, 34), desk.reload))
    now = dt.datetime(2026, 6, 1, 2, tzinfo=dt.UTC)
    return await conversation.respond(Incoming(channel, "1", text, now, person=person, language=language))


@pytest.mark.parametrize(("channel", "person"), [("telegram", "12"), ("telegram", "34"), ("terminal", None)])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_staff_reloads_in_a_chat(
    library: Library, desk: Desk, channel: str, person: str | None, language: Language
) -> None:
    reply = await _say(library, desk, channel, person, language=language)
    assert (reply.kind, reply.language, desk.asked) == (Kind.DONE, language, 1)
    assert "abc123" in reply.text


@pytest.mark.parametrize(
    ("channel", "person"),
    [("telegram", "13"), ("telegram", None), ("telegram", ""), ("web", None), ("web", "12"), ("jsonl", "12")],
)
async def test_to_anybody_else_there_is_no_such_command(
    library: Library, desk: Desk, channel: str, person: str | None
) -> None:
    reply = await _say(library, desk, channel, person)
    unknown = await _say(library, desk, channel, person, text="/nothing")
    assert desk.asked == 0
    assert reply.text == unknown.text.replace("/nothing", "/reload")


async def test_without_a_staff_there_is_no_such_command(library: Library) -> None:
    conversation = Conversation(library, MemoryConversations())
    reply = await conversation.respond(Incoming("terminal", "1", "/reload", NOON))
    assert reply.kind == Kind.FALLBACK


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_staff_is_told_the_faults(library: Library, language: Language) -> None:
    reply = await _say(library, Desk(Refused("abc123", FAULTS)), language=language)
    assert "abc123" in reply.text
    assert str(FAULTS[0]) in reply.text.splitlines()
    assert len(reply.text.splitlines()) == 12
    assert f"{len(FAULTS) - 10}" in reply.text.splitlines()[-1]
    few = await _say(library, Desk(Refused("abc123", FAULTS[:2])), language=language)
    assert len(few.text.splitlines()) == 3


async def test_nothing_changed_is_said(library: Library) -> None:
    assert "Nothing has changed" in (await _say(library, Desk(Unchanged("abc123")))).text


async def test_the_staffs_commands_are_in_the_operator_guide() -> None:
    guide = (ROOT / "docs" / "operator-guide.md").read_text("utf-8")
    assert STAFF_COMMANDS
    assert [name for name in STAFF_COMMANDS if f"`/{name}`" not in guide] == []
