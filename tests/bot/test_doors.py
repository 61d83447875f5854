"""The pages behind the links of a letter: looking changes nothing, the button and the one click act."""

from collections.abc import AsyncIterator, Sequence

import httpx
import pytest
import pytest_asyncio

from bot.channels.web import doors
from bot.channels.web.app import create_app
from bot.metrics import Metrics
from bot.subscribers import MemorySubscriptions
from handlers.subscribe.works import Work
from knowledge.language import Language
from reminders import links
from reminders.subscriptions import Address, Body, Preferences, Purpose, Subscriber, Wish
from tests.fakes import NOON, FakeConversation

OFFICE = Address("email", "office@example.org")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def described(subscriber: Subscriber, language: Language) -> Sequence[str]:
    return [f"{s.body.name} <{s.programme}> {language}\nand more" for s in subscriber.subscriptions]


def works(subscriber: Subscriber, language: Language) -> Sequence[Work]:
    return [Work(s, s.programme, 2026, f"<{s.programme}> {language}") for s in subscriber.subscriptions]


@pytest.fixture
def subscriptions() -> MemorySubscriptions:
    return MemorySubscriptions()


@pytest_asyncio.fixture
async def client(subscriptions: MemorySubscriptions) -> AsyncIterator[httpx.AsyncClient]:
    async def ready() -> None:
        return None

    router = doors.create_router(subscriptions, described, works, lambda: NOON)
    app = create_app(FakeConversation(), now=lambda: NOON, ready=ready, metrics=Metrics(), routers=[router])
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://wicbot.test") as client:
        yield client


async def subscribed(subscriptions: MemorySubscriptions, language: Language = "zh") -> Subscriber:
    wish = Wish(OFFICE, Body("互联网协会", "association"), "award", Preferences(language), confirmed=False)
    return (await subscriptions.subscribe(wish, NOON)).subscriber


def path(subscriber: Subscriber, purpose: Purpose) -> str:
    return f"/{purpose}/{links.token(subscriber, purpose)}"


async def state(subscriptions: MemorySubscriptions) -> str:
    found = await subscriptions.of(OFFICE)
    assert found
    return f"{found.state} {len(found.subscriptions)}"


async def test_looking_at_a_link_changes_nothing(client: httpx.AsyncClient, subscriptions: MemorySubscriptions) -> None:
    subscriber = await subscribed(subscriptions)
    for purpose in ("confirm", "done", "unsubscribe"):
        for method in ("GET", "HEAD"):
            page = await client.request(method, path(subscriber, purpose))
            assert page.status_code == 200
    assert await state(subscriptions) == "unconfirmed 1"


async def test_the_button_confirms_once_and_for_all(
    client: httpx.AsyncClient, subscriptions: MemorySubscriptions
) -> None:
    subscriber = await subscribed(subscriptions)
    page = (await client.get(path(subscriber, "confirm"))).text
    assert "互联网协会 &lt;award&gt; zh<br>and more" in page
    assert '<form method="post">' in page
    for _ in range(2):
        assert "已确认" in (await client.post(path(subscriber, "confirm"))).text
        assert await state(subscriptions) == "active 1"
    again = (await client.get(path(subscriber, "confirm"))).text
    assert "已确认" in again
    assert "<form" not in again


async def test_the_page_speaks_the_language_of_the_address(
    client: httpx.AsyncClient, subscriptions: MemorySubscriptions
) -> None:
    page = (await client.get(path(await subscribed(subscriptions, "en"), "unsubscribe"))).text
    assert '<html lang="en">' in page
    assert "Unsubscribe from all" in page


async def test_the_button_ends_every_subscription(
    client: httpx.AsyncClient, subscriptions: MemorySubscriptions
) -> None:
    subscriber = await subscribed(subscriptions)
    assert "已退订" in (await client.post(path(subscriber, "unsubscribe"))).text
    assert (await state(subscriptions)).endswith(" 0")
    assert "没有任何订阅" in (await client.get(path(subscriber, "unsubscribe"))).text
    assert (await client.post(path(subscriber, "unsubscribe"))).status_code == 200


