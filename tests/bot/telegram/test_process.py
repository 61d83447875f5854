"""The real process: what an operator sees when the token is wrong, the network away, the webhook pushed to."""

import io
import json
import re
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.processes import Served, served
from tests.telegram import running
from tests.telegram.cloud import TOKEN
from tests.telegram.running import InThread

pytestmark = pytest.mark.usefixtures("fitted")

DEADLINE = "领先科技奖什么时候截止？"
SECRET = TOKEN.partition(":")[2]


class Errors:
    """What a process writes to stderr, read while it runs."""

    def __init__(self, process: Served) -> None:
        self._lines: list[str] = []
        self._thread = threading.Thread(target=self._read, args=(process.process.stderr,), daemon=True)
        self._thread.start()

    def _read(self, stream: io.TextIOBase) -> None:
        for line in stream:
            self._lines.append(line)

    @property
    def text(self) -> str:
        return "".join(self._lines)

    def events(self) -> list[str]:
        return [json.loads(line)["event"] for line in self._lines if line.startswith("{")]


@contextmanager
def bot(environment: dict[str, str], **settings: str) -> Iterator[tuple[Served, Errors]]:
    """A served bot; whatever happened, its log never shows the token."""
    with served(environment | settings) as process:
        errors = Errors(process)
        yield process, errors
        assert process.stop() == 0
        assert SECRET not in errors.text
        assert "Traceback" not in errors.text


def eventually(claim: Callable[[], object], within: float = 20.0) -> None:
    end = time.monotonic() + within
    while not claim():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.fixture
def telegram() -> Iterator[InThread]:
    with running() as stand_in:
        yield stand_in


def settings(telegram: InThread, **more: str) -> dict[str, str]:
    return {"WICBOT_TELEGRAM_TOKEN": telegram.token, "WICBOT_TELEGRAM_API_BASE": telegram.url, **more}


def texts(telegram: InThread, chat: int) -> list[str]:
    return [call.params["text"] for call in telegram.cloud.journal.of("sendMessage", chat) if call.delivered]


def test_a_wrong_token_is_said_and_the_web_goes_on(telegram: InThread, environment: dict[str, str]) -> None:
    wrong = "1234567890:AAthisIsNotTheRightOne0123456789abcdef"
    with bot(environment, **settings(telegram, WICBOT_TELEGRAM_TOKEN=wrong)) as (process, errors):
        eventually(lambda: any("the token is refused" in event for event in errors.events()))
        assert process.get("/readyz")[0] == 200
        assert process.say(DEADLINE)["kind"] == "answer"
        time.sleep(2)
        said = [event for event in errors.events() if "the token is refused" in event]
        assert len(said) == len(set(said))
        assert wrong.partition(":")[2] not in errors.text


def test_what_is_no_token_is_said_once(telegram: InThread, environment: dict[str, str]) -> None:
    with bot(environment, **settings(telegram, WICBOT_TELEGRAM_TOKEN="token of the bot")) as (process, errors):
        eventually(lambda: any("no token such as" in event for event in errors.events()))
        assert process.get("/readyz")[0] == 200
    assert not telegram.cloud.journal.calls


def test_no_network_at_the_start(telegram: InThread, environment: dict[str, str]) -> None:
    user = telegram.do("person", name="Li", started=True)["user"]
    telegram.do("deafen")
    with bot(environment, **settings(telegram)) as (process, errors):
        eventually(lambda: any("cannot be reached" in event for event in errors.events()))
        assert process.get("/readyz")[0] == 200
        telegram.do("say", user=user, text=DEADLINE)
        telegram.do("listen")
        eventually(lambda: texts(telegram, user), 40)
        assert any("well again" in event for event in errors.events())


