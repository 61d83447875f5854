"""The pace: how many calls fit into a second, a minute, and what a freeze does."""

from bot.pace import Cell, Limit, Pace, free_at, taken


def instants(limit: Limit, calls: int, start: float = 1000.0, cell: Cell | None = None) -> list[float]:
    """When so many calls are made by somebody who never waits longer than needed."""
    cell, now, made = cell or Cell(), start, []
    for _ in range(calls):
        now = free_at(limit, cell, now)
        cell = taken(limit, cell, now)
        made.append(now)
    return made


def worst(made: list[float], window: float) -> int:
    return max(sum(at <= other < at + window for other in made) for at in made)


def test_the_bot_keeps_below_thirty_a_second() -> None:
    whole, *_ = Pace().limits(1, 7)
    made = instants(whole, 300)
    assert worst(made, 1.0) <= 26
    assert made[-1] - made[0] < 12.1


def test_a_chat_gets_one_a_second() -> None:
    _, chat = Pace().limits(1, 7)
    assert worst(instants(chat, 20), 1.0) == 1


def test_a_group_gets_a_few_at_once_and_never_more_than_twenty_a_minute() -> None:
    *_, group = Pace().limits(1, -7)
    made = instants(group, 100)
    assert made[4] - made[0] < 0.001
    assert worst(made, 60.0) <= 20


def test_what_is_no_message_keeps_only_the_bots_own_pace() -> None:
    assert len(Pace().limits(1, -7, message=False)) == 1


def test_broadcasts_leave_room_while_answers_wait_but_never_stand_still() -> None:
    held, free = (Pace().broadcast(1, 7, answers_wait=wait)[-1] for wait in (True, False))
    assert worst(instants(held, 60), 1.0) <= 16
    assert worst(instants(free, 60), 1.0) >= 24


def test_nothing_is_sent_while_frozen_and_half_the_pace_after() -> None:
    limit = Limit("1:all", 0.04)
    made = instants(limit, 60, cell=Cell(frozen_until=1010.0))
    assert made[0] == 1010.0
    assert worst(made, 1.0) <= 13
    assert worst(instants(limit, 60, start=1100.0, cell=Cell(frozen_until=1010.0)), 1.0) >= 25
