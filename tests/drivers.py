"""The same dialogue through every channel: one driver each, all with one method."""

import asyncio
import datetime as dt
import io
import json
import subprocess
import threading
import time
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import httpx
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console

from bot.bootstrap import dialogues
from bot.channels.terminal import Terminal
from bot.channels.web.app import create_app
from bot.channels.web.server import WebServer, address_of, listen
from bot.delivery import Deliveries
from bot.memory import MemoryConversations
from bot.metrics import Metrics
from bot.replies import as_object
from bot.storage.conversations import SqlConversations
from bot.storage.engine import open_engine, upgrade
from bot.storage.subscriptions import SqlSubscriptions
from bot.subscribers import MemorySubscriptions
from bot.turns import Responder
from handlers.contract import Incoming, Reply
from handlers.conversation import Conversation
from handlers.turn import Dialogue as Asking
from knowledge.library import Library
from knowledge.text import CJK
from reminders.subscriptions import Subscriptions
from tests.processes import ROOT, WICBOT
from tests.transcripts import Dialogue, Heard, Turn

_MESSAGES = "/api/v1/messages"
_NO_SANDBOX = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


class Driver(Protocol):
    """Plays a whole dialogue in a chat of its own and gives what was heard, turn by turn."""

    def play(self, dialogue: Dialogue) -> list[Heard]: ...


def _heard(data: Mapping[str, Any]) -> Heard:
    """The machine interface's object as what was heard."""
    choices = tuple((choice["id"], choice["text"]) for choice in data["choices"])
    return Heard(data["kind"], data["text"], choices)


def _fields(turn: Turn, last: Heard | None) -> dict[str, str]:
    """A turn as the machine interfaces take it: a tap sends the choice's id."""
    if turn.said is not None:
        return {"text": turn.said}
    assert last is not None
    assert turn.tapped is not None
    return {"text": turn.tapped, "choice": last.choice(turn.tapped)[1]}


def _by_mail(library: Library, subscriptions: Subscriptions | None = None) -> Sequence[Asking]:
    """The dialogues where reminders go by mail, as on a page or in a terminal."""
    return dialogues(library, subscriptions or MemorySubscriptions(), Deliveries(by_mail=True))


class Rehearsed:
    """The present instant, as a dialogue sets it."""

    def __init__(self) -> None:
        self.instant = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.instant


# ── the core ─────────────────────────────────────────────────────────────────────────────


