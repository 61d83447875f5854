"""F30: kill -9 of the real process while somebody subscribes in a chat, over real HTTP.

What counts is what the person sees: the stand-in's journal, and the subscriptions as the operator lists them.
"""

import json
import urllib.error
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from tests.processes import Served, served
from tests.reminders.house import House

ONE_LINE = "订阅领先科技奖提醒，我们是中国通信企业协会，内部截止5月20日"
GUIDED = ("/subscribe", "领先科技奖", "中国通信企业协会", "5月20日")
MAY = "2026-05-01T10:00:00+08:00"
_COPY = "（重复发送：无法确认上一份是否送达。）"
OF_A_TURN = ("heard", "subscribed", "handled")  # nothing of the answer is kept yet


@contextmanager
def serving(house: House, fault: str = "", **settings: str) -> Iterator[Served]:
    """`wicbot serve` in May, which may end itself; whoever speaks over HTTP is the test."""
    own = {"WICBOT_CLOCK": MAY, "WICBOT_FAULT_POINT": fault, **settings}
    with served({**house.environment, **own}, arguments=("--port", "0", "--no-worker")) as process:
        yield process


def ends_itself(process: Served) -> None:
    assert process.process.wait(60) == -9


def listed(house: House) -> list[dict[str, Any]]:
    return [json.loads(line) for line in house.wicbot("subscriptions", "list", "--json").stdout.splitlines()]


def said_to(house: House, person: int) -> list[str]:
    """The answers a person saw, but for copies that say they are: of a call under way at a kill nobody knows more."""
    return [text for text in house.got().get(person, []) if _COPY not in text]


def is_answered(house: House, person: int, times: int) -> bool:
    return len(said_to(house, person)) == times


def is_whole(subscriptions: Sequence[dict[str, Any]]) -> bool:
    (one,) = subscriptions
    return (one["body"], one["programme"], one["internal_deadline"]) == (
        "中国通信企业协会", "award", {"award": "2026-05-20"},
    )  # fmt: skip


@pytest.mark.parametrize("point", OF_A_TURN)
def test_f30_killed_within_the_message_that_subscribes(house: House, point: str) -> None:
    (person,) = house.persons(1)
    with serving(house, point) as process:
        house.cloud.do("say", user=person, text=ONE_LINE)
        ends_itself(process)
    assert said_to(house, person) == []
    assert len(listed(house)) == (0 if point == "heard" else 1)
    with serving(house):
        house.until(lambda: said_to(house, person))
        house.cloud.do("say", user=person, text="/subscriptions")
        house.until(lambda: len(said_to(house, person)) > 1)
    assert is_whole(listed(house))
    answer, overview = said_to(house, person)
    assert "2026年5月20日" in answer
    assert "中国通信企业协会" in overview


def killed_at_every_step(house: House, point: str) -> None:
    """Each message of the guided dialogue ends the process once; each is answered once, and the dialogue goes on."""
    (person,) = house.persons(1)
    for number, text in enumerate(GUIDED):
        # What was said before the last end passes the point again, unless its answer was kept.
        passes = 1 if point == "kept" or number == 0 else 2
        with serving(house, f"{point}:{passes}") as process:
            house.until(partial(is_answered, house, person, number))
            house.cloud.do("say", user=person, text=text)
            ends_itself(process)
    with serving(house):
        house.until(lambda: len(said_to(house, person)) >= len(GUIDED))
        house.cloud.do("say", user=person, text="/subscriptions")
        house.until(lambda: len(said_to(house, person)) > len(GUIDED))
    *_, confirmed, overview = said_to(house, person)
    assert len(said_to(house, person)) == len(GUIDED) + 1
    assert "2026年5月20日" in confirmed
    assert "中国通信企业协会" in overview
    assert is_whole(listed(house))


def test_f30_killed_at_every_step_of_the_guided_dialogue(house: House) -> None:
    killed_at_every_step(house, "handled")


@pytest.mark.endure
@pytest.mark.parametrize("point", ["heard", "kept"])
def test_f30_killed_before_and_behind_every_step(house: House, point: str) -> None:
    killed_at_every_step(house, point)


def test_f30_on_the_page_what_is_sent_again_subscribes_once(house: House) -> None:
    mail = {
        "WICBOT_SMTP_URL": "smtp://127.0.0.1:9", "WICBOT_MAIL_FROM": "wicbot <w@example.org>",
        "WICBOT_PUBLIC_URL": "https://example.org", "WICBOT_TELEGRAM_TOKEN": "",
    }  # fmt: skip
    text = f"{ONE_LINE}，发到 office@example.org"
    with serving(house, "subscribed", **mail) as process:
        with pytest.raises((urllib.error.URLError, ConnectionError)):
            process.say(text, session="page")
        ends_itself(process)
    with serving(house, **mail) as process:
        again = process.say(text, session="page")
    assert again["kind"] == "done"
    assert is_whole(listed(house))
