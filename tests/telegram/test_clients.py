"""aiogram and python-telegram-bot read the same from the stand-in, whatever is sent and whatever is refused."""

import json
from typing import Any

import pytest

from tests.telegram.clients import CLIENTS, Client, Told
from tests.telegram.running import InThread, running
from tests.telegram.shapes import Json


async def _from_both(play: Any) -> list[Any]:
    """What each client makes of the same play, on a stand-in of its own."""
    heard = []
    for opened in CLIENTS.values():
        with running() as telegram:
            async with opened(telegram.url, telegram.token) as client:
                heard.append(json.loads(json.dumps(await play(telegram, client), default=str)))
    return heard


async def test_both_read_the_same_updates() -> None:
    async def play(telegram: InThread, client: Client) -> list[Json]:
        li, wang = (telegram.do("person", name=name)["user"] for name in ("Li", "Wang"))
        telegram.do("start", user=li, payload="award")
        sent = await client.call(
            "send_message", chat_id=li, text="?", reply_markup=[[{"text": "A", "callback_data": "a"}]]
        )
        said = telegram.do("say", user=li, text="看 https://example.org 和 #标签 😀 @wic_test_bot")
        telegram.do("edit", user=li, message_id=said["message_id"], text="edited")
        for kind in ("voice", "sticker", "photo", "document", "video_note", "audio", "location", "contact", "dice"):
            telegram.do("send", user=li, kind=kind, caption="/help" if kind == "photo" else "")
        telegram.do("tap", user=li, message_id=sent["message_id"], label="A")
        telegram.do("say", user=li, text="answer", reply_to=sent["message_id"])
        telegram.do("block", user=li)
        telegram.do("unblock", user=li)
        group = telegram.do("group", title="Office", members=[li, wang], bot="left")["chat"]
        telegram.do("add_bot", user=li, chat=group)
        telegram.do("say", user=wang, chat=group, text="/help@wic_test_bot")
        telegram.do("leave", user=wang, chat=group)
        telegram.do("upgrade", chat=group)
        telegram.do("remove_bot", user=li, chat=-1000000004002)
        telegram.do("ask_inline", user=li, query="deadline")
        updates: list[Json] = await client.call("get_updates", timeout=1)
        return updates

    one, other = await _from_both(play)
    assert len(one) == 24
    assert one == other


async def test_both_read_the_same_answers() -> None:
    async def play(telegram: InThread, client: Client) -> list[Any]:
        li = telegram.do("person", name="Li", started=True)["user"]
        group = telegram.do("group", title="Office", members=[li], supergroup=True)["chat"]
        html = '<b>x</b> &amp; <a href="https://example.org">y</a> <blockquote expandable>z</blockquote> <code>c</code>'
        commands = [{"command": "help", "description": "帮助"}]
        keyboard = [[{"text": "A", "callback_data": "a"}, {"text": "B", "url": "https://example.org"}]]
        heard = [
            await client.call("get_me"),
            await client.call("send_message", chat_id=li, text=html, parse_mode="HTML", reply_markup=keyboard),
            await client.call("edit_message_text", chat_id=li, message_id=1, text="new"),
            await client.call("edit_message_reply_markup", chat_id=li, message_id=1, reply_markup=keyboard[:1]),
            await client.call(
                "send_document", chat_id=li, document=("结果.docx", b"PK"), caption="<i>c</i>", parse_mode="HTML"
            ),
            await client.call("send_chat_action", chat_id=li, action="typing"),
            await client.call("delete_message", chat_id=li, message_id=1),
            await client.call("get_chat", chat_id=group),
            await client.call("get_chat_member", chat_id=group, user_id=telegram.cloud.bot_id),
            await client.call("get_chat_administrators", chat_id=group),
            await client.call("set_my_commands", commands=commands),
            await client.call("get_my_commands"),
            await client.call("set_my_description", description="说明", language_code="zh"),
            await client.call("get_my_description", language_code="zh"),
            await client.call("set_my_short_description", short_description="s"),
            await client.call("get_my_short_description"),
            await client.call("set_chat_menu_button"),
            await client.call("get_chat_menu_button"),
            await client.call("set_webhook", url="http://127.0.0.1:9/hook", secret_token="s3cret"),
            await client.call("get_webhook_info"),
            await client.call("delete_webhook", drop_pending_updates=True),
            await client.call("leave_chat", chat_id=group),
        ]
        return heard

    one, other = await _from_both(play)
    assert one == other


REFUSED = {
    "blocked": Told("forbidden", "bot was blocked by the user"),
    "deactivated": Told("forbidden", "user is deactivated"),
    "kicked": Told("forbidden", "bot was kicked from the group chat"),
    "not_found": Told("bad_request", "chat not found"),
    "unauthorized": Told("unauthorized", "Unauthorized"),
    "too_many": Told("too_many", number=7),
    "migrate": Told("migrate", number=-1000000000007),
    "server_error": Told("server"),
    "bad_gateway": Told("decode"),
}


@pytest.mark.parametrize("kind", sorted(REFUSED))
async def test_both_understand_each_fault(telegram: InThread, client: Client, li: int, kind: str) -> None:
    telegram.do("fault", kind=kind, method="sendMessage", times=1, seconds=7, to=-1000000000007)
    with pytest.raises(Told) as told:
        await client.call("send_message", chat_id=li, text="x")
    assert (told.value.kind, told.value.text.lower(), told.value.number) == (
        REFUSED[kind].kind,
        REFUSED[kind].text.lower(),
        REFUSED[kind].number,
    )
    assert await client.call("send_message", chat_id=li, text="after it")


async def test_a_file_comes_back_as_it_was_sent(telegram: InThread, client: Client, li: int) -> None:
    content = bytes(range(256)) * 100
    sent = await client.call("send_document", chat_id=li, document=("结果.docx", content))
    assert sent["document"]["file_name"] == "结果.docx"
    assert await client.download(sent["document"]["file_id"]) == content
    again = await client.call("send_document", chat_id=li, document=sent["document"]["file_id"])
    assert again["document"] == sent["document"]


async def test_another_token_is_unauthorized(telegram: InThread, client: Client) -> None:
    telegram.do("revoke", token="4242424242:another")
    with pytest.raises(Told) as told:
        await client.call("get_me")
    assert told.value.kind == "unauthorized"