def test_the_debug_log_holds_neither_the_token_nor_what_was_typed(
    telegram: InThread, environment: dict[str, str]
) -> None:
    user = telegram.do("person", name="Li", started=True)["user"]
    telegram.do("fault", kind="bad_gateway", method="sendMessage", times=1)
    with bot(environment, **settings(telegram, WICBOT_LOG_LEVEL="debug")) as (_, errors):
        telegram.do("say", user=user, text="Xylophon 什么时候截止？")
        eventually(lambda: texts(telegram, user))
        assert "Xylophon" not in errors.text


def test_stopping_waits_for_calls_under_way(telegram: InThread, environment: dict[str, str]) -> None:
    user = telegram.do("person", name="Li", started=True)["user"]
    telegram.do("fault", kind="slow_after", seconds=2, method="sendMessage")
    with bot(environment, **settings(telegram)):
        telegram.do("say", user=user, text=DEADLINE)
        eventually(lambda: list(telegram.cloud.journal.of("sendMessage")))
    with bot(environment, **settings(telegram)):
        time.sleep(5)
    assert len(texts(telegram, user)) == 1


# ── the webhook ──────────────────────────────────────────────────────────────────────────


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def pushed_to(telegram: InThread, environment: dict[str, str], **more: str) -> Iterator[tuple[str, Errors]]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    own = settings(telegram, WICBOT_TELEGRAM_MODE="webhook", WICBOT_PUBLIC_URL=url, **more)
    with served(environment | own, arguments=("--port", str(port))) as process:
        errors = Errors(process)
        eventually(lambda: telegram.cloud.webhook)
        yield url, errors
        assert process.stop() == 0
        assert SECRET not in errors.text


def push(url: str, body: bytes, **headers: str) -> int:
    request = urllib.request.Request(f"{url}/telegram/updates", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            status: int = answer.status
            return status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_a_pushed_update_is_answered(telegram: InThread, environment: dict[str, str]) -> None:
    user = telegram.do("person", name="Li", started=True)["user"]
    with pushed_to(telegram, environment):
        telegram.do("say", user=user, text=DEADLINE)
        eventually(lambda: texts(telegram, user))
        telegram.do("say", user=user, text="那联系谁？")
        eventually(lambda: len(texts(telegram, user)) == 2)
    assert list(telegram.cloud.journal.of("getUpdates")) == []


def test_only_who_knows_the_secret_can_push(telegram: InThread, environment: dict[str, str]) -> None:
    update = json.dumps({"update_id": 1}).encode()
    header = "X-Telegram-Bot-Api-Secret-Token"
    with pushed_to(telegram, environment, WICBOT_WEBHOOK_SECRET="s3cret") as (url, errors):
        eventually(lambda: "telegram answers" in errors.events())
        assert push(url, update) == 401
        assert push(url, update, **{header: "guess"}) == 401
        assert push(url, update, **{header: "s3cret"}) == 200
        assert push(url, b"no json", **{header: "s3cret"}) == 400
        assert push(url, b"[]", **{header: "s3cret"}) == 400
        assert push(url, b" " * 1_100_000, **{header: "s3cret"}) == 413
        assert "s3cret" not in errors.text


def test_a_webhook_needs_an_address(telegram: InThread, environment: dict[str, str]) -> None:
    with (
        pytest.raises(AssertionError, match=re.escape("WICBOT_TELEGRAM_MODE=webhook needs WICBOT_PUBLIC_URL")),
        bot(environment, **settings(telegram, WICBOT_TELEGRAM_MODE="webhook")),
    ):
        pass


def test_from_webhook_to_polling_and_nothing_is_lost(telegram: InThread, environment: dict[str, str]) -> None:
    user = telegram.do("person", name="Li", started=True)["user"]
    with pushed_to(telegram, environment):
        telegram.do("say", user=user, text=DEADLINE)
        eventually(lambda: texts(telegram, user))
    telegram.do("say", user=user, text="那联系谁？")
    with bot(environment, **settings(telegram)) as (_, errors):
        eventually(lambda: len(texts(telegram, user)) == 2, 40)
        assert any("a webhook was set" in event for event in errors.events())