async def test_one_click_of_a_mail_program_ends_it_at_once(
    client: httpx.AsyncClient, subscriptions: MemorySubscriptions
) -> None:
    subscriber = await subscribed(subscriptions)
    answer = await client.post(path(subscriber, "unsubscribe"), data=ONE_CLICK)
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "text/plain")
    assert (await state(subscriptions)).endswith(" 0")


@pytest.mark.parametrize("wrong", ["1-0000", "99-abc", "x", "1", "1-é", "%00", "1-" + "a" * 300])
async def test_a_wrong_link_does_nothing_and_is_told_in_both_languages(
    client: httpx.AsyncClient, subscriptions: MemorySubscriptions, wrong: str
) -> None:
    await subscribed(subscriptions)
    for method in ("GET", "POST"):
        answer = await client.request(method, f"/unsubscribe/{wrong}")
        assert answer.status_code == 404
        assert "链接无效" in answer.text
        assert "does not hold" in answer.text
    assert await state(subscriptions) == "unconfirmed 1"


async def test_the_token_of_one_door_opens_no_other(
    client: httpx.AsyncClient, subscriptions: MemorySubscriptions
) -> None:
    subscriber = await subscribed(subscriptions)
    token = links.token(subscriber, "calendar")
    assert (await client.post(f"/confirm/{token}")).status_code == 404
    assert await state(subscriptions) == "unconfirmed 1"


async def test_guessing_is_slowed_down_and_the_right_link_is_not(
    client: httpx.AsyncClient, subscriptions: MemorySubscriptions
) -> None:
    subscriber = await subscribed(subscriptions)
    answers = [(await client.get(f"/confirm/1-{n:040x}")).status_code for n in range(40)]
    assert answers[0] == 404
    assert answers[-1] == 429
    assert (await client.get(path(subscriber, "confirm"))).status_code == 200


async def test_a_year_is_done_by_its_button_and_taken_back_by_the_next(
    client: httpx.AsyncClient, subscriptions: MemorySubscriptions
) -> None:
    """Who is told by mail had no way to say so."""
    subscriber = await subscribed(subscriptions, "en")
    key = f"{subscriber.subscriptions[0].id}:award:2026"
    page = (await client.get(path(subscriber, "done"))).text
    assert f'name="done" value="{key}"' in page
    assert "&lt;award&gt; en" in page
    for verb, marked, other in (("done", {("award", 2026)}, "undo"), ("undo", set(), "done")):
        for _ in range(2):
            page = (await client.post(path(subscriber, "done"), data={verb: key})).text
            found = await subscriptions.of(OFFICE)
            assert found
            assert found.subscriptions[0].done == marked
            assert f'name="{other}" value="{key}"' in page


@pytest.mark.parametrize("said", ["done=99:award:2026", "done=", "", "done=1:award:2027", "stop=1:award:2026"])
async def test_what_is_no_work_of_this_address_marks_nothing(
    client: httpx.AsyncClient, subscriptions: MemorySubscriptions, said: str
) -> None:
    subscriber = await subscribed(subscriptions)
    assert (await client.post(path(subscriber, "done"), content=said)).status_code == 200
    found = await subscriptions.of(OFFICE)
    assert found
    assert found.subscriptions[0].done == frozenset()


async def test_a_calendars_key_marks_nothing_as_done(
    client: httpx.AsyncClient, subscriptions: MemorySubscriptions
) -> None:
    subscriber = await subscribed(subscriptions)
    wrong = f"/done/{links.token(subscriber, 'calendar')}"
    assert (await client.post(wrong, data={"done": f"{subscriber.subscriptions[0].id}:award:2026"})).status_code == 404
