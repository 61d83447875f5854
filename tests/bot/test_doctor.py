"""`wicbot doctor` says what is wrong and what to mend, and changes nothing."""

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.doctor import exit_code
from bot.findings import ill, odd, well
from tests.processes import ROOT, WICBOT
from tests.telegram import running
from tests.telegram.running import InThread


@pytest.fixture
def telegram() -> Iterator[InThread]:
    with running() as stand_in:
        yield stand_in


def doctor(environment: dict[str, str], **settings: str) -> tuple[int, dict[str, dict[str, Any]], str]:
    """The exit code, the findings by what they are about, and all that was printed."""
    done = subprocess.run(
        [*WICBOT, "doctor", "--json"],
        cwd=ROOT, env=environment | settings, capture_output=True, text=True, encoding="utf-8", timeout=90,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, {finding["what"]: finding for finding in json.loads(done.stdout)}, done.stdout + done.stderr


def bot(telegram: InThread, **more: str) -> dict[str, str]:
    return {"WICBOT_TELEGRAM_TOKEN": telegram.token, "WICBOT_TELEGRAM_API_BASE": telegram.url, **more}


def test_all_is_well_and_nothing_is_made(telegram: InThread, environment: dict[str, str], tmp_path: Path) -> None:
    code, found, printed = doctor(environment, **bot(telegram))
    assert code == 0
    assert found["mail"]["health"] == "unused"
    for what in ("settings", "content", "database", "server", "token", "webhook", "clock"):
        assert found[what]["health"] == "ok", what
    assert found["token"]["text"] == "@wic_test_bot"
    assert not (tmp_path / "data").exists()
    assert telegram.token not in printed
    assert {call.method for call in telegram.cloud.journal.calls} == {"getMe", "getWebhookInfo"}


def test_without_a_token_there_is_no_telegram(environment: dict[str, str]) -> None:
    code, found, _ = doctor(environment)
    assert code == 0
    assert found["telegram"]["health"] == "unused"


def test_a_wrong_token(telegram: InThread, environment: dict[str, str]) -> None:
    wrong = "123456:AAwrongwrongwrongwrongwrongwrongwrong"
    code, found, printed = doctor(environment, **bot(telegram, WICBOT_TELEGRAM_TOKEN=wrong))
    assert code == 2
    assert found["token"]["health"] == "mend"
    assert "BotFather" in found["token"]["mend"]
    assert wrong not in printed


def test_what_is_no_token(telegram: InThread, environment: dict[str, str]) -> None:
    code, found, printed = doctor(environment, **bot(telegram, WICBOT_TELEGRAM_TOKEN="my secret bot"))
    assert (code, found["token"]["health"]) == (2, "mend")
    assert "my secret bot" not in printed


def test_a_server_that_is_away(environment: dict[str, str], telegram: InThread) -> None:
    telegram.do("deafen")
    code, found, _ = doctor(environment, **bot(telegram))
    assert (code, found["server"]["text"]) == (2, "the server cannot be reached")


def test_a_webhook_that_is_in_the_way(environment: dict[str, str], telegram: InThread) -> None:
    webhook = bot(telegram, WICBOT_TELEGRAM_MODE="webhook", WICBOT_PUBLIC_URL="https://wic.example.org")
    code, found, _ = doctor(environment, **webhook)
    assert (code, found["webhook"]["health"]) == (0, "odd")
    assert "https://wic.example.org/telegram/updates" in found["webhook"]["text"]
    code, found, _ = doctor(environment, **bot(telegram, WICBOT_TELEGRAM_MODE="webhook"))
    assert (code, found["webhook"]["health"]) == (2, "mend")


def test_a_rehearsed_clock(environment: dict[str, str]) -> None:
    code, found, _ = doctor(environment, WICBOT_CLOCK="2026-06-01T09:00+08:00")
    assert (code, found["clock"]["health"]) == (0, "odd")
    code, found, _ = doctor(environment, WICBOT_CLOCK="tomorrow")
    assert (code, found["clock"]["health"]) == (2, "mend")


def test_an_unreadable_setting(environment: dict[str, str]) -> None:
    code, found, _ = doctor(environment, WICBOT_RATE_LIMIT="many")
    assert code == 2
    assert "WICBOT_RATE_LIMIT" in found["settings"]["text"]


def test_content_with_faults(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    code, found, _ = doctor(environment, WICBOT_CONTENT=str(tmp_path / "pack"))
    assert (code, found["content"]["health"]) == (1, "mend")
    assert "knowledge check" in found["content"]["mend"]


@pytest.mark.parametrize(
    ("make", "health", "words"),
    [
        ("text", "mend", "file is not a database"),
        ("older", "odd", "older"),
        ("newer", "mend", "another version"),
    ],
)
def test_a_database_that_is_not_as_it_should_be(
    environment: dict[str, str], tmp_path: Path, make: str, health: str, words: str
) -> None:
    file = tmp_path / "chats.db"
    if make == "text":
        file.write_text("this is no database " * 100)
    else:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
            connection.execute(f"INSERT INTO alembic_version VALUES ('{'0001' if make == 'older' else '9999'}')")
            connection.commit()
    code, found, _ = doctor(environment, WICBOT_DATABASE_URL=f"sqlite:///{file}")
    assert found["database"]["health"] == health
    assert words in found["database"]["text"]
    assert code == (2 if health == "mend" else 0)


def test_a_locked_database(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "chats.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (x)")
        connection.execute("BEGIN IMMEDIATE")
        code, found, _ = doctor(environment, WICBOT_DATABASE_URL=f"sqlite:///{file}")
    assert (code, found["database"]["health"]) == (2, "mend")
    assert "locked" in found["database"]["text"]


def test_mail(environment: dict[str, str]) -> None:
    code, found, _ = doctor(environment, WICBOT_SMTP_URL="smtp://127.0.0.1:9")
    assert (code, found["mail"]["text"]) == (2, "needs WICBOT_MAIL_FROM and WICBOT_PUBLIC_URL too")
    whole = {"WICBOT_MAIL_FROM": "wic@example.org", "WICBOT_PUBLIC_URL": "https://wic.example.org"}
    code, found, printed = doctor(environment, WICBOT_SMTP_URL="smtp://me:secret@127.0.0.1:9", **whole)
    assert (code, found["mail"]["health"]) == (2, "mend")
    assert "secret" not in printed


def test_the_exit_code_tells_content_from_the_rest() -> None:
    assert exit_code([well("content", "x"), odd("clock", "x", "y")]) == 0
    assert exit_code([ill("content", "x", "y")]) == 1
    assert exit_code([ill("content", "x", "y"), ill("token", "x", "y")]) == 2


def test_it_reads_well(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [*WICBOT, "doctor"],
        cwd=ROOT, env=environment | {"WICBOT_CLOCK": "2026-06-01"}, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert "odd    clock      a rehearsal" in done.stdout
    assert "→ unset WICBOT_CLOCK" in done.stdout
