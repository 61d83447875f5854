"""Letters over real SMTP: what arrives, and what is said of what does not."""

import datetime as dt
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from urllib.parse import quote

import pytest
import pytest_asyncio

from bot.channels.email.courier import EmailCourier
from bot.channels.email.letter import CALENDAR_FILE, Letterhead
from bot.mailserver import MailServer
from knowledge.language import Language
from reminders.courier import ChannelDown, Delivered, Refused, RetryLater, Uncertain, Unreachable
from reminders.subscriptions import Address
from reminders.wording import CalendarEvent, Link, Message, Section
from tests.bot.email.postbox import PASSWORD, USER, Postbox, postbox

EVENT = CalendarEvent("award-2026@wicbot", "领先科技奖截止", dt.date(2026, 6, 15), None, "Asia/Shanghai", "", "")
MESSAGE = Message(
    key="k0123456789abcdef",
    address=Address("email", "office@example.org"),
    language="zh",
    subject="领先科技奖2026年：还有7天",
    mark="",
    sections=(
        Section(
            "领先科技奖 <2026>",
            ("距截止还有7天。",),
            ("表格里的一行不等于提交",),
            (Link("申报平台", "https://example.org/a?b=1&c=2"),),
        ),
    ),
    footer="本提醒由非官方助手发出。",
    events=(EVENT,),
    confirm="",
    unsubscribe="7-abc",
    calendar="7-def",
)


def made(events: Sequence[CalendarEvent], language: Language) -> bytes:
    assert language == "zh"
    return f"BEGIN:VCALENDAR {len(events)} END:VCALENDAR".encode()


HEAD = Letterhead("wicbot 提醒 <bot@example.com>", "https://wicbot.example.com/help", made)


@pytest_asyncio.fixture
async def box() -> AsyncIterator[Postbox]:
    async with postbox() as box:
        yield box


def courier(box: Postbox, within: float = 10.0) -> EmailCourier:
    return EmailCourier(MailServer("127.0.0.1", box.port), HEAD, within=within)


async def test_a_letter_has_both_parts_the_calendar_and_the_headers_programs_act_on(box: Postbox) -> None:
    assert isinstance(await courier(box).send(MESSAGE), Delivered)
    (letter,) = box.taken
    assert box.envelopes == [("bot@example.com", ["office@example.org"])]
    assert letter["From"].addresses[0].display_name == "wicbot 提醒"
    assert letter["Subject"] == MESSAGE.subject
    assert letter["Message-ID"] == "<k0123456789abcdef@wicbot.example.com>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe"] == "<https://wicbot.example.com/help/unsubscribe/7-abc>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain, rich = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert plain
    assert rich
    assert "距截止还有7天。" in plain.get_content()
    assert "https://wicbot.example.com/help/calendar/7-def.ics" in plain.get_content()
    assert "领先科技奖 &lt;2026&gt;" in rich.get_content()
    assert "https://example.org/a?b=1&amp;c=2" in rich.get_content()
    (file,) = letter.iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", CALENDAR_FILE)
    assert "BEGIN:VCALENDAR 1" in file.get_content()


async def test_a_repeat_says_so_first(box: Postbox) -> None:
    await courier(box).send(replace(MESSAGE, mark="重发：上一封是否送达无法确认"))
    (letter,) = box.taken
    assert letter["Subject"].startswith("重发")
    body = letter.get_body(("plain",))
    assert body
    assert body.get_content().startswith("重发")


async def test_a_line_break_makes_no_header(box: Postbox) -> None:
    outcome = await courier(box).send(replace(MESSAGE, subject="a\nBcc: thief@example.org"))
    assert isinstance(outcome, Delivered)
    assert box.taken[0]["Bcc"] is None


