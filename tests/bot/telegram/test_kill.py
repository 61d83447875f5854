"""kill -9 anywhere: no message is lost, none is answered twice in silence, and chats keep their order."""

from pathlib import Path

import pytest

from bot.channels.telegram.answers import IN_FLIGHT_MAX
from tests.bot.telegram.killing import Seen, stream
from tests.telegram import running
from tests.telegram.running import InThread

pytestmark = pytest.mark.usefixtures("fitted")


def check(seen: Seen) -> None:
    assert seen.killed
    assert seen.words
    assert [word for word in seen.words if not seen.answers(word)] == [], "lost"
    assert [word for word in seen.words if seen.plain[word] > 1] == [], "answered twice in silence"
    assert all(seen.copies[word] for word in seen.twice), "a copy without its mark"
    assert all(len(words) <= IN_FLIGHT_MAX for words in seen.unrecorded()), "more than were under way"
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
def test_kills_in_a_stream_from_30_chats(
    environment: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Twenty kills and 300 updates, or as many as `--kills` says, with 15 updates each."""
    kills, seed = request.config.getoption("--kills"), request.config.getoption("--seed")
    with running(journal=tmp_path / "journal.jsonl") as telegram:
        there = environment_for(telegram, environment)
        seen = stream(telegram, there, kills=kills, updates=15 * kills, chats=30, seed=seed)
    print(f"\n{len(seen.killed)} kills, {len(seen.words)} updates, {len(seen.sent)} chats (seed {seed})")
    print(f"answered once: {sum(seen.answers(word) == 1 for word in seen.words)}; marked: {seen.copies.total()}")
    print(f"sent but unrecorded, and sent again with a mark, by kill: {seen.unrecorded()}")
    check(seen)
