"""People who talk to the bot, as a dialogue test reads best.

    li = await people.person("Li")
    reply = await li.say("实践案例什么时候截止？")
    assert "6月15日" in reply.text
    reply = await li.tap("需要哪些材料")            a button of the last reply, by words in it

    office = await people.group("Office", li, wang)
    reply = await li.in_(office).say("@wic_test_bot deadline?")

A reply is over when the bot has written and then been quiet for a moment. Waiting in vain is an AssertionError.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.telegram.shapes import Json

QUIET, PATIENCE = 0.2, 15.0


@dataclass(frozen=True)
class Button:
    """A button under a message."""

    message_id: int
    text: str
    data: str | None
    url: str | None = None


@dataclass(frozen=True)
class Document:
    """A file the bot sent."""

    id: str
    name: str
    mime: str
    size: int


@dataclass(frozen=True)
class Reply:
    """All the bot did in the chat in answer: new messages, messages changed, answers to taps, typing."""

    events: tuple[Json, ...]

    @property
    def messages(self) -> list[Json]:
        return [event["message"] for event in self.events if event["event"] == "message"]

    @property
    def edits(self) -> list[Json]:
        return [event["message"] for event in self.events if event["event"] == "edit"]

    @property
    def texts(self) -> list[str]:
        """The new messages' words, captions included."""
        return [message.get("text") or message.get("caption") or "" for message in self.messages]

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def buttons(self) -> list[Button]:
        """Of the last message, new or changed, that has some."""
        for event in reversed(self.events):
            rows = event.get("message", {}).get("reply_markup", {}).get("inline_keyboard", [])
            if rows:
                message = event["message"]["message_id"]
                return [
                    Button(message, one["text"], one.get("callback_data"), one.get("url"))
                    for row in rows
                    for one in row
                ]
        return []

    @property
    def documents(self) -> list[Document]:
        sent = [message["document"] for message in self.messages if "document" in message]
        return [Document(one["file_id"], one["file_name"], one["mime_type"], one["file_size"]) for one in sent]

    @property
    def answers(self) -> list[Json]:
        """Answers to taps: `text`, and `alert`: whether it has to be clicked away."""
        return [event for event in self.events if event["event"] == "callback_answer"]

    @property
    def typing(self) -> bool:
        return any(event["event"] == "action" for event in self.events)

    def button(self, words: str) -> Button:
        """The one button with these words in it."""
        fitting = [button for button in self.buttons if words in button.text]
        assert len(fitting) == 1, f"{len(fitting)} buttons hold {words!r}; there are {[b.text for b in self.buttons]}"
        return fitting[0]


Until = Callable[[Reply], bool]
_Enough = Callable[[Sequence[Json]], bool]


def _written(events: Sequence[Json]) -> bool:
    return any(event["event"] in {"message", "edit"} for event in events)


def _tap_settled(events: Sequence[Json]) -> bool:
    return _written(events) and _answered(events)


def _answered(events: Sequence[Json]) -> bool:
    return any(event["event"] == "callback_answer" for event in events)


def _meant_for(event: Json, user: int) -> bool:
    """In a group, what answers somebody else is no answer to this one."""
    replied = event["message"].get("reply_to_message") if event["event"] == "message" else None
    meant = replied["from"]["id"] if replied else event.get("user")
    return meant in (None, user)


class People:
    """Everybody on the other side of the stand-in at `control_url`."""

    def __init__(self, control_url: str, *, quiet: float = QUIET, patience: float = PATIENCE) -> None:
        self._control_url = control_url
        self._session: aiohttp.ClientSession | None = None
        self.quiet = quiet
        self.patience = patience

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._session
        await self._session.close()

    async def do(self, act: str, **arguments: Any) -> Json:
        """An act of the control interface; AssertionError where it cannot be."""
        assert self._session, "people are there inside `async with`"
        async with self._session.post(f"{self._control_url}/_control/{act}", json=arguments) as answer:
            done: Json = await answer.json()
            assert answer.status == 200, f"{act}: {done['error']}"
            return done

    async def person(
        self, name: str, *, language: str | None = "zh-hans", username: str | None = None, started: bool = False
    ) -> "Person":
        """Somebody new, in a private chat with the bot."""
        made = await self.do("person", name=name, language=language, username=username, started=started)
        return Person(self, made["user"], made["user"], name)

    async def group(self, title: str, *members: "Person", supergroup: bool = False, bot: str = "member") -> int:
        """The id of a new group; the first member is its owner."""
        ids = [member.id for member in members]
        chat: int = (await self.do("group", title=title, members=ids, supergroup=supergroup, bot=bot))["chat"]
        return chat

    async def see(
        self, chat: int, after: int, enough: _Enough, patience: float | None = None, *, to: int | None = None
    ) -> list[Json]:
        """What comes in a chat, if it is no reply to somebody other than `to`, until it is enough and then quiet."""
        events: list[Json] = []
        end = asyncio.get_running_loop().time() + (self.patience if patience is None else patience)
        while True:
            done = enough(events)
            left = self.quiet if done else end - asyncio.get_running_loop().time()
            if left <= 0:
                break
            more = (await self.do("see", chat=chat, after=after, within=left))["events"]
            after += len(more)
            events += [event for event in more if to is None or _meant_for(event, to)]
            if done and not more:
                return events
        raise AssertionError(f"no reply in chat {chat}; there was {events or 'nothing'}")

    async def content(self, document: Document) -> bytes:
        """What is in a file the bot sent."""
        return bytes.fromhex((await self.do("file", file_id=document.id))["content"])


