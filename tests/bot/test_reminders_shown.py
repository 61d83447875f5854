"""Reminders as people live through them: subscribed by typing, told at their hour, each once, in Telegram and by mail.

The real processes, a Bot API stand-in, a real mail server. What arrived is judged by what the stand-in and the
mail server were given, never by the program's own tables.
"""

import asyncio
import datetime as dt
import json
import re
import subprocess
import urllib.parse
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest_asyncio
from icalendar import Calendar

from tests.bot.email.postbox import Postbox, postbox
from tests.processes import ROOT, WICBOT, Served, served
from tests.telegram import running
from tests.telegram.people import Button, Person, Reply
from tests.telegram.running import InThread
from tests.transcripts import bare

BEIJING = ZoneInfo("Asia/Shanghai")
PUBLIC = "https://wicbot.example"
OFFICE = "office@example.org"
BOT = "@wic_test_bot"
Told = tuple[str, str]  # channel and address


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@dataclass
class Season:
    """One database, one stand-in, one mail server, and a calendar that is moved on from outside."""

    telegram: InThread
    mail: Postbox
    environment: dict[str, str]
    chats: int = 0  # reminders that are accounted for
    letters: int = 0

    @contextmanager
    def serving(self, clock: str, *, worker: bool = False) -> Iterator[Served]:
        """`wicbot serve` with its calendar at `clock`."""
        arguments = ("--port", "0") if worker else ("--port", "0", "--no-worker")
        environment = {**self.environment, "WICBOT_CLOCK": at(clock).isoformat()}
        with served(environment, arguments=arguments) as server:
            yield server
            assert server.stop() == 0

    async def remind(self, *arguments: str) -> list[dict[str, Any]]:
        """`wicbot remind … --json`, its lines."""
        done = await asyncio.to_thread(
            subprocess.run, [*WICBOT, "remind", *arguments, "--json"], cwd=ROOT, env=self.environment,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    async def move_on(self, now: str) -> dict[str, Any]:
        (done,) = await self.remind("run", "--now", at(now).isoformat())
        assert not done["held"]
        assert done["uncertain"] == done["dead"] == 0
        return done

    async def plan(self, now: str) -> list[dict[str, Any]]:
        return await self.remind("plan", "--now", at(now).isoformat())

    # ── what arrived ──

    def in_chats(self) -> list[tuple[Told, str]]:
        """Every reminder that reached a chat, in the words people read."""
        calls = self.telegram.do("journal", method="sendMessage")["calls"]
        told = [call for call in calls if call["delivered"] and "remind:" in call["params"].get("reply_markup", "")]
        return [(("telegram", str(call["chat"])), re.sub(r"<[^>]+>", "", call["params"]["text"])) for call in told]

    def fresh(self) -> list[tuple[Told, str]]:
        """What arrived since this was asked last."""
        chats, letters = self.in_chats(), self.mail.taken
        new = [*chats[self.chats :], *((("email", str(one["To"])), plain(one)) for one in letters[self.letters :])]
        self.chats, self.letters = len(chats), len(letters)
        return new


def plain(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body
    return str(body.get_content())


def calendar_of(letter: EmailMessage) -> Calendar:
    (file,) = [part for part in letter.iter_attachments() if part.get_content_type() == "text/calendar"]
    content = file.get_payload(decode=True)
    assert isinstance(content, bytes)
    found = Calendar.from_ical(content)
    assert isinstance(found, Calendar)
    return found


def link(letter: EmailMessage, purpose: str) -> str:
    found = re.search(rf"{PUBLIC}(/{purpose}/\S+)", plain(letter))
    assert found, plain(letter)
    return found[1]


@pytest_asyncio.fixture
async def season(environment: dict[str, str]) -> AsyncIterator[Season]:
    with running() as telegram:
        async with postbox() as mail:
            own = {
                "WICBOT_TELEGRAM_TOKEN": telegram.token, "WICBOT_TELEGRAM_API_BASE": telegram.url,
                "WICBOT_SMTP_URL": f"smtp://127.0.0.1:{mail.port}", "WICBOT_MAIL_FROM": "wicbot@wicbot.example",
                "WICBOT_PUBLIC_URL": PUBLIC, "WICBOT_SPREAD_MINUTES": "0", "WICBOT_LOG_LEVEL": "WARNING",
            }  # fmt: skip
            yield Season(telegram, mail, environment | own)


async def subscribed_on_the_page(server: Served) -> None:
    first = await asyncio.to_thread(server.say, "订阅领先科技奖提醒，内部截止5月20日，提前7、0天")
    assert "邮箱" in first["text"]
    done = await asyncio.to_thread(server.say, OFFICE, session=first["session"])
    assert f"确认信会发到 {OFFICE}" in done["text"]


async def confirmed_by_the_link(season: Season, server: Served) -> None:
    """A letter comes; looking at its link does nothing, the button on the page confirms."""
    await season.move_on("2026-04-01 10:05")
    (letter,) = season.mail.taken
    async with httpx.AsyncClient(base_url=server.url) as client:
        page = await client.get(link(letter, "confirm"))
        assert "<form" in page.text
        assert [
            line
            for line in await season.plan("2026-04-01 10:06")
            if line["address"] == OFFICE and line["kind"] != "confirm"
        ] == []
        assert "已确认" in (await client.post(link(letter, "confirm"))).text


def due_by(plan: list[dict[str, Any]], after: dt.datetime, until: dt.datetime) -> list[dict[str, Any]]:
    return [line for line in plan if after < dt.datetime.fromisoformat(line["due"]) <= until]


def as_messages(lines: list[dict[str, Any]]) -> Counter[Told]:
    """Steps of one address due at one instant come as one message."""
    return Counter((line["channel"], line["address"]) for line in {(x["address"], x["due"]): x for x in lines}.values())


async def tapped(person: Person, button: Button) -> str:
    """What the bot writes when a button is tapped."""
    return (await person.tap(button, until=lambda reply: bool(reply.messages))).text


async def told_by_the_running_server(season: Season, group: int) -> None:
    """Its calendar comes to half past nine: the group and the mailbox are told without anybody's doing."""
    chats, letters = len(season.in_chats()), len(season.mail.taken)
    with season.serving("2026-06-08 09:29:55", worker=True):
        for _ in range(600):
            if len(season.in_chats()) > chats and len(season.mail.taken) > letters:
                break
            await asyncio.sleep(0.1)
    assert [told for told, _ in season.in_chats()[chats:]] == [("telegram", str(group))]
    assert [str(letter["To"]) for letter in season.mail.taken[letters:]] == [OFFICE]


async def test_from_typing_to_the_last_message_of_the_season_each_comes_once(season: Season) -> None:
    async with season.telegram.people() as people:
        li, wang = await people.person("Li"), await people.person("Wang")
        group = await people.group("Office", li, wang)
        with season.serving("2026-04-01 10:00") as server:
            refused = await wang.in_(group).say(f"{BOT} 订阅领先科技奖提醒，内部截止5月20日")
            assert "管理员" in refused.text
            in_group = await li.in_(group).say(f"{BOT} 订阅领先科技奖提醒，内部截止5月20日，提前7、0天")
            assert "2026年5月13日 09:30" in in_group.text
            done = await wang.say(
                "Remind me of both calls 7 days before and on the day, 8:30 London time; our own deadline is 20 May"
            )
            assert "13 May 2026 08:30" in done.text
            await subscribed_on_the_page(server)
            await confirmed_by_the_link(season, server)

        plan = await season.plan("2026-04-01 10:10")
        assert {(line["channel"], line["address"]) for line in plan} == {
            ("telegram", str(group)), ("telegram", str(wang.id)), ("email", OFFICE),
        }  # fmt: skip
        for line in plan:
            hour = "08:30" if line["address"] == str(wang.id) else "09:30"
            assert line["local"][11:16] == hour, line
            assert dt.datetime.fromisoformat(line["local"]) == dt.datetime.fromisoformat(line["due"])
        assert {line["target"] for line in plan if line["kind"] == "step"} == {"2026-05-20", "2026-06-15"}

        before, all_told = at("2026-04-01 10:10"), Counter[Told]()
        season.fresh()
        days = {dt.datetime.fromisoformat(line["due"]).astimezone(BEIJING).date() for line in plan}
        assert dt.date(2026, 6, 8) in days
        for day in sorted(days | {dt.date(2026, 5, 15)}):  # one on which nothing is due
            if day == dt.date(2026, 6, 8):
                await told_by_the_running_server(season, group)
            await season.move_on(f"{day} 18:00")
            if day == min(days):
                assert (await season.move_on(f"{day} 18:01"))["sent"] == 0
            expected, new = due_by(plan, before, at(f"{day} 18:00")), season.fresh()
            assert Counter(told for told, _ in new) == as_messages(expected), day
            for line in expected:
                headline = bare(line["text"].splitlines()[0])
                texts = [bare(text) for told, text in new if told == (line["channel"], line["address"])]
                assert any(headline in text for text in texts), (headline, texts)
            before = at(f"{day} 18:00")
            all_told.update(told for told, _ in new)
        assert all_told == as_messages(plan)
    for letter in season.mail.taken[1:]:
        events = [event for event in calendar_of(letter).walk("VEVENT")]
        assert events
        assert all(event["UID"] and event["DTSTART"] for event in events)


async def test_the_buttons_below_a_reminder(season: Season) -> None:
    async with season.telegram.people() as people:
        li = await people.person("Li")
        with season.serving("2026-06-01 10:00"):
            await li.say("订阅领先科技奖提醒，代表中国互联网协会，提前14、7、1天，10:30提醒")
            await season.move_on("2026-06-01 10:31")
            assert "中国互联网协会" in (await li.hear()).text
            reminder = li.last
            assert "2026年6月2日 10:30" in await tapped(li, reminder.button("明天"))
            await season.move_on("2026-06-02 10:31")
            again = await li.hear()
            assert "领先科技奖" in again.text

            assert "中国互联网协会" in await tapped(li, reminder.button("修改"))
            assert "已办完" in await tapped(li, again.button("今年已办完"))
            undo = Reply(tuple(event for event in li.last.events if event["event"] == "message")).button("撤销")
            season.fresh()
            await season.move_on("2026-06-08 10:31")
            assert season.fresh() == []
            assert "继续提醒" in await tapped(li, undo)
            await season.move_on("2026-06-14 10:31")
            last = await li.hear()
            assert "领先科技奖" in last.text
            assert "已退订" in await tapped(li, last.button("停止提醒"))
            assert await season.plan("2026-06-14 10:32") == []


async def test_one_click_of_a_mail_program_stops_the_mails(season: Season) -> None:
    with season.serving("2026-04-01 10:00") as server:
        await subscribed_on_the_page(server)
        await confirmed_by_the_link(season, server)
        await season.move_on("2026-05-13 10:00")
        letter = season.mail.taken[-1]
        assert "2026年5月20日" in plain(letter)
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = urllib.parse.urlsplit(str(letter["List-Unsubscribe"]).strip("<>"))
        async with httpx.AsyncClient(base_url=server.url) as client:
            looked = await client.get(address.path)
            assert "<form" in looked.text
            assert await season.plan("2026-05-14 10:00") != []
            posted = await client.post(address.path, data={"List-Unsubscribe": "One-Click"})
            assert posted.status_code == 200
        assert await season.plan("2026-05-14 10:00") == []
        letters = len(season.mail.taken)
        await season.move_on("2026-05-20 10:00")
        assert len(season.mail.taken) == letters
