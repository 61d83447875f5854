"""The control interface: POST /_control/{act} with a JSON object of arguments; the answer is a JSON object.

An act is one of acts.py (`say`, `tap`, `block` …) or one of those below. What cannot be is a 400 with `error`.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.telegram import acts
from tests.telegram.faults import Fault
from tests.telegram.limits import Limits, Pace
from tests.telegram.shapes import Json

if TYPE_CHECKING:
    from tests.telegram.server import Server

_LONGEST_WAIT = 120.0
_LOOKS_AGAIN = 0.02


async def see(server: "Server", chat: int, after: int = 0, within: float = 10.0) -> Json:
    """What is new in a chat; waits for it."""
    return {"events": await server.cloud.see(chat, after, min(within, _LONGEST_WAIT))}


async def answered(server: "Server", after: dict[str, int], within: float = 60.0, quiet: float = 5.0) -> Json:
    """Per chat, when the bot first wrote after the event of that number; None where it did not.

    Ends when all are answered, when nothing has come for `quiet` seconds, or after `within`.
    """
    clock = asyncio.get_running_loop().time
    times: dict[str, float] = {}
    end = last = clock()
    end += within
    while len(times) < len(after) and clock() < min(end, last + quiet):
        await asyncio.sleep(_LOOKS_AGAIN)
        came = {chat: at for chat in after.keys() - times.keys() if (at := _written_at(server, chat, after[chat]))}
        times |= came
        last = clock() if came else last
    return {"at": {chat: times.get(chat) for chat in after}}


def _written_at(server: "Server", chat: str, after: int) -> float | None:
    events = server.cloud.seen[int(chat)][after:]
    return next((event["at"] for event in events if event["event"] == "message"), None)


def fault(server: "Server", **given: Any) -> Json:
    """A fault on (faults.py); `clear_faults` takes all off."""
    server.cloud.faults.add(Fault.read(given))
    return {}


def clear_faults(server: "Server") -> Json:
    server.cloud.faults.clear()
    return {}


def limits(server: "Server", on: bool = True, **given: Any) -> Json:
    """The limits model on or off, its figures from nothing."""
    server.cloud.pace = Pace(Limits(**given) if on else None)
    return {}


def figures(server: "Server") -> Json:
    """What the limits model counted."""
    return server.cloud.pace.figures()


def journal(server: "Server", method: str | None = None, chat: int | None = None) -> Json:
    return server.cloud.journal.as_json(method, chat)


def chats(server: "Server") -> Json:
    """All chats with the bot's place in them, and what has been said there."""
    cloud = server.cloud
    held = [
        chat.as_json() | {"bot": chat.bot, "upgraded_to": chat.upgraded_to, "members": chat.members}
        for chat in cloud.chats.values()
    ]
    return {"chats": held, "messages": list(cloud.messages.values())}


def users(server: "Server") -> Json:
    return {"users": [asdict(user) for user in server.cloud.users.values()]}


def bot(server: "Server") -> Json:
    """The bot as it presents itself, and what waits for it."""
    cloud = server.cloud
    webhook = asdict(cloud.webhook) if cloud.webhook else None
    profile = {what: dict(held) for what, held in cloud.profile.items()}
    return cloud.bot() | {"profile": profile, "webhook": webhook, "pending": len(cloud.updates.pending)}


def file(server: "Server", file_id: str) -> Json:
    """A file's content, as hexadecimal digits."""
    found = server.cloud.files[file_id]
    return {"name": found.name, "mime": found.mime, "content": found.content.hex()}


def revoke(server: "Server", token: str) -> Json:
    """The bot has another token from now on; the old one is unauthorized."""
    server.cloud.token = token
    return {}


def privacy(server: "Server", on: bool) -> Json:
    server.cloud.privacy = on
    return {}


def webhook_delay(server: "Server", seconds: float) -> Json:
    """How long a refused push waits at first."""
    server.pusher.delay = seconds
    return {}


def query_lives(server: "Server", seconds: float) -> Json:
    """How long a tap or an inline query can be answered."""
    server.cloud.query_lives = seconds
    return {}


async def deafen(server: "Server", seconds: float | None = None) -> Json:
    await server.deafen(seconds)
    return {}


async def listen(server: "Server") -> Json:
    await server.listen()
    return {}


_SERVERS = (
    see, answered, fault, clear_faults, limits, figures, journal, chats, users, bot, file, revoke, privacy,
    webhook_delay, query_lives, deafen, listen,
)  # fmt: skip
_PEOPLES = (
    acts.person, acts.group, acts.say, acts.say_all, acts.start, acts.send, acts.edit, acts.tap, acts.block,
    acts.unblock, acts.deactivate, acts.add_bot, acts.remove_bot, acts.join, acts.leave, acts.upgrade,
    acts.ask_inline, acts.post_card,
)  # fmt: skip
_OF_SERVER: dict[str, Callable[..., Json | Awaitable[Json]]] = {act.__name__: act for act in _SERVERS}
_OF_PEOPLE: dict[str, Callable[..., Json]] = {act.__name__: act for act in _PEOPLES}


async def perform(server: "Server", act: str, arguments: Json) -> Json:
    """One act; `Impossible`, LookupError, TypeError or ValueError where it cannot be."""
    if act in _OF_PEOPLE:
        return _OF_PEOPLE[act](server.cloud, **arguments)
    if act not in _OF_SERVER:
        raise LookupError(f"no act {act!r}; known: {sorted({*_OF_PEOPLE, *_OF_SERVER})}")
    done = _OF_SERVER[act](server, **arguments)
    return await done if inspect.isawaitable(done) else done


def application(server: "Server") -> web.Application:
    async def handle(http: web.Request) -> web.Response:
        try:
            given = await http.json() if http.can_read_body else {}
            return web.json_response(await perform(server, http.match_info["act"], given))
        except (acts.Impossible, LookupError, TypeError, ValueError) as error:
            return web.json_response({"error": str(error)}, status=400)

    app = web.Application()
    app.router.add_post("/_control/{act}", handle)
    return app
