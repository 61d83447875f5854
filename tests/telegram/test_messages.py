"""What the bot sends is checked as Telegram checks it, and refused in its words."""

import asyncio
from typing import Any

import pytest

from tests.telegram.entities import formatted
from tests.telegram.errors import Refused
from tests.telegram.plain import call
from tests.telegram.running import InThread


def _keyboard(*texts: str, data: str = "d") -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": text, "callback_data": data}] for text in texts]}


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("a<b>b</b>c", "abc", [("bold", 1, 1)]),
        ("😀<i>x</i>", "😀x", [("italic", 2, 1)]),
        ("&lt;b&gt; &amp;&quot;&#39;&nbsp;", "<b> &\"'&nbsp;", []),
        ('<a href="https://e.org/?a=1&amp;b=2">x</a>', "x", [("text_link", 0, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ("<blockquote>q</blockquote>", "q", [("blockquote", 0, 1)]),
        ("<pre><code class='language-python'>x</code></pre>", "x", [("pre", 0, 1)]),
        ("  \n<b> x </b>\n ", "x", [("bold", 0, 1)]),
        ("<b></b>y", "y", []),
        ("/help @wic_test_bot", "/help @wic_test_bot", [("bot_command", 0, 5), ("mention", 6, 13)]),
        ("a &unknown; b", "a &unknown; b", []),
    ],
)
def test_html_is_read_as_telegram_reads_it(html: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    found = formatted(html, "HTML")
    assert found.text == text
    assert [(one["type"], one["offset"], one["length"]) for one in found.entities] == entities


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("中<x>", 'Unsupported start tag "x" at byte offset 3'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
    ],
)
def test_html_that_cannot_be_read(html: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        formatted(html, "HTML")
    assert refused.value.description == f"Bad Request: can't parse entities: {why}"


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n"}, "text must be non-empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "字" * 11000}, "text is too long"),
        ({"text": "x", "parse_mode": "wiki"}, "unsupported parse_mode"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "chat_id": 77}, "chat not found"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_markup": _keyboard("A", data="字" * 22)}, "BUTTON_DATA_INVALID"),
        (
            {"text": "x", "reply_markup": _keyboard("A", data="")},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"text": "x", "reply_markup": _keyboard(" ")}, "inline keyboard button text must be non-empty"),
        ({"text": "x", "reply_markup": _keyboard(*["A"] * 101)}, "reply markup is too long"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "A", "url": "nowhere"}]]}},
            "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
        ),
    ],
)
async def test_a_message_telegram_would_refuse(telegram: InThread, li: int, params: dict[str, Any], why: str) -> None:
    answer = await call(telegram, "sendMessage", **{"chat_id": li} | params)
    assert (answer.status, answer.refused) == (400, f"Bad Request: {why}")
    assert telegram.cloud.messages == {}


async def test_the_longest_message_there_can_be(telegram: InThread, li: int) -> None:
    """The limit holds after the entities are parsed."""
    params = {
        "text": f"<b>{'x' * 4096}</b>",
        "parse_mode": "HTML",
        "reply_markup": _keyboard(*["A"] * 100, data="x" * 64),
    }
    sent = (await call(telegram, "sendMessage", chat_id=li, **params)).result
    assert len(sent["text"]) == 4096
    assert len(sent["reply_markup"]["inline_keyboard"]) == 100


async def test_changing_a_message(telegram: InThread, li: int) -> None:
    sent = (await call(telegram, "sendMessage", chat_id=li, text="x", reply_markup=_keyboard("A"))).result
    at = {"chat_id": li, "message_id": sent["message_id"]}
    same = await call(telegram, "editMessageText", **at, text="x", reply_markup=_keyboard("A"))
    assert same.refused.startswith("Bad Request: message is not modified: specified new message content")
    bare = (await call(telegram, "editMessageText", **at, text="x")).result
    assert "reply_markup" not in bare, "a keyboard not sent again is gone"
    assert (await call(telegram, "editMessageReplyMarkup", **at)).refused.startswith("Bad Request: message is not mod")
    assert (await call(telegram, "editMessageText", **at, text="y" * 4097)).refused == "Bad Request: MESSAGE_TOO_LONG"
    missing = await call(telegram, "editMessageText", chat_id=li, message_id=99, text="y")
    assert missing.refused == "Bad Request: message to edit not found"
    said = telegram.do("say", user=li, text="mine")
    theirs = await call(telegram, "editMessageText", chat_id=li, message_id=said["message_id"], text="y")
    assert theirs.refused == "Bad Request: message can't be edited"
    assert (await call(telegram, "deleteMessage", **at)).result is True
    assert (await call(telegram, "deleteMessage", **at)).refused == "Bad Request: message to delete not found"