class Person:
    """Somebody in one chat. Everything they do waits for the bot's reply, unless its name says otherwise."""

    def __init__(self, people: People, user: int, chat: int, name: str) -> None:
        self._people = people
        self.id = user
        self.chat = chat
        self.name = name
        self.last = Reply(())
        self.last_message = 0
        self._seen = 0  # number of the last event of the chat that is accounted for

    def in_(self, chat: int) -> "Person":
        """The same person in another chat."""
        return Person(self._people, self.id, chat, self.name)

    # ── saying ───────────────────────────────────────────────────────────────────────────

    async def say(
        self, text: str, *, reply_to: int | None = None, until: Until | None = None, patience: float | None = None
    ) -> Reply:
        """`until` says when the reply is whole, where a bot writes several messages and takes its time."""
        return await self._reply(await self.say_only(text, reply_to=reply_to), _written, until, patience)

    async def say_only(self, text: str, *, reply_to: int | None = None) -> Json:
        """Says it and waits for nothing: gives `message_id`, `update_id` and what had been `seen`."""
        return self._said(await self._do("say", text=text, reply_to=reply_to))

    async def start(self, payload: str = "", *, until: Until | None = None, patience: float | None = None) -> Reply:
        """The start button, or a deep link."""
        return await self._reply(self._said(await self._do("start", payload=payload)), _written, until, patience)

    async def send(
        self, kind: str, caption: str = "", *, until: Until | None = None, patience: float | None = None
    ) -> Reply:
        """A voice message, a sticker, a photo … (acts.send)."""
        done = self._said(await self._do("send", kind=kind, caption=caption))
        return await self._reply(done, _written, until, patience)

    async def edit(
        self, text: str, *, message: int | None = None, until: Until | None = None, patience: float | None = None
    ) -> Reply:
        """Changes the message they sent last."""
        done = await self._do("edit", message_id=message or self.last_message, text=text)
        return await self._reply(done, _written, until, patience)

    # ── tapping ──────────────────────────────────────────────────────────────────────────

    async def tap(self, button: Button | str, *, until: Until | None = None, patience: float | None = None) -> Reply:
        """Taps a button of the last reply; waits for the answer to the tap and for what the bot writes."""
        return await self._reply(await self.tap_only(button), _tap_settled, until, patience)

    async def tap_answered(self, button: Button | str, *, patience: float | None = None) -> Reply:
        """Taps and waits for the answer to the tap alone: what a stale or a second tap gets."""
        return await self._reply(await self.tap_only(button), _answered, None, patience)

    async def tap_only(self, button: Button | str) -> Json:
        found = self.last.button(button) if isinstance(button, str) else button
        assert found.data is not None, f"button {found.text!r} opens {found.url}"
        return await self._do("tap", message_id=found.message_id, data=found.data)

    # ── the rest ─────────────────────────────────────────────────────────────────────────

    async def hear(self, *, until: Until | None = None, patience: float | None = None) -> Reply:
        """Waits for what the bot writes of its own accord, after what was said or heard here last."""
        return await self._reply({"seen": self._seen}, _written, until, patience)

    async def hears_nothing(self, seconds: float = 0.5) -> None:
        """For that long, the bot writes nothing here."""
        await asyncio.sleep(seconds)
        events = (await self._people.do("see", chat=self.chat, after=self._seen, within=0))["events"]
        assert not _written(events), f"the bot wrote: {Reply(tuple(events)).texts}"

    async def block(self) -> None:
        await self._people.do("block", user=self.id)

    async def unblock(self) -> None:
        await self._people.do("unblock", user=self.id)

    async def inline(self, query: str, *, patience: float | None = None) -> list[Json]:
        """The cards the bot offers for `@bot query`."""
        asked = await self._people.do("ask_inline", user=self.id, query=query)

        def offered(events: Sequence[Json]) -> bool:
            return any(event.get("query") == asked["query"] for event in events)

        events = await self._people.see(self.id, asked["seen"], offered, patience)
        cards: list[Json] = next(event for event in events if event.get("query") == asked["query"])["results"]
        return cards

    async def content(self, document: Document) -> bytes:
        return await self._people.content(document)

    async def _do(self, act: str, **arguments: Any) -> Json:
        given = {name: value for name, value in arguments.items() if value is not None}
        done = await self._people.do(act, user=self.id, chat=self.chat, **given)
        self._seen = done["seen"]
        return done

    def _said(self, done: Json) -> Json:
        self.last_message = done["message_id"]
        return done

    async def _reply(self, done: Json, enough: _Enough, until: Until | None, patience: float | None) -> Reply:
        def whole(events: Sequence[Json]) -> bool:
            return enough(events) and (until is None or until(Reply(tuple(events))))

        events = await self._people.see(self.chat, done["seen"], whole, patience, to=self.id)
        self._seen = events[-1]["number"]
        self.last = Reply(tuple(events))
        return self.last
