"""Whole bots of both libraries, as processes: the peers of `benchmarks/telegram.py` start, poll and answer."""

from pathlib import Path

import pytest

from benchmarks.telegram import BOTS, Bot, crowd

PEERS = [bot for bot in BOTS if bot.paceless]
BARE = [bot for bot in PEERS if not bot.keeps]


@pytest.mark.parametrize("bot", PEERS, ids=lambda bot: bot.name)
def test_a_peer_answers_a_crowd(bot: Bot, tmp_path: Path) -> None:
    found = crowd(bot, tmp_path, people=5, rounds=1, limits=False)
    assert (found.said, found.answered, found.refused) == (5, 5, 0)


def test_what_a_bare_bot_is_refused_is_lost(tmp_path: Path) -> None:
    """How much that is depends on how quick the machine is."""
    found = crowd(BARE[0], tmp_path, people=60, rounds=1, limits=True)
    assert found.answered + found.refused == found.said == 60
    assert found.answered >= 30
