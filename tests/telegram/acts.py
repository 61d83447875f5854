"""What people do: speak, tap, add and remove the bot, block it. Each act gives the bot the updates Telegram would.

An act answers with `seen`, the number of the last thing the people in the chat had seen before it.
"""

import time
from typing import Any

from tests.telegram.cloud import Chat, Cloud, Query, User
from tests.telegram.entities import found
from tests.telegram.places import member
from tests.telegram.shapes import Json

_PRESENT = frozenset({"member", "administrator"})
_MEDIA: dict[str, Json] = {
    "voice": {"duration": 3, "mime_type": "audio/ogg"},
    "sticker": {
        "type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "👍",
    },
    "document": {"file_name": "plan.pdf", "mime_type": "application/pdf"},
    "video_note": {"length": 240, "duration": 3},
    "audio": {"duration": 3, "mime_type": "audio/mpeg"},
}  # fmt: skip
_CONTENT = {"voice": b"OggS", "sticker": b"RIFF", "document": b"%PDF-1.7"}


class Impossible(Exception):
    """Something a person could not do in Telegram either."""


# ── people and chats ─────────────────────────────────────────────────────────────────────


def person(
    cloud: Cloud, name: str, language: str | None = "zh-hans", username: str | None = None, started: bool = False
) -> Json:
    """Somebody new; `started`: has pressed start before, and the bot may write first."""
    user = cloud.add_user(name, language, username)
    user.started = started
    return {"user": user.id}


def group(cloud: Cloud, title: str, members: list[int], supergroup: bool = False, bot: str = "member") -> Json:
    """A group made before the bot was there to see, with the bot in it, or not (`bot="left"`)."""
    for user in members:
        cloud.user(user)
    chat = cloud.add_group(title, members, supergroup=supergroup)
    chat.bot = bot
    return {"chat": chat.id}


# ── messages ─────────────────────────────────────────────────────────────────────────────


def say(cloud: Cloud, user: int, text: str, chat: int | None = None, reply_to: int | None = None) -> Json:
    """A text message; in a private chat the first one lets the bot write."""
    content: Json = {"text": text}
    if entities := found(text):
        content["entities"] = entities
    return _speak(cloud, cloud.user(user), chat or user, content, reply_to)


def say_all(cloud: Cloud, texts: dict[str, str]) -> Json:
    """Many people, each in their private chat, at the very same time; `at` and `seen` by user."""
    seen = {user: say(cloud, int(user), text)["seen"] for user, text in texts.items()}
    return {"at": time.time(), "seen": seen}


def start(cloud: Cloud, user: int, payload: str = "", chat: int | None = None) -> Json:
    """The start button, or a deep link with its payload; in a group as t.me/bot?startgroup= would."""
    command = "/start" if chat in (None, user) else f"/start@{cloud.name}"
    return say(cloud, user, f"{command} {payload}".strip(), chat)


def send(
    cloud: Cloud, user: int, kind: str, chat: int | None = None, caption: str = "", reply_to: int | None = None
) -> Json:
    """A message that is no text: voice, sticker, photo, document, video_note, audio, location, contact, dice."""
    content = _media(cloud, kind)
    if caption:
        content["caption"] = caption
        if entities := found(caption):
            content["caption_entities"] = entities
    return _speak(cloud, cloud.user(user), chat or user, content, reply_to)


def edit(cloud: Cloud, user: int, message_id: int, text: str, chat: int | None = None) -> Json:
    """A person changes what they wrote."""
    place = cloud.chat(chat or user)
    message = cloud.messages.get((place.id, message_id))
    if message is None or message["from"]["id"] != user:
        raise Impossible(f"user {user} has no message {message_id} in chat {place.id}")
    for key in ("text", "entities"):
        message.pop(key, None)
    message |= {"text": text, "edit_date": int(time.time())} | ({"entities": e} if (e := found(text)) else {})
    seen = len(cloud.seen[place.id])
    if _reaches_bot(cloud, place, message):
        cloud.updates.add("edited_message", dict(message))
    return {"message_id": message_id, "seen": seen}


def _speak(cloud: Cloud, user: User, chat_id: int, content: Json, reply_to: int | None) -> Json:
    chat = cloud.chat(chat_id)
    _may_speak(chat, user)
    if reply_to is not None:
        replied = cloud.messages.get((chat.id, reply_to))
        if replied is None:
            raise Impossible(f"no message {reply_to} in chat {chat.id} to reply to")
        content = {"reply_to_message": {k: v for k, v in replied.items() if k != "reply_to_message"}} | content
    if chat.user:
        user.started = True
    message = cloud.new_message(chat, user.as_json(), content)
    seen = len(cloud.seen[chat.id])
    update = cloud.updates.add("message", dict(message)) if _reaches_bot(cloud, chat, message) else None
    return {"message_id": message["message_id"], "seen": seen, "update_id": update and update["update_id"]}