class Core:
    """The conversation itself, its chats in memory."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def play(self, dialogue: Dialogue) -> list[Heard]:
        return asyncio.run(self._play(dialogue))

    async def _play(self, dialogue: Dialogue) -> list[Heard]:
        conversation = Conversation(self._library, MemoryConversations(), dialogues=_by_mail(self._library))
        replies: list[Heard] = []
        for turn in dialogue.turns:
            said = _fields(turn, replies[-1] if replies else None)
            message = Incoming("core", "one", said["text"], turn.now, choice=said.get("choice"), language=dialogue.lang)
            replies.append(_heard(as_object(await conversation.respond(message))))
        return replies


# ── JSON Lines ───────────────────────────────────────────────────────────────────────────


class Lines:
    """A process of `wicbot ask --jsonl`; each dialogue is a session of it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def play(self, dialogue: Dialogue) -> list[Heard]:
        replies: list[Heard] = []
        for number, turn in enumerate(dialogue.turns):
            said = _fields(turn, replies[-1] if replies else None)
            rest = {"session": dialogue.name, "now": turn.now.isoformat(), "lang": dialogue.lang}
            answer = self._ask({"id": str(number), **said, **rest})
            assert answer["id"] == str(number)
            assert answer["kind"] != "error", answer["error"]
            replies.append(_heard(answer))
        return replies

    def _ask(self, line: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@contextmanager
def answering_lines(cache_dir: Path) -> Iterator[Lines]:
    """A process that answers lines until the end; it has to leave without a fault."""
    with subprocess.Popen(
        [*WICBOT, "ask", "--jsonl"],
        cwd=ROOT,
        env={"WICBOT_CACHE_DIR": str(cache_dir), "PYTHONUTF8": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        yield Lines(process)
        assert process.stdin
        process.stdin.close()
        assert process.wait(60) == 0


# ── HTTP ─────────────────────────────────────────────────────────────────────────────────


async def _ready() -> None:
    return None


class Http:
    """The web application over ASGI, its chats in SQLite; the engine is opened anew for each dialogue."""

    def __init__(self, library: Library, file: Path) -> None:
        self._library = library
        self._url = f"sqlite+aiosqlite:///{file}"
        asyncio.run(upgrade(self._url))

    def play(self, dialogue: Dialogue) -> list[Heard]:
        return asyncio.run(self._play(dialogue))

    async def _play(self, dialogue: Dialogue) -> list[Heard]:
        clock, engine = Rehearsed(), open_engine(self._url)
        asking = _by_mail(self._library, SqlSubscriptions(engine))
        conversation = Conversation(self._library, SqlConversations(engine, clock), dialogues=asking)
        app = create_app(conversation, now=clock, ready=_ready, metrics=Metrics())
        transport = httpx.ASGITransport(app)
        try:
            async with httpx.AsyncClient(transport=transport, base_url="http://wicbot.test") as client:
                return await self._talk(client, clock, dialogue)
        finally:
            await engine.dispose()

    async def _talk(self, client: httpx.AsyncClient, clock: Rehearsed, dialogue: Dialogue) -> list[Heard]:
        replies: list[Heard] = []
        session: dict[str, str] = {"lang": dialogue.lang} if dialogue.lang else {}
        for turn in dialogue.turns:
            clock.instant = turn.now
            said = _fields(turn, replies[-1] if replies else None)
            answer = await client.post(_MESSAGES, json={**said, **session})
            assert answer.status_code == 200, answer.text
            session["session"] = answer.json()["session"]
            replies.append(_heard(answer.json()))
        return replies


# ── the terminal ─────────────────────────────────────────────────────────────────────────


class _Overheard:
    """A responder that keeps its replies, so that what a terminal shows can be held against them."""

    def __init__(self, inner: Responder) -> None:
        self._inner = inner
        self.replies: list[Reply] = []

    async def respond(self, message: Incoming) -> Reply:
        self.replies.append(await self._inner.respond(message))
        return self.replies[-1]


class TerminalTalk:
    """The terminal, with a typist and a screen of ours; a tap is the choice's number."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def play(self, dialogue: Dialogue) -> list[Heard]:
        overheard = _Overheard(Conversation(self._library, MemoryConversations(), dialogues=_by_mail(self._library)))
        screen, clock, shown = io.StringIO(), Rehearsed(), []

        def typed() -> Iterator[str]:
            for turn in dialogue.turns:
                clock.instant = turn.now
                before = len(screen.getvalue())
                yield self._line(turn, overheard.replies)
                shown.append(self._screened(screen.getvalue()[before:], overheard.replies[-1]))
            yield "/quit"

        lines = typed()
        terminal = Terminal(
            overheard,
            clock,
            console=Console(file=screen, force_terminal=False, highlight=False, emoji=False),
            read=lambda _: next(lines),
            language=dialogue.lang,
        )
        with asyncio.Runner() as runner:
            terminal.run(lambda waiting: runner.run(_awaited(waiting)))
        return shown

    @staticmethod
    def _line(turn: Turn, replies: list[Reply]) -> str:
        if turn.said is not None:
            return turn.said
        assert turn.tapped is not None
        return str(_heard(as_object(replies[-1])).choice(turn.tapped)[0])

    @staticmethod
    def _screened(shown: str, reply: Reply) -> Heard:
        """The reply, once it is clear that all of it stands on the screen."""
        assert reply.text in shown
        for number, choice in enumerate(reply.choices, 1):
            assert f"{number}. {choice.text}" in shown
        for source in reply.sources:
            assert source.title in shown
        return _heard(as_object(reply))


async def _awaited(waiting: Awaitable[Any]) -> Any:
    return await waiting


# ── the page ─────────────────────────────────────────────────────────────────────────────


class PageTalk:
    """A real browser on a real server. Playwright keeps to one thread, which is not that of the tests."""

    def __init__(self, address: str, clock: Rehearsed, thread: ThreadPoolExecutor, browser: Browser) -> None:
        self._address = address
        self._clock = clock
        self._thread = thread
        self._browser = browser

    def play(self, dialogue: Dialogue) -> list[Heard]:
        return self._thread.submit(self._play, dialogue).result(timeout=120)

    def _play(self, dialogue: Dialogue) -> list[Heard]:
        assert dialogue.lang is None, "the page has no way to fix the language of one chat"
        # The browser of who talks: what has no words of a language is answered in its language.
        first = next((turn for turn in dialogue.turns if turn.heard), dialogue.turns[0])
        spoken = " ".join([first.words, *(words for together in first.heard for words in together)])
        locale = "zh-CN" if CJK.search(spoken) else "en-GB"
        context = self._browser.new_context(locale=locale, viewport={"width": 1100, "height": 800})
        try:
            page = context.new_page()
            page.set_default_timeout(20_000)
            page.goto(self._address)
            replies: list[Heard] = []
            for turn in dialogue.turns:
                self._clock.instant = turn.now
                replies.append(self._turn(page, turn, replies[-1] if replies else None))
            return replies
        finally:
            context.close()

    @staticmethod
    def _turn(page: Page, turn: Turn, last: Heard | None) -> Heard:
        answered = page.locator(".entry.bot").count()
        with page.expect_response(f"**{_MESSAGES}") as response:
            _say(page, turn, last)
        heard = _heard(response.value.json())
        entry = page.locator(".entry.bot").nth(answered)
        entry.wait_for()
        shown = entry.locator(".text").text_content()  # that of a sheet is folded away
        assert shown
        assert shown.split() == heard.text.split()
        assert entry.locator(".choices button").all_inner_texts() == [text for _, text in heard.choices]
        return heard


def _say(page: Page, turn: Turn, last: Heard | None) -> None:
    if turn.said is not None:
        page.locator("#said").fill(turn.said)
        page.locator("#said").press("Enter")
        return
    assert last is not None
    assert turn.tapped is not None
    number, _ = last.choice(turn.tapped)
    page.locator(".entry.bot").last.locator(".choices button").nth(number - 1).click()


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The address of an application that is served meanwhile."""
    listener = listen("127.0.0.1", 0)
    server = WebServer(app, listener)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield address_of(listener)
    server.stop()
    thread.join(timeout=20)
    assert not thread.is_alive()


@contextmanager
def browsing(library: Library, chromium: str) -> Iterator[PageTalk]:
    """A server with the shipped content, and a browser to open it with."""
    clock = Rehearsed()
    conversation = Conversation(library, MemoryConversations(), dialogues=_by_mail(library))
    app = create_app(conversation, now=clock, ready=_ready, metrics=Metrics())
    with serving(app) as address, ThreadPoolExecutor(max_workers=1) as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()
        launch = partial(playwright.chromium.launch, executable_path=chromium, args=list(_NO_SANDBOX))
        try:
            browser = thread.submit(launch).result()
            yield PageTalk(address, clock, thread, browser)
            thread.submit(browser.close).result()
        finally:
            thread.submit(playwright.stop).result()
