"""The machine interface over ASGI: what it answers, and how it refuses."""

import base64
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import APIRouter, FastAPI

from bot.channels.web.app import create_app
from bot.channels.web.pace import Pace, client_key
from bot.metrics import Metrics
from bot.turns import Observed
from tests.fakes import CHOICES, DEADLINES, FORM, NOON, NOTE, NOTICE, FakeConversation

pytestmark = pytest.mark.asyncio

ASK = "/api/v1/messages"
QUESTION = {"text": "领先科技奖什么时候截止？"}


class Site:
    """An application whose parts a test may look at and change."""

    def __init__(self) -> None:
        self.conversation = FakeConversation()
        self.metrics = Metrics()
        self.missing: str | None = None

    async def ready(self) -> str | None:
        return self.missing

    def app(self, **options: Any) -> FastAPI:
        observed = Observed(self.conversation, self.metrics)
        return create_app(observed, now=lambda: NOON, ready=self.ready, metrics=self.metrics, **options)

    def client(self, **options: Any) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app(**options))
        return httpx.AsyncClient(transport=transport, base_url="http://wicbot.test")


@pytest.fixture
def site() -> Site:
    return Site()


@pytest_asyncio.fixture
async def client(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with site.client() as client:
        yield client


def _problem(response: httpx.Response, status: int) -> str:
    """The detail of a problem that is one in every respect."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "detail"}
    assert body["status"] == status
    assert "Traceback" not in body["detail"]
    return str(body["detail"])


async def test_a_message_is_answered_with_the_ask_object_and_a_session(client: httpx.AsyncClient) -> None:
    answer = (await client.post(ASK, json=QUESTION)).json()
    session = answer.pop("session")
    assert len(session) >= 24
    assert answer == {
        "kind": "answer",
        "text": DEADLINES["award"],
        "topic": "deadline",
        "lang": "zh",
        "confidence": 0.93,
        "sources": [
            {"id": "S1", "title": NOTICE.title, "section": NOTICE.section, "address": NOTICE.address},
            {"id": "S2", "title": FORM.title, "section": FORM.section},
        ],
        "choices": [{"id": choice.id, "text": choice.text} for choice in CHOICES],
        "files": [],
    }


async def test_a_file_comes_whole_with_its_reply(client: httpx.AsyncClient) -> None:
    answer = (await client.post(ASK, json={"text": "/file"})).json()
    (file,) = answer["files"]
    assert (file["name"], file["type"]) == (NOTE.name, NOTE.type)
    assert base64.b64decode(file["content"]) == NOTE.content


async def test_a_message_is_handed_on_whole(client: httpx.AsyncClient, site: Site) -> None:
    said = {"text": "case", "session": "a-b_c.d~e:1", "lang": "en", "choice": "case", "id": 7}
    answer = (await client.post(ASK, json=said)).json()
    heard = site.conversation.heard[0]
    assert (heard.channel, heard.chat, heard.text) == ("web", "a-b_c.d~e:1", "case")
    assert (heard.choice, heard.language, heard.now) == ("case", "en", NOON)
    assert (answer["session"], answer["id"]) == ("a-b_c.d~e:1", 7)


async def test_a_session_is_one_chat(client: httpx.AsyncClient) -> None:
    first = (await client.post(ASK, json=QUESTION)).json()
    follow_up = {"text": "那另一个呢", "session": first["session"]}
    assert (await client.post(ASK, json=follow_up)).json()["text"] == DEADLINES["case"]
    stranger = (await client.post(ASK, json={"text": "那另一个呢"})).json()
    assert stranger["kind"] == "fallback"
    assert stranger["session"] != first["session"]


async def test_a_choice_alone_and_null_fields_are_enough(client: httpx.AsyncClient) -> None:
    answer = await client.post(ASK, json={"choice": "case", "session": None, "lang": None})
    assert answer.json()["text"] == DEADLINES["case"]


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({}, "text: is missing"),
        ({"text": 5}, "text: must be a string; 5 was given"),
        ({"text": None}, "text: must be a string; null was given"),
        ({"text": "x" * 8001}, "text: 8001 characters; at most 8000"),
        ({"text": "x", "lang": "fr"}, "lang: Input should be 'zh' or 'en'; \"fr\" was given"),
        ({"text": "x", "session": "a b"}, "session: must be 1 to 128 letters"),
        ({"text": "x", "session": ""}, "session: must be 1 to 128 letters"),
        ({"text": "x", "session": "x" * 129}, "session: must be 1 to 128 letters"),
        ({"text": "x", "session": 1}, "session: must be a string; 1 was given"),
        ({"text": "x", "choice": "选" * 22}, "choice: 66 bytes; no choice has more than 64"),
        ([], "must be a JSON object; [] was given"),
    ],
)
async def test_a_wrong_field_is_named(client: httpx.AsyncClient, said: Any, named: str) -> None:
    assert named in _problem(await client.post(ASK, json=said), 422)


async def test_the_longest_text_is_taken_however_it_is_escaped(client: httpx.AsyncClient) -> None:
    body = json.dumps({"text": "🎉" * 8000}, ensure_ascii=True)
    answer = await client.post(ASK, content=body, headers={"content-type": "application/json; charset=utf-8"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe\xfd", b'{"text": "a",}', "{'text': '截止'}".encode("gbk"), b"[" * 90_000]
)
async def test_what_is_no_json_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    _problem(await client.post(ASK, content=body, headers={"content-type": "application/json"}), 400)


async def test_half_a_character_is_refused_and_not_repeated(client: httpx.AsyncClient) -> None:
    body = b'{"text": "x", "session": "\\ud800"}'
    response = await client.post(ASK, content=body, headers={"content-type": "application/json"})
    assert "session" in _problem(response, 422)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
async def test_another_content_type_is_refused(client: httpx.AsyncClient, kind: str | None) -> None:
    headers = {"content-type": kind} if kind else {}
    response = await client.post(ASK, content=b'{"text": "x"}', headers=headers)
    assert "Content-Type must be application/json" in _problem(response, 415)


async def test_a_body_too_large_is_refused_announced_or_not(client: httpx.AsyncClient) -> None:
    async def unannounced() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b" " * 1000

    headers = {"content-type": "application/json"}
    for content in (b" " * 200_000, unannounced()):
        assert "at most" in _problem(await client.post(ASK, content=content, headers=headers), 413)


async def test_other_paths_and_methods_are_problems_too(client: httpx.AsyncClient) -> None:
    assert '"/nowhere"' in _problem(await client.get("/nowhere"), 404)
    assert "DELETE" in _problem(await client.delete(ASK), 405)
    _problem(await client.get("/staff"), 404)
    _problem(await client.get("/page/../app.py"), 404)


async def test_a_fault_inside_tells_nothing_and_logs_no_words(
    client: httpx.AsyncClient, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        response = await client.post(ASK, json={"text": "boom"})
    assert "secret" not in _problem(response, 500)
    assert "boom" not in caplog.text
    assert b'wicbot_turn_failures_total{channel="web"} 1.0' in site.metrics.exposition()


async def test_too_many_messages_are_refused_for_a_while(site: Site) -> None:
    async with site.client(rate_limit=2) as client:
        for _ in range(2):
            assert (await client.post(ASK, json=QUESTION)).status_code == 200
        refused = await client.post(ASK, json=QUESTION)
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert "too many messages" in _problem(refused, 429)
        assert (await client.get("/healthz")).status_code == 200
    assert len(site.conversation.heard) == 2


async def test_the_window_slides() -> None:
    now = 0.0
    pace = Pace(2, monotonic=lambda: now)
    assert pace.admit("a") is None
    now = 40.0
    assert pace.admit("a") is None
    assert pace.admit("a") == 20
    assert pace.admit("b") is None
    now = 60.0
    assert pace.admit("a") is None
    assert pace.admit("a") == 40


async def test_who_counts_as_one_client() -> None:
    assert client_key("2001:db8:1:2::1") == client_key("2001:db8:1:2:ffff::9") != client_key("2001:db8:1:3::1")
    assert client_key("::ffff:192.0.2.1") == client_key("192.0.2.1") != client_key("192.0.2.2")
    assert client_key(None) == "unknown"


@pytest.mark.parametrize("path", ["/", "/page/app.js", "/healthz", "/nowhere", "/metrics"])
async def test_every_response_is_guarded(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


async def test_answers_are_not_stored_on_the_way(client: httpx.AsyncClient) -> None:
    assert (await client.post(ASK, json=QUESTION)).headers["cache-control"] == "no-store"


async def test_only_allowed_origins_may_call_and_frame(site: Site) -> None:
    friend, stranger = "https://friend.example", "https://stranger.example"
    async with site.client(allowed_origins=[friend]) as client:
        for origin, allowed in ((friend, friend), (stranger, None)):
            response = await client.post(ASK, json=QUESTION, headers={"origin": origin})
            assert response.headers.get("access-control-allow-origin") == allowed
        assert f"frame-ancestors 'self' {friend}" in response.headers["content-security-policy"]
        failed = await client.post(ASK, json={"text": "boom"}, headers={"origin": friend})
        assert failed.headers["access-control-allow-origin"] == friend


async def test_no_origin_is_allowed_unless_named(client: httpx.AsyncClient) -> None:
    response = await client.post(ASK, json=QUESTION, headers={"origin": "https://stranger.example"})
    assert "access-control-allow-origin" not in response.headers


async def test_readiness_says_what_is_missing(client: httpx.AsyncClient, site: Site) -> None:
    assert (await client.get("/readyz")).json() == {"status": "ready"}
    site.missing = "the database cannot be reached"
    assert _problem(await client.get("/readyz"), 503) == site.missing
    assert (await client.get("/healthz")).json() == {"status": "alive"}


async def test_turns_are_counted(client: httpx.AsyncClient) -> None:
    await client.post(ASK, json=QUESTION)
    figures = (await client.get("/metrics")).text
    assert 'wicbot_turns_total{channel="web",kind="answer",language="zh"} 1.0' in figures
    assert "wicbot_turn_seconds_bucket" in figures


async def test_the_page_loads_nothing_from_elsewhere_and_has_no_inline_code(
    client: httpx.AsyncClient,
) -> None:
    page = (await client.get("/")).text
    assert '<script type="module" src=' in page
    assert "<style" not in page
    assert "://" not in page
    assert (await client.head("/")).status_code == 200


async def test_the_interface_describes_itself(client: httpx.AsyncClient) -> None:
    described = (await client.get("/api/v1/openapi.json")).json()
    operation = described["paths"][ASK]["post"]
    assert {"200", "400", "413", "415", "422", "429", "500"} <= set(operation["responses"])


async def test_a_router_handed_in_is_served(site: Site) -> None:
    router = APIRouter()
    router.get("/webhook")(_pong)
    async with site.client(routers=[router]) as client:
        assert (await client.get("/webhook")).json() == "pong"


async def _pong() -> str:
    return "pong"


@pytest.mark.parametrize(
    ("accepted", "speaks"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB", "en"), ("fr, en;q=0.5", "en"), ("fr", None), (";;,", None)],
)
async def test_the_browsers_language_comes_along(
    site: Site, client: httpx.AsyncClient, accepted: str, speaks: str | None
) -> None:
    await client.post(ASK, json={"text": "/help"}, headers={"Accept-Language": accepted})
    assert [message.speaks for message in site.conversation.heard] == [speaks]
