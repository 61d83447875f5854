"""kill -9 anywhere: no message is lost, none is answered twice in silence, and chats keep their order."""

from pathlib import Path

import pytest

from bot.channels.telegram.answers import IN_FLIGHT_MAX
from tests.bot.telegram.killing import Seen, stream
from tests.telegram import running
from tests.telegram.running import InThread

pytestmark = pytest.mark.usefixtures("fitted")


def check(seen: Seen) -> None:
    assert seen.kills
    assert [word for word in seen.words if not seen.answers(word)] == [], "lost"
    assert [word for word in seen.words if seen.plain[word] > 1] == [], "answered twice in silence"
    assert len(seen.twice) <= seen.kills * IN_FLIGHT_MAX
    assert all(seen.copies[word] for word in seen.twice)
    for chat, words in seen.sent.items():
        assert seen.order[chat] == words, "out of order"


def environment_for(telegram: InThread, environment: dict[str, str]) -> dict[str, str]:
    own = {"WICBOT_TELEGRAM_TOKEN": telegram.token, "WICBOT_TELEGRAM_API_BASE": telegram.url}
    return environment | own


def test_three_kills(environment: dict[str, str]) -> None:
    with running() as telegram:
        seen = stream(telegram, environment_for(telegram, environment), kills=3, updates=36, chats=6, seed=5)
    check(seen)


@pytest.mark.endure
def test_twenty_kills_in_a_stream_of_300_updates_from_30_chats(environment: dict[str, str], tmp_path: Path) -> None:
    with running(journal=tmp_path / "journal.jsonl") as telegram:
        seen = stream(telegram, environment_for(telegram, environment), kills=20, updates=300, chats=30, seed=20)
    print(f"\n{seen.kills} kills, {len(seen.words)} updates, {len(seen.sent)} chats (seed 20)")
    print(f"answered once: {sum(seen.answers(word) == 1 for word in seen.words)}; marked copies: {seen.copies.total()}")
    print(f"sent but unrecorded, answered again with a mark: {seen.twice}")
    check(seen)
