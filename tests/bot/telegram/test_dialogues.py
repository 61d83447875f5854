"""Every dialogue of tests/dialogues/ through Telegram, in a private chat and, addressed, in a group."""

import pytest

from tests.telegram.running import InThread
from tests.telegram_talk import Bot, TelegramTalk
from tests.transcripts import Dialogue, fault_of, load, played

DIALOGUES = load()
IN_A_CHAT = played(DIALOGUES, "chat")
AS_A_MEMBER = [dialogue for dialogue in played(DIALOGUES, "member") if dialogue.via]


def _named(dialogue: Dialogue) -> str:
    return f"{dialogue.file}: {dialogue.name}"


def _check(talk: TelegramTalk, dialogue: Dialogue) -> None:
    replies = talk.play(dialogue)
    assert len(replies) == len(dialogue.turns)
    faults = [
        f"{turn.words!r} {fault}; heard ({reply.kind}): {reply.text}"
        for turn, reply in zip(dialogue.turns, replies, strict=True)
        if (fault := fault_of(turn, reply))
    ]
    assert not faults, "\n" + "\n".join(faults)


def test_there_are_dialogues() -> None:
    assert len(DIALOGUES) >= 40


@pytest.mark.parametrize("dialogue", IN_A_CHAT, ids=_named)
def test_in_a_private_chat(telegram: InThread, bot: Bot, dialogue: Dialogue) -> None:
    _check(TelegramTalk(telegram, bot, in_group=False), dialogue)


@pytest.mark.parametrize("dialogue", IN_A_CHAT, ids=_named)
def test_addressed_in_a_group(telegram: InThread, bot: Bot, dialogue: Dialogue) -> None:
    _check(TelegramTalk(telegram, bot, in_group=True), dialogue)


@pytest.mark.parametrize("dialogue", AS_A_MEMBER, ids=_named)
def test_as_a_member_of_a_group_who_is_no_admin(telegram: InThread, bot: Bot, dialogue: Dialogue) -> None:
    _check(TelegramTalk(telegram, bot, in_group=True, is_admin=False), dialogue)