@pytest.mark.parametrize("address", ["no mailbox", "a@b\nBcc: c@d", ""])
async def test_what_is_no_mailbox_is_refused_and_nothing_is_sent(box: Postbox, address: str) -> None:
    outcome = await courier(box).send(replace(MESSAGE, address=Address("email", address)))
    assert isinstance(outcome, (Refused, Unreachable))
    assert box.taken == []


async def test_a_recipient_who_is_not_there_is_unreachable(box: Postbox) -> None:
    box.refuse_rcpt = "550 no such mailbox"
    assert await courier(box).send(MESSAGE) == Unreachable("gone", "550 no such mailbox")


@pytest.mark.parametrize("part", ["refuse_mail", "refuse_rcpt", "refuse_data"])
async def test_not_now_is_tried_later(box: Postbox, part: str) -> None:
    setattr(box, part, "451 greylisted, come back")
    outcome = await courier(box).send(MESSAGE)
    assert isinstance(outcome, RetryLater)
    assert outcome.wait >= 60
    setattr(box, part, "")
    assert isinstance(await courier(box).send(MESSAGE), Delivered)


async def test_a_letter_that_is_refused_leaves_the_address_alone(box: Postbox) -> None:
    box.refuse_data = "554 looks like spam"
    assert await courier(box).send(MESSAGE) == Refused("554 looks like spam")


async def test_a_sender_who_is_refused_stops_the_channel(box: Postbox) -> None:
    box.refuse_mail = "550 who are you"
    assert isinstance(await courier(box).send(MESSAGE), ChannelDown)


async def test_a_line_that_breaks_before_the_letter_is_tried_later(box: Postbox) -> None:
    box.hang_up_at = "rcpt"
    assert isinstance(await courier(box).send(MESSAGE), RetryLater)


@pytest.mark.parametrize("at", ["data", "taken"])
async def test_a_line_that_breaks_after_the_letter_leaves_it_uncertain(box: Postbox, at: str) -> None:
    box.hang_up_at = at
    assert isinstance(await courier(box).send(MESSAGE), Uncertain)
    assert len(box.taken) == (at == "taken")


async def test_an_answer_that_comes_too_late_leaves_it_uncertain(box: Postbox) -> None:
    box.dawdle = 1.0
    assert isinstance(await courier(box, within=0.3).send(MESSAGE), Uncertain)


async def test_no_server_is_tried_later() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    outcome = await EmailCourier(MailServer("127.0.0.1", port), HEAD).send(MESSAGE)
    assert isinstance(outcome, RetryLater)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # there is no certificate here to trust
async def test_a_login_is_given_and_a_wrong_one_stops_the_channel() -> None:
    async with postbox(with_login=True) as box:
        url = f"smtp://{USER}:{quote(PASSWORD)}@127.0.0.1:{box.port}"
        assert isinstance(await EmailCourier(MailServer.of(url), HEAD).send(MESSAGE), Delivered)
        wrong = f"smtp://{USER}:guess@127.0.0.1:{box.port}"
        outcome = await EmailCourier(MailServer.of(wrong), HEAD).send(MESSAGE)
    assert isinstance(outcome, ChannelDown)
    assert "guess" not in outcome.why


async def test_a_server_without_starttls_is_not_spoken_to_in_the_clear(box: Postbox) -> None:
    outcome = await EmailCourier(MailServer.of(f"smtp://127.0.0.1:{box.port}?starttls=1"), HEAD).send(MESSAGE)
    assert isinstance(outcome, ChannelDown)
    assert box.taken == []


def test_the_url_names_port_login_and_encryption() -> None:
    assert MailServer.of("smtp://mail.example.org") == MailServer("mail.example.org", 25)
    assert MailServer.of("smtps://mail.example.org").port == 465
    assert MailServer.of("smtp://u%40x:p%2Fw@mail.example.org?starttls=1") == MailServer(
        "mail.example.org", 587, "u@x", "p/w", starttls=True
    )
    with pytest.raises(ValueError, match="starttls"):
        MailServer.of("smtps://mail.example.org?starttls=1")
