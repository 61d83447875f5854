"""The pages behind the links of a letter, as people see them: on a wide and a narrow screen, in light and in dark."""

import asyncio
import threading
import time
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.channels.web import doors
from bot.channels.web.app import create_app
from bot.channels.web.server import WebServer, address_of, listen
from bot.metrics import Metrics
from bot.subscribers import MemorySubscriptions
from handlers.subscribe.telling import Telling
from handlers.subscribe.works import Work, works_of
from knowledge.language import Language
from knowledge.library import Library
from reminders import links
from reminders.subscriptions import Address, Body, Preferences, Purpose, Subscriber, Wish
from tests.fakes import NOON, FakeConversation

OFFICE = Address("email", "office@example.org")
Scheme = Literal["light", "dark"]


T = TypeVar("T")


def _awaited(waiting: Coroutine[Any, Any, T]) -> T:
    """In a thread of its own: Playwright has a loop running in that of the test."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, waiting).result()


@dataclass
class Doors:
    """A server with one subscribed mailbox."""

    address: str
    subscriptions: MemorySubscriptions = field(default_factory=MemorySubscriptions)

    def subscribe(self, language: Language) -> Subscriber:
        wish = Wish(OFFICE, Body("中国互联网协会", "association"), "award", Preferences(language), confirmed=False)
        return _awaited(self.subscriptions.subscribe(wish, NOON)).subscriber

    def link(self, purpose: Purpose, language: Language = "zh") -> str:
        return f"{self.address}/{purpose}/{links.token(self.subscribe(language), purpose)}"

    def kept(self) -> Subscriber:
        found = _awaited(self.subscriptions.of(OFFICE))
        assert found
        return found


@pytest.fixture
def served_doors(library: Library) -> Iterator[Doors]:
    listener = listen("127.0.0.1", 0)
    known = Doors(address_of(listener))

    def described(subscriber: Subscriber, language: Language) -> Sequence[str]:
        telling = Telling(library.pack, NOON, language)
        return [telling.subscription(one, subscriber) for one in subscriber.subscriptions]

    def works(subscriber: Subscriber, language: Language) -> Sequence[Work]:
        return works_of(library.pack, [subscriber], NOON, language)

    async def ready() -> None:
        return None

    router = doors.create_router(known.subscriptions, described, works, lambda: NOON)
    app = create_app(FakeConversation(), now=lambda: NOON, ready=ready, metrics=Metrics(), routers=[router])
    server = WebServer(app, listener)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield known
    server.stop()
    thread.join(timeout=20)
    assert not thread.is_alive()


def opened(browser: Browser, address: str, width: int, scheme: Scheme) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 700}, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(address)
    return page


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1000, "light"), (320, "light"), (320, "dark")])
def test_the_button_confirms_on_every_screen(
    browser: Browser, served_doors: Doors, tmp_path: Path, width: int, scheme: Scheme
) -> None:
    page = opened(browser, served_doors.link("confirm"), width, scheme)
    expect(page.get_by_role("main")).to_contain_text(OFFICE.address)
    expect(page.get_by_role("listitem")).to_contain_text("中国互联网协会")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert served_doors.kept().state == "unconfirmed"
    page.screenshot(path=tmp_path / "confirm.png")
    box = page.get_by_role("button", name="确认订阅").bounding_box()
    assert box
    assert box["height"] >= 44  # a finger's breadth
    dark, light = sorted(_shade(page, part) for part in ("color", "backgroundColor"))
    assert light - dark > 120
    assert (_shade(page, "backgroundColor") < 90) == (scheme == "dark")

    page.get_by_role("button", name="确认订阅").click()
    expect(page.get_by_role("main")).to_contain_text("已确认")
    assert served_doors.kept().state == "active"
    page.screenshot(path=tmp_path / "confirmed.png")
    page.context.close()


@pytest.mark.browser
def test_the_button_ends_the_subscriptions_with_the_keyboard_alone(
    browser: Browser, served_doors: Doors, tmp_path: Path
) -> None:
    page = opened(browser, served_doors.link("unsubscribe", "en"), 600, "light")
    assert page.locator("html").get_attribute("lang") == "en"
    page.screenshot(path=tmp_path / "unsubscribe.png")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Unsubscribe from all")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("no more reminders")
    assert served_doors.kept().subscriptions == ()
    page.context.close()


@pytest.mark.browser
def test_a_year_is_marked_as_done_and_that_is_taken_back(browser: Browser, served_doors: Doors, tmp_path: Path) -> None:
    page = opened(browser, served_doors.link("done"), 320, "light")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("button", name="今年已办完").click()
    expect(page.get_by_role("listitem")).to_contain_text("今年不再提醒")
    page.screenshot(path=tmp_path / "done.png")
    assert {programme for programme, _ in served_doors.kept().subscriptions[0].done} == {"award"}
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("button", name="今年已办完")).to_be_visible()
    assert served_doors.kept().subscriptions[0].done == frozenset()
    page.context.close()


@pytest.mark.browser
def test_a_wrong_link_says_so_in_both_languages(browser: Browser, served_doors: Doors) -> None:
    page = opened(browser, f"{served_doors.address}/confirm/1-wrong", 320, "light")
    expect(page.locator("[lang=en]")).to_contain_text("does not hold")
    expect(page.get_by_role("main")).to_contain_text("链接无效")
    page.context.close()


def _shade(page: Page, part: str) -> int:
    """How bright a colour of the page is, 0 to 255; what is see-through shows what lies beneath."""
    return int(
        page.evaluate(
            """part => {
              const canvas = document.createElement("canvas").getContext("2d");
              canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
              canvas.fillRect(0, 0, 1, 1);
              canvas.fillStyle = getComputedStyle(document.body)[part];
              canvas.fillRect(0, 0, 1, 1);
              const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
              return Math.round(0.3 * r + 0.59 * g + 0.11 * b);
            }""",
            part,
        )
    )
