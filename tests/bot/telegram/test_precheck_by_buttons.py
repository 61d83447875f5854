"""A pre-check from its beginning to the Word file by tapping alone, against the real process."""

import asyncio
import io
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import pytest
from docx import Document

from tests.bot.telegram.test_kill import environment_for
from tests.processes import served
from tests.telegram import People, Person, Reply, running
from tests.telegram.running import InThread
from tests.telegram_talk import NAME

pytestmark = pytest.mark.usefixtures("fitted")

OPEN = {"WICBOT_CLOCK": "2026-06-01T10:00+08:00"}
MOST_QUESTIONS = 40


@dataclass
class Walk:
    """What was asked, and where it led."""

    questions: list[str]
    verdict: Reply


def asked_for_more(reply: Reply) -> bool:
    return any(message.get("reply_markup") for message in reply.messages)


async def tapped(person: Person, words: str | int) -> Reply:
    """Taps a button of the bot's last message, by its words or its place, and sees what becomes of both messages."""
    person.last = Reply(tuple(event for event in person.last.events if event["event"] == "message"))
    button = person.last.buttons[words] if isinstance(words, int) else person.last.button(words)
    reply = await person.tap(button, until=lambda reply: bool(reply.edits) and asked_for_more(reply), patience=60)
    chosen = [one["text"] for edit in reply.edits for row in edit["reply_markup"]["inline_keyboard"] for one in row]
    assert f"✓ {button.text}" in chosen
    return reply


async def walked(person: Person, begun: Reply, *, until: str) -> Walk:
    """The first option of every question."""
    questions, reply = [], begun
    while until not in " ".join(button.text for button in reply.buttons):
        questions.append(reply.text)
        assert len(questions) < MOST_QUESTIONS, questions
        reply = await tapped(person, 0)
        reply = Reply(tuple(event for event in reply.events if event["event"] == "message"))
    return Walk(questions, reply)


async def word_file(person: Person, button: str) -> tuple[str, str]:
    """The name of the file that is sent for a tap, and all that stands in it."""
    person.last = Reply(tuple(event for event in person.last.events if event["event"] == "message"))
    reply = await person.tap(button, until=lambda reply: bool(reply.documents), patience=60)
    (sent,) = reply.documents
    document = Document(io.BytesIO(await person.content(sent)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return sent.name, "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def play(environment: Mapping[str, str], talk: Callable[[People], Awaitable[None]]) -> None:
    """The talk of these people with a bot that has just started."""

    async def with_people(telegram: InThread) -> None:
        async with telegram.people() as people:
            await talk(people)

    with running() as telegram, served({**environment_for(telegram, dict(environment)), **OPEN}):
        asyncio.run(with_people(telegram))


def test_in_a_private_chat(environment: dict[str, str]) -> None:
    async def talk(people: People) -> None:
        li = await people.person("Li")
        walk = await walked(li, await li.start("precheck_award", until=asked_for_more, patience=60), until="Word")
        assert len(walk.questions) > 8
        assert len(set(walk.questions)) == len(walk.questions)
        assert "没有发现障碍" in walk.verdict.text
        name, text = await word_file(li, "Word")
        assert name.endswith(".docx")
        assert "没有发现障碍" in text
        assert "2026年领先科技奖" in text
        assert "您答：国际同行引用＝“是，有可附的证据”" in text

    play(environment, talk)


def test_addressed_in_a_group_where_others_tap_too(environment: dict[str, str]) -> None:
    async def talk(people: People) -> None:
        li = await people.person("Li", language="en", started=True)
        wang = await people.person("Wang", started=True)
        group = await people.group("Office", li, wang)
        li, wang = li.in_(group), wang.in_(group)
        begun = await li.say(f"/precheck@{NAME} case", until=asked_for_more, patience=60)
        wang.last = begun
        notice = (await wang.tap_answered(begun.buttons[0], patience=60)).answers[0]
        assert "这道题是问别人的" in notice["text"]
        assert notice["alert"]
        walk = await walked(li, begun, until="Word")
        assert len(walk.questions) > 8
        (offering,) = [message for message in walk.verdict.messages if message.get("reply_markup")]
        assert offering["reply_to_message"]["from"]["id"] == li.id
        assert "No obstacle found" in walk.verdict.text
        name, text = await word_file(li, "Word")
        assert name.endswith(".docx")
        assert "No obstacle found" in text
        assert "Practice Cases" in text

    play(environment, talk)