def _may_speak(chat: Chat, user: User) -> None:
    if user.deactivated:
        raise Impossible(f"user {user.id} is deactivated")
    if chat.user and chat.user is not user:
        raise Impossible(f"chat {chat.id} is not that of user {user.id}")
    if chat.user and user.blocked:
        raise Impossible(f"user {user.id} has blocked the bot and has to unblock it first")
    if not chat.user and chat.members.get(user.id, "left") in {"left", "kicked"}:
        raise Impossible(f"user {user.id} is not in chat {chat.id}")
    if chat.upgraded_to:
        raise Impossible(f"chat {chat.id} is now {chat.upgraded_to}")


def _reaches_bot(cloud: Cloud, chat: Chat, message: Json) -> bool:
    """In a group in privacy mode: commands, mentions of the bot, replies to it."""
    if chat.user:
        return True
    if chat.bot not in _PRESENT:
        return False
    if chat.bot == "administrator" or not cloud.privacy:
        return True
    if message.get("reply_to_message", {}).get("from", {}).get("id") == cloud.bot_id:
        return True
    return _addressed(cloud, message)


def _addressed(cloud: Cloud, message: Json) -> bool:
    text = message.get("text") or message.get("caption") or ""
    units = text.encode("utf-16-le")
    for entity in message.get("entities") or message.get("caption_entities") or ():
        begin = 2 * entity["offset"]
        words = units[begin : begin + 2 * entity["length"]].decode("utf-16-le").lower()
        if entity["type"] == "bot_command" and ("@" not in words or words.endswith(f"@{cloud.name}".lower())):
            return True
        if entity["type"] == "mention" and words == f"@{cloud.name}".lower():
            return True
    return False


def _media(cloud: Cloud, kind: str) -> Json:
    if kind == "location":
        return {"location": {"latitude": 30.74, "longitude": 120.49}}
    if kind == "contact":
        return {"contact": {"phone_number": "+8610000000", "first_name": "Wang"}}
    if kind == "dice":
        return {"dice": {"emoji": "🎲", "value": 4}}
    if kind not in {*_MEDIA, "photo"}:
        raise Impossible(f"no message of kind {kind!r}")
    file = cloud.add_file(kind, "", _CONTENT.get(kind, b"\0" * 64), kind)
    if kind == "photo":
        return {"photo": [file.as_json() | {"width": 90, "height": 67}]}
    return {kind: file.as_json() | _MEDIA[kind]}


# ── taps ─────────────────────────────────────────────────────────────────────────────────


def tap(
    cloud: Cloud, user: int, message_id: int, data: str | None = None, label: str | None = None,
    chat: int | None = None,
) -> Json:  # fmt: skip
    """A tap on a button: by its words, or by its data, which also a keyboard long gone can send."""
    place = cloud.chat(chat or user)
    message = cloud.messages.get((place.id, message_id))
    if message is None:
        raise Impossible(f"no message {message_id} in chat {place.id}")
    if data is None:
        data = _data_of(message, label or "")
    _may_speak(place, cloud.user(user))
    seen, query = len(cloud.seen[place.id]), f"{place.id}{cloud.new_id():06}".lstrip("-")
    cloud.queries[query] = Query(user, place.id, time.monotonic())
    content = {
        "id": query, "from": cloud.user(user).as_json(), "message": dict(message), "chat_instance": str(place.id),
        "data": data,
    }  # fmt: skip
    update = cloud.updates.add("callback_query", content)
    return {"query": query, "seen": seen, "update_id": update and update["update_id"]}


def _data_of(message: Json, label: str) -> str:
    buttons = [b for row in message.get("reply_markup", {}).get("inline_keyboard", ()) for b in row]
    fitting = [button for button in buttons if label in button["text"]]
    if len(fitting) != 1:
        raise Impossible(f"{len(fitting)} buttons hold {label!r}; there are {[b['text'] for b in buttons]}")
    if "callback_data" not in fitting[0]:
        raise Impossible(f"button {fitting[0]['text']!r} opens something and tells the bot nothing")
    return str(fitting[0]["callback_data"])


# ── coming and going ─────────────────────────────────────────────────────────────────────


def block(cloud: Cloud, user: int) -> Json:
    return _turn(cloud, cloud.user(user), blocked=True)


def unblock(cloud: Cloud, user: int) -> Json:
    return _turn(cloud, cloud.user(user), blocked=False)


def deactivate(cloud: Cloud, user: int) -> Json:
    """The account is deleted; the bot hears nothing of it."""
    cloud.user(user).deactivated = True
    return {}


def _turn(cloud: Cloud, user: User, *, blocked: bool) -> Json:
    old, new = ("member", "kicked") if blocked else ("kicked", "member")
    seen = len(cloud.seen[user.id])
    if user.blocked != blocked:
        user.blocked, user.started = blocked, True
        _tell_of_place(cloud, cloud.chat(user.id), user.as_json(), old, new)
    return {"seen": seen}


