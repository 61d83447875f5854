"""A browser, and a server with a fake conversation for it to talk to."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bot.channels.web.app import create_app
from bot.channels.web.server import WebServer, address_of, listen
from bot.metrics import Metrics
from tests.fakes import NOON, FakeConversation

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Site:
    """A running server. `stop` and `start` keep its address, as a restart of the program does."""

    conversation: FakeConversation
    address: str = ""

    def start(self) -> None:
        port = int(self.address.rsplit(":", 1)[1]) if self.address else 0
        listener = listen("127.0.0.1", port)
        self.address = address_of(listener)
        app = create_app(self.conversation, now=lambda: NOON, ready=_ready, metrics=Metrics())
        self._server = WebServer(app, listener)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]})
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        self._server.stop()
        self._thread.join(timeout=20)
        assert not self._thread.is_alive()


async def _ready() -> str | None:
    return None


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_QUIET))
        yield browser
        browser.close()


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site(FakeConversation())
    site.start()
    yield site
    site.stop()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """The chat page, in Chinese. A script error or a refused resource fails the test that caused it."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1100, "height": 800})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Security Policy" in line.text else None)
    page.set_default_timeout(10_000)
    page.goto(site.address)
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where screenshots go, to be looked at after a change of the design."""
    return tmp_path
