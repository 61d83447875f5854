"""What an update means."""

from typing import Any

import pytest
from aiogram.types import Update, User

from bot.channels.telegram.receive import (
    Asked,
    Event,
    Membership,
    Migrated,
    Nothing,
    Said,
    Wordless,
    envelope,
    read,
)
from bot.relay import ChatState

ME = User(id=42, is_bot=True, first_name="WIC", username="wic_bot")
LI = {"id": 7, "is_bot": False, "first_name": "Li", "language_code": "zh-hans"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Li"}
GROUP = {"id": -5, "type": "group", "title": "Office"}
KEY = b"key"


def meaning(**content: Any) -> Event:
    return read(Update.model_validate({"update_id": 1, **content}), ME, frozenset({"help", "start"}))


def message(text: str | None = None, chat: dict[str, Any] = GROUP, **more: Any) -> dict[str, Any]:
    words = {} if text is None else {"text": text}
    return {"message_id": 11, "date": 1, "chat": chat, "from": LI, **words, **more}


def mention(text: str) -> list[dict[str, Any]]:
    """As Telegram counts: in UTF-16 units."""
    start = text.index("@")
    name = text[start:].split()[0].rstrip(",，")
    return [{"type": "mention", "offset": len(text[:start].encode("utf-16-le")) // 2, "length": len(name)}]


def test_a_private_message() -> None:
    said = meaning(message=message("截止？", PRIVATE))
    assert isinstance(said, Said)
    assert (said.chat, said.person, said.text, said.place.reply_to) == ("7", "7", "截止？", None)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("@wic_bot when?", "when?"),
        ("@WIC_Bot, when?", "when?"),
        ("🏆🏆 when, @wic_bot ?", "🏆🏆 when,  ?"),
        ("/help", "/help"),
        ("/help@wic_bot", "/help@wic_bot"),
        ("/weather@wic_bot", "/weather@wic_bot"),
    ],
)
def test_in_a_group_it_listens_when_addressed(text: str, heard: str) -> None:
    said = meaning(message=message(text, entities=mention(text) if "@" in text and text[0] != "/" else []))
    assert isinstance(said, Said)
    assert said.text == heard
    assert said.chat == "-5:7"
    assert said.place.reply_to == 11
    assert said.speaks == "zh"


@pytest.mark.parametrize("text", ["when?", "@other_bot when?", "/weather", "/help@other_bot", "wic_bot?"])
def test_in_a_group_it_keeps_out_of_what_is_not_for_it(text: str) -> None:
    entities = mention(text) if text.startswith("@") else []
    assert meaning(message=message(text, entities=entities)) == Nothing()


def test_an_answer_to_it_is_for_it() -> None:
    to_us = {"message_id": 3, "date": 1, "chat": GROUP, "from": ME.model_dump(exclude_none=True), "text": "…"}
    to_li = to_us | {"from": LI}
    assert isinstance(meaning(message=message("and the cases?", reply_to_message=to_us)), Said)
    assert meaning(message=message("and the cases?", reply_to_message=to_li)) == Nothing()


def test_named_without_a_username() -> None:
    entity = {"type": "text_mention", "offset": 0, "length": 3, "user": ME.model_dump(exclude_none=True)}
    said = meaning(message=message("Bot when?", entities=[entity]))
    assert isinstance(said, Said)
    assert said.text == "when?"


def test_bots_and_channels_are_not_answered() -> None:
    other = {"id": 9, "is_bot": True, "first_name": "B"}
    assert meaning(message=message("hi", PRIVATE) | {"from": other}) == Nothing()
    channel = {"id": -100, "type": "channel", "title": "News"}
    assert meaning(message=message("@wic_bot hi", channel, entities=mention("@wic_bot hi"))) == Nothing()


def test_an_anonymous_administrator_is_the_group() -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    said = meaning(message=message("/help", sender_chat=GROUP) | {"from": anonymous})
    assert isinstance(said, Said)
    assert said.chat == "-5:-5"


PHOTO = {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]}


def test_a_caption_counts_as_words() -> None:
    said = meaning(message=message(None, PRIVATE, caption="这个能报吗", **PHOTO))
    assert isinstance(said, Said)
    assert said.text == "这个能报吗"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ({"voice": {"file_id": "f", "file_unique_id": "u", "duration": 1}}, "voice"),
        (PHOTO, "picture"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "sticker"),
        ({"location": {"latitude": 1, "longitude": 2}}, "other"),
    ],
)
def test_what_holds_no_words(content: dict[str, Any], what: str) -> None:
    wordless = meaning(message=message(None, PRIVATE, **content))
    assert isinstance(wordless, Wordless)
    assert (wordless.what, wordless.language) == (what, "zh")
    assert meaning(message=message(None, GROUP, **content)) == Nothing()


def test_a_live_location_that_moves_on_is_no_new_message() -> None:
    moved = message(None, PRIVATE, location={"latitude": 1, "longitude": 2}, edit_date=2)
    assert meaning(edited_message=moved) == Nothing()


def test_pictures_sent_together_count_as_one() -> None:
    def mark(number: int, **more: Any) -> str | None:
        picture = message(None, PRIVATE, media_group_id="g", **more) | {"message_id": number}
        return envelope({"update_id": number, "message": picture}, KEY).mark

    assert mark(1) == mark(2)
    assert mark(1, caption="这个能报吗") != mark(2)


def test_service_messages_are_left_alone() -> None:
    assert meaning(message=message(None, PRIVATE, group_chat_created=True)) == Nothing()


