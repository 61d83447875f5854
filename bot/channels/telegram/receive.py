"""Update → what it means: something said to us, something we cannot read, news of a chat, or nothing. Pure."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aiogram.enums import ChatMemberStatus, ChatType, MessageEntityType
from aiogram.types import CallbackQuery, ChatMemberUpdated, InlineQuery, Message, User
from aiogram.types import Update as TelegramUpdate

from bot import relay
from bot.channels.telegram.markup import Keyboard, words_of
from bot.channels.telegram.wording import spoken
from bot.relay import ChatState
from handlers.contract import Incoming
from knowledge.language import Language

# ?start=… of a link to the bot, as what a person would have said.
_LINKED = {"precheck": "/precheck {}", "sub": "/subscribe {}"}
_ABOUT = "q:about-programme|p={}"
_ANYBODYS = ("q:", "/")
_GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})
_SHUT = {ChatMemberStatus.LEFT: ChatState.KICKED, ChatMemberStatus.KICKED: ChatState.KICKED}


@dataclass(frozen=True)
class Place:
    """Where an answer goes: the chat, its topic, the message it answers."""

    chat: int
    thread: int | None = None
    reply_to: int | None = None

    def fields(self, *, quotes: bool = True) -> dict[str, Any]:
        """As a call carries it. Of an answer the first message quotes the question, and the one with the buttons."""
        fields: dict[str, Any] = {}
        if self.thread is not None:
            fields["message_thread_id"] = self.thread
        if self.reply_to is not None and quotes:
            fields["reply_parameters"] = {"message_id": self.reply_to, "allow_sending_without_reply": True}
        return fields


@dataclass(frozen=True)
class Tap:
    """A tapped button: the call to be acknowledged, and the message with its buttons, where it is still at hand."""

    id: str
    data: str
    message_id: int | None = None
    shown: Keyboard = field(default_factory=list)
    is_own: bool = True  # the message answered the one who tapped
    language: Language | None = None  # that of the app

    @property
    def is_anothers_turn(self) -> bool:
        """It answers what somebody else was asked; a question or a command means the same whoever taps it."""
        return not self.is_own and not self.data.startswith(_ANYBODYS)


@dataclass(frozen=True, kw_only=True)
class Received(Incoming):
    """A message with what its answer needs to find its way."""

    update_id: int
    place: Place
    tap: Tap | None = None


@dataclass(frozen=True)
class Said:
    """Something said to us. `now` is not known here."""

    chat: str
    person: str
    text: str
    place: Place
    choice: str | None = None
    speaks: Language | None = None
    tap: Tap | None = None


@dataclass(frozen=True)
class Wordless:
    """Something addressed to us that holds no words."""

    what: str  # voice, sticker, picture, other
    place: Place
    language: Language | None


@dataclass(frozen=True)
class Asked:
    """An inline query."""

    id: str
    text: str
    language: Language | None


@dataclass(frozen=True)
class Membership:
    """We were added to or removed from a chat, or a person has blocked us or come back."""

    chat: int
    state: ChatState
    is_new_group: bool


@dataclass(frozen=True)
class Migrated:
    """A group has become a supergroup."""

    old: int
    new: int


@dataclass(frozen=True)
class Nothing:
    """Not for us."""


Event = Said | Wordless | Asked | Membership | Migrated | Nothing


# ── before it is read: what is needed to keep it ─────────────────────────────────────────


def envelope(raw: Mapping[str, Any], key: bytes) -> relay.Update:
    """An update as it is stored. ValueError where it has no number. `key` makes marks that tell nothing to others."""
    update_id = raw.get("update_id")
    if not isinstance(update_id, int):
        raise ValueError("an update without update_id")
    body = json.dumps(raw, ensure_ascii=False)
    return relay.Update(update_id, _chat_of(raw), body, _mark(raw, key))


def _chat_of(raw: Mapping[str, Any]) -> int:
    for name in ("message", "edited_message", "my_chat_member"):
        if name in raw:
            return _id(raw[name].get("chat"))
    if "callback_query" in raw:
        return _id((raw["callback_query"].get("message") or {}).get("chat"))
    return 0


def _id(chat: Any) -> int:
    return int(chat["id"]) if isinstance(chat, Mapping) and "id" in chat else 0


def _mark(raw: Mapping[str, Any], key: bytes) -> str | None:
    if tap := raw.get("callback_query"):
        message = tap.get("message") or {}
        said = ["tap", _id(message.get("chat")), message.get("message_id"), _id(tap.get("from")), tap.get("data")]
    elif message := raw.get("message") or raw.get("edited_message"):
        words = [message.get("message_id"), message.get("text"), message.get("caption")]
        said = _album(message) or ["said", _id(message.get("chat")), *words]
    else:
        return None
    return hmac.new(key, json.dumps(said).encode(), hashlib.sha256).hexdigest()


def _album(message: Mapping[str, Any]) -> list[Any] | None:
    """Pictures sent together, as far as they hold no words, count as one."""
    album = message.get("media_group_id")
    return ["album", _id(message.get("chat")), album] if album and not message.get("caption") else None


# ── reading it ───────────────────────────────────────────────────────────────────────────


def read(update: TelegramUpdate, me: User, commands: frozenset[str]) -> Event:
    """What an update means. `commands` are those answered in a group even when nobody is named."""
    if message := update.message or update.edited_message:
        return _message(message, me, commands, edited=update.edited_message is not None)
    if update.callback_query:
        return _tap(update.callback_query)
    if update.inline_query:
        return _asked(update.inline_query)
    if update.my_chat_member:
        return _membership(update.my_chat_member)
    return Nothing()


def _message(message: Message, me: User, commands: frozenset[str], *, edited: bool) -> Event:
    if message.migrate_to_chat_id:
        return Migrated(message.chat.id, message.migrate_to_chat_id)
    if message.migrate_from_chat_id:
        return Migrated(message.migrate_from_chat_id, message.chat.id)
    person = _person(message)
    if message.via_bot and message.via_bot.id == me.id:
        return Nothing()  # one of our own cards, posted
    if person is None or message.chat.type not in (ChatType.PRIVATE, *_GROUPS):
        return Nothing()
    in_group = message.chat.type in _GROUPS
    text = _text(message)
    if in_group:
        found = _addressed(message, text, me, commands)
        if found is None:
            return Nothing()
        text = found
    thread = message.message_thread_id if message.is_topic_message else None
    place = Place(message.chat.id, thread, message.message_id if in_group or edited else None)
    language = spoken(message.from_user.language_code if message.from_user else None)
    if not text and (what := _wordless(message)) is not None:
        # A live location is edited every few seconds.
        return Wordless(what, place, language) if what and not edited else Nothing()
    chat = f"{message.chat.id}:{person}" if in_group else str(message.chat.id)
    return _linked(Said(chat, person, text, place, speaks=language))


def _person(message: Message) -> str | None:
    """Who speaks; None for another bot. An anonymous administrator is the group itself."""
    if message.sender_chat:
        return str(message.sender_chat.id)
    if message.from_user is None or message.from_user.is_bot:
        return None
    return str(message.from_user.id)


def _text(message: Message) -> str:
    return (message.text or message.caption or "").strip()


def _addressed(message: Message, text: str, me: User, commands: frozenset[str]) -> str | None:
    """What is said to us in a group, without our name; None where we are not addressed."""
    name = (me.username or "").lower()
    if match := re.match(r"/(\w+)(?:@(\w+))?", text):
        to = (match[2] or "").lower()
        if to == name or (not to and (match[1].lower() in commands or _is_answer_to(message, me))):
            return text
        return None if to else _mentioned(message, text, me)
    found = _mentioned(message, text, me)
    if found is None and _is_answer_to(message, me):
        return text
    return found


def _is_answer_to(message: Message, me: User) -> bool:
    answered = message.reply_to_message
    return bool(answered and answered.from_user and answered.from_user.id == me.id)


def _mentioned(message: Message, text: str, me: User) -> str | None:
    """The text without our name where it is named; None where it is not."""
    whole = message.text or message.caption or ""
    name = f"@{me.username or ''}".lower()
    for entity in message.entities or message.caption_entities or ():
        words = entity.extract_from(whole)
        by_name = entity.type == MessageEntityType.MENTION and words.lower() == name
        by_id = entity.type == MessageEntityType.TEXT_MENTION and entity.user is not None and entity.user.id == me.id
        if by_name or by_id:
            return re.sub(r"^[\s,，:：]+", "", text.replace(words, "", 1)).strip()
    return None


def _wordless(message: Message) -> str | None:
    """What kind of thing without words it is; empty for a service message; None for an empty text."""
    if message.voice or message.audio or message.video_note:
        return "voice"
    if message.sticker or message.dice:
        return "sticker"
    if message.photo or message.video or message.animation or message.document or message.story:
        return "picture"
    if message.location or message.venue or message.contact or message.poll:
        return "other"
    return None if message.text is not None else ""


def _linked(said: Said) -> Said:
    """`/start award` and its like: a link to the bot, put as what a person would have said."""
    match = re.fullmatch(r"/start(?:@\w+)?\s+([A-Za-z0-9_-]{1,64})", said.text)
    if not match:
        return said
    kind, _, programme = match[1].partition("_")
    if kind in _LINKED and programme:
        return replace(said, text=_LINKED[kind].format(programme))
    return replace(said, text="/start") if programme else replace(said, text="", choice=_ABOUT.format(kind))


def _tap(query: CallbackQuery) -> Event:
    message, data = query.message, query.data or ""
    if message is None or query.from_user.is_bot:
        return Nothing()
    person = str(query.from_user.id)
    in_group = message.chat.type in _GROUPS
    chat = f"{message.chat.id}:{person}" if in_group else str(message.chat.id)
    language = spoken(query.from_user.language_code)
    if not isinstance(message, Message):  # too old to be at hand
        tap = Tap(query.id, data, language=language)
        return Said(chat, person, "", Place(message.chat.id), data, speaks=language, tap=tap)
    shown, asked = _shown(message), message.reply_to_message
    is_own = asked is None or asked.from_user is None or asked.from_user.id == query.from_user.id
    tap = Tap(query.id, data, message.message_id, shown, is_own, language)
    # What follows in a group is for the same person, and has to show it.
    reply_to = asked.message_id if asked and in_group and is_own else None
    thread = message.message_thread_id if message.is_topic_message else None
    place = Place(message.chat.id, thread, reply_to)
    return Said(chat, person, words_of(shown, data), place, data, speaks=language, tap=tap)


def _shown(message: Message) -> Keyboard:
    if message.reply_markup is None:
        return []
    return [
        [{"text": button.text, "callback_data": button.callback_data or ""} for button in row]
        for row in message.reply_markup.inline_keyboard
    ]


def _asked(query: InlineQuery) -> Event:
    return Asked(query.id, query.query.strip(), spoken(query.from_user.language_code))


def _membership(change: ChatMemberUpdated) -> Event:
    was, now = change.old_chat_member.status, change.new_chat_member.status
    is_group = change.chat.type in _GROUPS
    if now in _SHUT:
        return Membership(change.chat.id, ChatState.KICKED if is_group else ChatState.BLOCKED, is_new_group=False)
    can_write = getattr(change.new_chat_member, "can_send_messages", True) is not False
    state = ChatState.ACTIVE if can_write else ChatState.MUTE
    return Membership(change.chat.id, state, is_new_group=is_group and was in _SHUT and can_write)
