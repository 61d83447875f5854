"""Every dialogue of tests/dialogues/ through Telegram, in a private chat and, addressed, in a group."""

import pytest

from tests.telegram.running import InThread
from tests.telegram_talk import Bot, TelegramTalk
from tests.transcripts import Dialogue, check, load, named, played

DIALOGUES = load()
IN_A_CHAT = played(DIALOGUES, "chat")
AS_A_MEMBER = [dialogue for dialogue in played(DIALOGUES, "member") if dialogue.via]


def test_there_are_dialogues() -> None:
    assert len(DIALOGUES) >= 40


@pytest.mark.parametrize("dialogue", IN_A_CHAT, ids=named)
def test_in_a_private_chat(telegram: InThread, bot: Bot, dialogue: Dialogue) -> None:
    check(TelegramTalk(telegram, bot, in_group=False), dialogue)


@pytest.mark.parametrize("dialogue", IN_A_CHAT, ids=named)
def test_addressed_in_a_group(telegram: InThread, bot: Bot, dialogue: Dialogue) -> None:
    check(TelegramTalk(telegram, bot, in_group=True), dialogue)


@pytest.mark.parametrize("dialogue", AS_A_MEMBER, ids=named)
def test_as_a_member_of_a_group_who_is_no_admin(telegram: InThread, bot: Bot, dialogue: Dialogue) -> None:
    check(TelegramTalk(telegram, bot, in_group=True, is_admin=False), dialogue)