async def test_people_the_bot_cannot_reach(telegram: InThread, li: int) -> None:
    async def refused() -> tuple[int, str]:
        answer = await call(telegram, "sendMessage", chat_id=li, text="x")
        return answer.status, answer.refused

    stranger = telegram.do("person", name="Wang")["user"]
    answer = await call(telegram, "sendMessage", chat_id=stranger, text="x")
    assert answer.refused == "Forbidden: bot can't initiate conversation with a user"
    telegram.do("block", user=li)
    assert await refused() == (403, "Forbidden: bot was blocked by the user")
    telegram.do("unblock", user=li)
    assert (await call(telegram, "sendMessage", chat_id=li, text="x")).status == 200
    telegram.do("deactivate", user=li)
    assert await refused() == (403, "Forbidden: user is deactivated")


async def test_a_tap_is_answered_once_and_in_time(telegram: InThread, li: int) -> None:
    sent = (await call(telegram, "sendMessage", chat_id=li, text="x", reply_markup=_keyboard("A"))).result
    tapped = telegram.do("tap", user=li, message_id=sent["message_id"], label="A")
    answer = {"callback_query_id": tapped["query"], "text": "ok"}
    assert (await call(telegram, "answerCallbackQuery", **answer)).result is True
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert (await call(telegram, "answerCallbackQuery", **answer)).refused == too_old
    telegram.do("query_lives", seconds=0.1)
    late = telegram.do("tap", user=li, message_id=sent["message_id"], label="A")
    await asyncio.sleep(0.2)
    assert (await call(telegram, "answerCallbackQuery", callback_query_id=late["query"])).refused == too_old


async def test_documents_captions_and_actions(telegram: InThread, li: int) -> None:
    nothing = await call(telegram, "sendDocument", chat_id=li)
    assert nothing.refused == "Bad Request: there is no document in the request"
    unknown = await call(telegram, "sendDocument", chat_id=li, document="AAA")
    assert unknown.refused == "Bad Request: wrong file identifier/HTTP URL specified"
    long = await call(telegram, "sendDocument", chat_id=li, document="AAA", caption="x" * 1025)
    assert long.refused == "Bad Request: message caption is too long"
    assert (await call(telegram, "getFile", file_id="AAA")).refused == "Bad Request: invalid file_id"
    assert (await call(telegram, "sendChatAction", chat_id=li, action="dancing")).status == 400


@pytest.mark.parametrize(
    ("method", "params", "why"),
    [
        ("setMyCommands", {"commands": [{"command": "Help", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "h" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "h", "description": ""}]}, "command description must be non-empty"),
        (
            "setMyCommands",
            {"commands": [{"command": "h", "description": "x" * 257}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        (
            "setMyCommands",
            {"commands": [{"command": "h"}]},
            "can't parse BotCommand: Can't find field \"description\"",
        ),
        ("setMyCommands", {"commands": [{"command": "h", "description": "x"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ("setMyDescription", {"description": "x" * 513}, "bot description is too long"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "bot short description is too long"),
        ("setWebhook", {"url": "ftp://x"}, "bad webhook: invalid webhook URL specified"),
        ("setWebhook", {"url": "http://x", "secret_token": "a b"}, "secret token contains unallowed characters"),
    ],
)
async def test_a_profile_telegram_would_refuse(
    telegram: InThread, method: str, params: dict[str, Any], why: str
) -> None:
    answer = await call(telegram, method, **params)
    assert answer.refused == f"Bad Request: {why}"


async def test_a_profile_per_language(telegram: InThread) -> None:
    for language, words in (("", "Help"), ("zh", "帮助")):
        commands = [{"command": "help", "description": words}]
        await call(telegram, "setMyCommands", commands=commands, language_code=language)
        await call(telegram, "setMyDescription", description=words, language_code=language)
    assert (await call(telegram, "getMyCommands", language_code="zh")).result[0]["description"] == "帮助"
    assert (await call(telegram, "getMyDescription", language_code="fr")).result == {"description": "Help"}


async def test_inline_cards(telegram: InThread, li: int) -> None:
    def card(number: int) -> dict[str, Any]:
        content = {"message_text": "<b>15 June</b>", "parse_mode": "HTML"}
        return {"type": "article", "id": str(number), "title": "Deadline", "input_message_content": content}

    group = telegram.do("group", title="Office", members=[li])["chat"]
    asked = telegram.do("ask_inline", user=li, query="deadline")["query"]
    twice = await call(telegram, "answerInlineQuery", inline_query_id=asked, results=[card(1), card(1)])
    assert twice.refused == "Bad Request: RESULT_ID_DUPLICATE"
    many = await call(telegram, "answerInlineQuery", inline_query_id=asked, results=[card(n) for n in range(51)])
    assert many.status == 400
    assert (await call(telegram, "answerInlineQuery", inline_query_id=asked, results=[card(1)])).result is True
    posted = telegram.do("post_card", user=li, query=asked, result="1", chat=group)
    assert telegram.cloud.messages[group, posted["message_id"]]["text"] == "15 June"
