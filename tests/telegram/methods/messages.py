"""Messages of the bot: sent, changed, removed; and the answers to taps."""

import time

from tests.telegram import errors
from tests.telegram.cloud import Chat, Cloud
from tests.telegram.entities import Formatted, formatted
from tests.telegram.errors import bad_request
from tests.telegram.markup import reply_markup
from tests.telegram.request import Request
from tests.telegram.shapes import Json, utf16, whole_number

LONGEST_TEXT, LONGEST_CAPTION, MOST_BYTES = 4096, 1024, 1 << 15
_LONGEST_ANSWER = 200
_ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
})  # fmt: skip


def send_message(cloud: Cloud, request: Request) -> Json:
    if not request["text"]:
        raise bad_request("message text is empty")
    text = read_text(request, "text")
    markup = reply_markup(request["reply_markup"])
    chat = cloud.reachable(request.chat)
    if utf16(text.text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    if not text.text:
        raise bad_request("text must be non-empty")
    return post(cloud, request, chat, {"text": text.text} | with_entities(text, "entities"), markup)


def edit_message_text(cloud: Cloud, request: Request) -> Json | bool:
    if not request["text"]:
        raise bad_request("message text is empty")
    text = read_text(request, "text")
    markup = reply_markup(request["reply_markup"], inline_only=True)
    if request["inline_message_id"]:
        return True
    message = own_message(cloud, request)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    if utf16(text.text) > LONGEST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    if not text.text:
        raise bad_request("text must be non-empty")
    return _change(cloud, message, {"text": text.text} | with_entities(text, "entities"), markup)


def edit_message_caption(cloud: Cloud, request: Request) -> Json:
    caption = read_caption(request)
    markup = reply_markup(request["reply_markup"], inline_only=True)
    message = own_message(cloud, request)
    if "document" not in message:
        raise bad_request("there is no caption in the message to edit")
    return _change(cloud, message, {"caption": caption.text} | with_entities(caption, "caption_entities"), markup)


def edit_message_reply_markup(cloud: Cloud, request: Request) -> Json | bool:
    markup = reply_markup(request["reply_markup"], inline_only=True)
    if request["inline_message_id"]:
        return True
    return _change(cloud, own_message(cloud, request), {}, markup)


def delete_message(cloud: Cloud, request: Request) -> bool:
    chat = cloud.reachable(request.chat)
    if not cloud.messages.pop((chat.id, request.number("message_id")), None):
        raise bad_request("message to delete not found")
    cloud.show(chat.id, "delete", message_id=request.number("message_id"))
    return True


def send_chat_action(cloud: Cloud, request: Request) -> bool:
    if request["action"] not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = cloud.reachable(request.chat)
    cloud.show(chat.id, "action", action=request["action"])
    return True


def answer_callback_query(cloud: Cloud, request: Request) -> bool:
    query = cloud.queries.get(request["callback_query_id"])
    if query is None or query.answered or time.monotonic() > query.at + cloud.query_lives:
        raise bad_request(errors.QUERY_TOO_OLD)
    if utf16(request["text"]) > _LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answered = True
    answer = {"text": request["text"], "alert": request.flag("show_alert")}
    cloud.show(query.chat, "callback_answer", query=request["callback_query_id"], user=query.user, **answer)
    return True


# ── shared by what is sent ───────────────────────────────────────────────────────────────


def read_text(request: Request, name: str) -> Formatted:
    if len(request[name].encode()) > MOST_BYTES:
        raise bad_request("text is too long")
    given = request.array("entities") if not request["parse_mode"] else None
    text = formatted(request[name], request["parse_mode"])
    return Formatted(text.text, tuple(given)) if given else text


def read_caption(request: Request) -> Formatted:
    caption = read_text(request, "caption")
    if utf16(caption.text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return caption


def with_entities(text: Formatted, name: str) -> Json:
    return {name: list(text.entities)} if text.entities else {}


def post(cloud: Cloud, request: Request, chat: Chat, content: Json, markup: Json | None) -> Json:
    """A new message of the bot in a chat, seen by the people there."""
    replied = _replied_to(cloud, request, chat)
    extra = {"reply_to_message": replied} if replied else {}
    keyboard = {"reply_markup": markup} if markup else {}
    message = cloud.new_message(chat, cloud.bot(), extra | content | keyboard)
    if request.call:
        request.call.delivered = message["message_id"]
    cloud.show(chat.id, "message", message=dict(message))
    return message


def own_message(cloud: Cloud, request: Request) -> Json:
    """The message of the bot that is to be changed."""
    chat = cloud.reachable(request.chat)
    if not request.number("message_id"):
        raise bad_request("message identifier is not specified")
    message = cloud.messages.get((chat.id, request.number("message_id")))
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != cloud.bot_id:
        raise bad_request("message can't be edited")
    return message


def _replied_to(cloud: Cloud, request: Request, chat: Chat) -> Json | None:
    given = request.object("reply_parameters")
    number = whole_number(given.get("message_id")) or request.number("reply_to_message_id")
    if not number:
        return None
    message = cloud.messages.get((chat.id, number))
    if message is None:
        if given.get("allow_sending_without_reply") or request.flag("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def _change(cloud: Cloud, message: Json, content: Json, markup: Json | None) -> Json:
    """The message with new content; the keyboard is always replaced."""
    kept = ("text", "entities") if "text" in content else ("caption", "caption_entities")
    old = {key: message.get(key) for key in kept} if content else {}
    new = {key: content.get(key) for key in kept} if content else {}
    if old == new and message.get("reply_markup") == markup:
        raise bad_request(errors.NOT_MODIFIED)
    for key, value in (new | {"reply_markup": markup}).items():
        if value is None:
            message.pop(key, None)
        else:
            message[key] = value
    message["edit_date"] = int(time.time())
    cloud.show(message["chat"]["id"], "edit", message=dict(message))
    return message


METHODS = {
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "sendChatAction": send_chat_action,
    "answerCallbackQuery": answer_callback_query,
}