def add_bot(cloud: Cloud, user: int, chat: int, administrator: bool = False) -> Json:
    """Somebody adds the bot to a group, or makes it an administrator."""
    place = cloud.chat(chat)
    seen = len(cloud.seen[chat])
    joins = place.bot not in _PRESENT
    bot_moved(cloud, place, cloud.user(user).as_json(), "administrator" if administrator else "member")
    if joins:
        _service(cloud, place, cloud.user(user).as_json(), {"new_chat_members": [cloud.bot()]})
    return {"seen": seen}


def remove_bot(cloud: Cloud, user: int, chat: int) -> Json:
    """Somebody removes the bot from a group; it hears of that only."""
    bot_moved(cloud, cloud.chat(chat), cloud.user(user).as_json(), "kicked")
    return {"seen": len(cloud.seen[chat])}


def bot_moved(cloud: Cloud, chat: Chat, by: Json, place: str) -> None:
    """The bot's place in a group changes, and it is told."""
    old, chat.bot = chat.bot, place
    if old != place:
        _tell_of_place(cloud, chat, by, old, place)


def join(cloud: Cloud, user: int, chat: int) -> Json:
    """A person enters a group."""
    place = cloud.chat(chat)
    place.members[user] = "member"
    _service(cloud, place, cloud.user(user).as_json(), {"new_chat_members": [cloud.user(user).as_json()]})
    return {"seen": len(cloud.seen[chat])}


def leave(cloud: Cloud, user: int, chat: int) -> Json:
    """A person leaves a group."""
    place = cloud.chat(chat)
    place.members[user] = "left"
    _service(cloud, place, cloud.user(user).as_json(), {"left_chat_member": cloud.user(user).as_json()})
    return {"seen": len(cloud.seen[chat])}


def upgrade(cloud: Cloud, chat: int, order: str = "old_first") -> Json:
    """A group becomes a supergroup. `order` of its two service messages: old_first, new_first, or none of them."""
    if order not in {"old_first", "new_first", "none"}:
        raise Impossible(f"order {order!r}; known: old_first, new_first, none")
    old = cloud.chat(chat)
    if old.type != "group" or old.upgraded_to:
        raise Impossible(f"chat {chat} is no group that can be upgraded")
    new = cloud.add_group(old.title or "", [], supergroup=True)
    new.members, new.bot = dict(old.members), old.bot
    old.upgraded_to = new.id
    owner = next(iter(old.members), None)
    by = cloud.user(owner).as_json() if owner else cloud.bot()
    if order != "none":
        told = [(old, {"migrate_to_chat_id": new.id}), (new, {"migrate_from_chat_id": old.id})]
        for place, content in told if order == "old_first" else reversed(told):
            _service(cloud, place, by, content)
    return {"chat": new.id}


def _service(cloud: Cloud, chat: Chat, by: Json, content: Json) -> None:
    """A service message; privacy mode does not hide those."""
    message = cloud.new_message(chat, by, content)
    if chat.bot in _PRESENT:
        cloud.updates.add("message", dict(message))


def _tell_of_place(cloud: Cloud, chat: Chat, by: Json, old: str, new: str) -> None:
    content: dict[str, Any] = {"chat": chat.as_json(), "from": by, "date": int(time.time())}
    content |= {"old_chat_member": member(cloud.bot(), old), "new_chat_member": member(cloud.bot(), new)}
    cloud.updates.add("my_chat_member", content)


# ── inline mode ──────────────────────────────────────────────────────────────────────────


def ask_inline(cloud: Cloud, user: int, query: str, offset: str = "") -> Json:
    """`@bot query` typed into some chat."""
    asked = f"{user}{cloud.new_id():06}"
    cloud.queries[asked] = Query(user, user, time.monotonic())
    seen = len(cloud.seen[user])
    content = {"id": asked, "from": cloud.user(user).as_json(), "query": query, "offset": offset}
    cloud.updates.add("inline_query", content | {"chat_type": "group"})
    return {"query": asked, "seen": seen}


def post_card(cloud: Cloud, user: int, query: str, result: str, chat: int) -> Json:
    """A person posts one of the cards the bot offered."""
    answer = cloud.inline_answers.get(query)
    cards = [card for card in answer["results"] if card["id"] == result] if answer else []
    if not cards:
        raise Impossible(f"inline query {query} offered no card {result!r}")
    content = cards[0]["message"] | {"via_bot": cloud.bot()}
    message = cloud.new_message(cloud.chat(chat), cloud.user(user).as_json(), content)
    if cloud.chat(chat).user or cloud.chat(chat).bot in _PRESENT:
        cloud.updates.add("message", dict(message))
    return {"message_id": message["message_id"]}