@pytest.mark.parametrize(
    ("text", "heard", "choice"),
    [
        ("/start", "/start", None),
        ("/start award", "", "q:about-programme|p=award"),
        ("/start precheck_case", "/precheck case", None),
        ("/start sub_award", "/subscribe award", None),
        ("/start what_ever", "/start", None),
        ("/start no such link", "/start no such link", None),
    ],
)
def test_links_to_the_bot(text: str, heard: str, choice: str | None) -> None:
    said = meaning(message=message(text, PRIVATE))
    assert isinstance(said, Said)
    assert (said.text, said.choice) == (heard, choice)


def test_an_edited_message_is_answered_with_a_quote() -> None:
    said = meaning(edited_message=message("实践案例呢", PRIVATE, edit_date=2))
    assert isinstance(said, Said)
    assert said.place.reply_to == 11


def tap(data: str, **more: Any) -> dict[str, Any]:
    buttons = {"inline_keyboard": [[{"text": "联系谁", "callback_data": "q:contact"}]]}
    shown = {"message_id": 5, "date": 1, "chat": GROUP, "text": "…", "reply_markup": buttons}
    return {"id": "q1", "from": LI, "chat_instance": "c", "message": {**shown, **more}, "data": data}


def test_a_tap_carries_the_key_and_its_words() -> None:
    said = meaning(callback_query=tap("q:contact"))
    assert isinstance(said, Said)
    assert said.tap is not None
    assert (said.choice, said.text, said.tap.message_id, said.tap.is_own) == ("q:contact", "联系谁", 5, True)
    assert said.speaks == "zh"  # whoever taps may not have written yet


def test_a_tap_on_the_answer_to_another() -> None:
    asked = {"message_id": 4, "date": 1, "chat": GROUP, "from": LI | {"id": 8}, "text": "?"}
    said = meaning(callback_query=tap("q:contact", reply_to_message=asked))
    assert isinstance(said, Said)
    assert said.tap is not None
    assert not said.tap.is_own
    assert not said.tap.is_anothers_turn  # a question means the same whoever taps it
    assert (said.chat, said.place.reply_to) == ("-5:7", None)


def test_a_tap_on_what_another_was_asked() -> None:
    asked = {"message_id": 4, "date": 1, "chat": GROUP, "from": LI | {"id": 8}, "text": "/precheck"}
    said = meaning(callback_query=tap("p:award-2026:who:listed", reply_to_message=asked))
    assert isinstance(said, Said)
    assert said.tap is not None
    assert said.tap.is_anothers_turn


def test_in_a_group_what_follows_a_tap_answers_the_same_person() -> None:
    asked = {"message_id": 4, "date": 1, "chat": GROUP, "from": LI, "text": "/precheck"}
    said = meaning(callback_query=tap("p:award-2026:who:listed", reply_to_message=asked))
    assert isinstance(said, Said)
    assert said.tap is not None
    assert not said.tap.is_anothers_turn
    assert said.place.fields()["reply_parameters"]["message_id"] == 4


def test_a_tap_on_a_message_too_old_to_be_at_hand() -> None:
    query = tap("q:contact") | {"message": {"message_id": 5, "date": 0, "chat": GROUP}}
    said = meaning(callback_query=query)
    assert isinstance(said, Said)
    assert said.tap is not None
    assert (said.choice, said.tap.message_id) == ("q:contact", None)


def test_an_inline_query() -> None:
    query = {"id": "i1", "from": LI, "query": " deadline ", "offset": ""}
    assert meaning(inline_query=query) == Asked("i1", "deadline", "zh")


def test_a_group_becomes_a_supergroup() -> None:
    new = {"id": -1005, "type": "supergroup", "title": "Office"}
    assert meaning(message=message(None, migrate_to_chat_id=-1005)) == Migrated(-5, -1005)
    assert meaning(message=message(None, new, migrate_from_chat_id=-5)) == Migrated(-5, -1005)


def change(chat: dict[str, Any], old: str, new: str) -> Event:
    me = ME.model_dump(exclude_none=True)
    return meaning(
        my_chat_member={
            "chat": chat,
            "from": LI,
            "date": 1,
            "old_chat_member": {"user": me, "status": old, "until_date": 0},
            "new_chat_member": {"user": me, "status": new, "until_date": 0},
        }
    )


def test_coming_and_going() -> None:
    assert change(GROUP, "left", "member") == Membership(-5, ChatState.ACTIVE, is_new_group=True)
    assert change(GROUP, "member", "kicked") == Membership(-5, ChatState.KICKED, is_new_group=False)
    assert change(PRIVATE, "member", "kicked") == Membership(7, ChatState.BLOCKED, is_new_group=False)
    assert change(PRIVATE, "kicked", "member") == Membership(7, ChatState.ACTIVE, is_new_group=False)


def test_what_says_the_same_bears_the_same_mark() -> None:
    def mark(**content: Any) -> str | None:
        return envelope({"update_id": 1, **content}, KEY).mark

    said = mark(message=message("截止？"))
    assert said == mark(edited_message=message("截止？", edit_date=5))
    assert said != mark(edited_message=message("截止", edit_date=5))
    assert said != envelope({"update_id": 1, "message": message("截止？")}, b"other").mark
    assert mark(callback_query=tap("a")) == mark(callback_query=tap("a") | {"id": "q2"})
    assert mark(callback_query=tap("a")) != mark(callback_query=tap("b"))


def test_what_is_no_update_is_refused() -> None:
    with pytest.raises(ValueError, match="without update_id"):
        envelope({"message": message("x")}, KEY)


def test_a_chat_is_told_before_an_update_is_read() -> None:
    assert envelope({"update_id": 1, "message": message("x")}, KEY).chat == -5
    assert envelope({"update_id": 1, "callback_query": tap("x")}, KEY).chat == -5
    assert envelope({"update_id": 1, "inline_query": {"id": "1"}}, KEY).chat == 0
