"""Keyboards under messages, checked as the Bot API checks them."""

import json
from typing import Any

from tests.telegram.errors import bad_request
from tests.telegram.shapes import Json

MOST_BUTTONS, MOST_IN_A_ROW = 100, 8
_MOST_DATA = 64
_OTHER_KINDS = ("switch_inline_query", "switch_inline_query_current_chat", "web_app", "copy_text", "login_url")


def reply_markup(given: str | None, *, inline_only: bool = False) -> Json | None:
    """The keyboard of a message; None where there is none."""
    if not given:
        return None
    markup = _object(given)
    rows = markup.get("inline_keyboard")
    if rows is None:
        if inline_only:
            raise bad_request("inline keyboard expected")
        return None  # reply keyboards are accepted and no part of the message
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    return _keyboard(rows)


def _object(given: str) -> Json:
    try:
        markup = json.loads(given)
    except ValueError:
        raise bad_request("can't parse reply keyboard markup JSON object") from None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    return markup


def _keyboard(rows: list[list[Any]]) -> Json | None:
    kept = [[_button(button) for button in row][:MOST_IN_A_ROW] for row in rows]
    kept = [row for row in kept if row]
    if sum(map(len, kept)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _button(given: Any) -> Json:
    if not isinstance(given, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    if not isinstance(given.get("text"), str):
        raise _unreadable('Field "text" must be of type String')
    if not given["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if url := given.get("url"):
        if not str(url).startswith(("http://", "https://", "tg://")):
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    elif data := given.get("callback_data"):
        if len(str(data).encode()) > _MOST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    elif not any(kind in given for kind in _OTHER_KINDS):
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    return given


def _unreadable(why: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {why}")
