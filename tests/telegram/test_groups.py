"""Groups: what reaches a bot in privacy mode, coming and going, the way to a supergroup."""

import pytest

from tests.telegram.plain import call
from tests.telegram.running import InThread
from tests.telegram.shapes import Json


async def _updates(telegram: InThread) -> list[Json]:
    found: list[Json] = (await call(telegram, "getUpdates")).result
    if found:
        await call(telegram, "getUpdates", offset=found[-1]["update_id"] + 1)
    return found


@pytest.fixture
def office(telegram: InThread, li: int) -> int:
    chat: int = telegram.do("group", title="Office", members=[li])["chat"]
    return chat


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("大家好", False),
        ("/help", True),
        ("/help@wic_test_bot", True),
        ("/help@another_bot", False),
        ("@wic_test_bot 截止日期？", True),
        ("问 @WIC_test_bot 吧", True),
        ("@wic_test_bot2 x", False),
        ("x@wic_test_bot", False),
    ],
)
async def test_privacy_mode(telegram: InThread, li: int, office: int, said: str, heard: bool) -> None:
    telegram.do("say", user=li, chat=office, text=said)
    assert len(await _updates(telegram)) == heard


async def test_a_reply_to_the_bot_reaches_it(telegram: InThread, li: int, office: int) -> None:
    sent = (await call(telegram, "sendMessage", chat_id=office, text="?")).result
    telegram.do("say", user=li, chat=office, text="yes", reply_to=sent["message_id"])
    (update,) = await _updates(telegram)
    assert update["message"]["reply_to_message"]["message_id"] == sent["message_id"]


async def test_without_privacy_or_as_administrator_it_hears_all(telegram: InThread, li: int, office: int) -> None:
    telegram.do("privacy", on=False)
    telegram.do("say", user=li, chat=office, text="all")
    assert len(await _updates(telegram)) == 1
    telegram.do("privacy", on=True)
    telegram.do("add_bot", user=li, chat=office, administrator=True)
    telegram.do("say", user=li, chat=office, text="all")
    assert [next(key for key in update if key != "update_id") for update in await _updates(telegram)] == [
        "my_chat_member",
        "message",
    ]


async def test_added_and_removed(telegram: InThread, li: int) -> None:
    group = telegram.do("group", title="Office", members=[li], bot="left")["chat"]
    left = await call(telegram, "sendMessage", chat_id=group, text="x")
    assert (left.status, left.refused) == (403, "Forbidden: bot is not a member of the group chat")
    telegram.do("add_bot", user=li, chat=group)
    added, welcome = await _updates(telegram)
    assert added["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert welcome["message"]["new_chat_members"][0]["id"] == telegram.cloud.bot_id
    telegram.do("remove_bot", user=li, chat=group)
    (removed,) = await _updates(telegram)
    assert removed["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    kicked = await call(telegram, "sendMessage", chat_id=group, text="x")
    assert (kicked.status, kicked.refused) == (403, "Forbidden: bot was kicked from the group chat")
    telegram.do("say", user=li, chat=group, text="/help")
    assert await _updates(telegram) == []


@pytest.mark.parametrize("order", ["old_first", "new_first", "none"])
async def test_a_group_becomes_a_supergroup(telegram: InThread, li: int, office: int, order: str) -> None:
    new = telegram.do("upgrade", chat=office, order=order)["chat"]
    told = [update["message"] for update in await _updates(telegram)]
    to = [message for message in told if message.get("migrate_to_chat_id") == new and message["chat"]["id"] == office]
    from_ = [
        message for message in told if message.get("migrate_from_chat_id") == office and message["chat"]["id"] == new
    ]
    assert told == {"old_first": to + from_, "new_first": from_ + to, "none": []}[order]
    assert len(told) == (0 if order == "none" else 2)
    answer = await call(telegram, "sendMessage", chat_id=office, text="x")
    assert answer.refused == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer.body["parameters"] == {"migrate_to_chat_id": new}
    assert (await call(telegram, "sendMessage", chat_id=new, text="x")).result["chat"]["type"] == "supergroup"


async def test_blocking_is_told(telegram: InThread, li: int) -> None:
    telegram.do("block", user=li)
    telegram.do("block", user=li)
    telegram.do("unblock", user=li)
    changes = [update["my_chat_member"] for update in await _updates(telegram)]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]


async def test_what_no_person_could_do(telegram: InThread, li: int, office: int) -> None:
    wang = telegram.do("person", name="Wang")["user"]
    with pytest.raises(RuntimeError, match="not in chat"):
        telegram.do("say", user=wang, chat=office, text="x")
    telegram.do("block", user=li)
    with pytest.raises(RuntimeError, match="unblock"):
        telegram.do("say", user=li, text="x")
    with pytest.raises(RuntimeError, match="no act 'fly'"):
        telegram.do("fly")
    with pytest.raises(RuntimeError, match="unknown kind 'flood'"):
        telegram.do("fault", kind="flood")
