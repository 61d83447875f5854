"""Answers to inline queries: cards a person can post into any chat."""

import json
import time
from typing import Any

from tests.telegram import errors
from tests.telegram.cloud import Cloud
from tests.telegram.entities import formatted
from tests.telegram.errors import bad_request
from tests.telegram.markup import reply_markup
from tests.telegram.methods.messages import LONGEST_TEXT
from tests.telegram.request import Request
from tests.telegram.shapes import Json, utf16

_MOST_RESULTS = 50
_LONGEST_ID = 64


def answer_inline_query(cloud: Cloud, request: Request) -> bool:
    results = request.array("results")
    if results is None:
        raise bad_request("expected an Array of inline query results")
    if len(results) > _MOST_RESULTS:
        raise bad_request("too many inline query results specified")
    cards = [_card(result) for result in results]
    if len({card["id"] for card in cards}) < len(cards):
        raise bad_request("RESULT_ID_DUPLICATE")
    query = cloud.queries.get(request["inline_query_id"])
    if query is None or query.answered or time.monotonic() > query.at + cloud.query_lives:
        raise bad_request(errors.QUERY_TOO_OLD)
    query.answered = True
    answer: dict[str, Any] = {"results": cards, "button": request.object("button") or None, "user": query.user}
    cloud.inline_answers[request["inline_query_id"]] = answer
    cloud.show(query.chat, "inline_answer", query=request["inline_query_id"], **answer)
    return True


def _card(given: Json) -> Json:
    if not given.get("id") or len(str(given["id"]).encode()) > _LONGEST_ID:
        raise bad_request("RESULT_ID_INVALID")
    if given.get("type") != "article":  # Telegram knows more kinds; nothing here sends them
        raise bad_request(
            f'can\'t parse inline query result: type "{given.get("type")}" is unsupported for the inline query result'
        )
    if not given.get("title"):
        raise bad_request("can't parse inline query result: Can't find field \"title\"")
    content = given.get("input_message_content")
    if not isinstance(content, dict) or not isinstance(content.get("message_text"), str):
        raise bad_request("can't parse inline query result: Message text is empty")
    text = formatted(content["message_text"], str(content.get("parse_mode") or ""))
    if not text.text:
        raise bad_request("can't parse inline query result: Message text is empty")
    if utf16(text.text) > LONGEST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    markup = given.get("reply_markup")
    return given | {
        "id": str(given["id"]),
        "message": {"text": text.text, "entities": list(text.entities)},
        "reply_markup": reply_markup(_dumped(markup), inline_only=True) if markup else None,
    }


def _dumped(markup: Any) -> str:
    return json.dumps(markup)


METHODS = {"answerInlineQuery": answer_inline_query}
