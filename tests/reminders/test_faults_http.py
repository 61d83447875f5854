"""The faults of docs/reliability.md against real processes, over real HTTP, judged by the stand-in's journal.

Small numbers here; `make endure` runs them in full size (test_endurance.py).
"""

import random

import pytest

from tests.reminders.house import MARK, House, silent_doubles

T7, T1, T0 = "2026-06-08 10:00", "2026-06-14 10:00", "2026-06-15 10:00"


def reached_or_uncertain(house: House) -> set[int]:
    return set(house.got()) | {int(record.address.address) for record in house.records("uncertain")}


def crash_at_a_message(house: House, people: int, kills: int, seed: int) -> None:
    """F1: kill -9 while notices go out, start anew, and so on; then let it come to its end."""
    chance = random.Random(seed)
    house.subscribe(house.persons(people))
    house.fault("slow_after", seconds=0.02)
    for at_message in sorted(chance.sample(range(1, people), kills)):
        with house.worker(T7) as worker:
            house.until(lambda goal=at_message: house.delivered() >= goal)
            worker.kill()
    with house.worker(T7) as worker:
        within = house.until(lambda: reached_or_uncertain(house) == set(house.people), within=90)
        assert worker.stop() == 0
    got, uncertain = house.got(), house.records("uncertain")
    assert silent_doubles(got) == []
    assert len(uncertain) <= 8 * kills
    print(f"F1: {people} people, {kills} kills: {len(uncertain)} uncertain, all else within {within:.1f} s")


def test_f1_killed_at_random_messages_nobody_is_told_twice_silently_or_left_out(house: House) -> None:
    crash_at_a_message(house, people=60, kills=3, seed=6)


@pytest.mark.parametrize("point", ["marked", "answered"])
def test_f2_f3_killed_around_the_call_what_is_not_worth_it_stays_uncertain(house: House, point: str) -> None:
    house.subscribe(house.persons(3))
    with house.worker(T7, WICBOT_FAULT_POINT=f"{point}:2") as worker:
        worker.process.wait(30)
    with house.worker(T7):
        house.until(lambda: house.records("uncertain"))
        house.until(lambda: len(house.records("sent")) >= 1)
    got = house.got()
    assert silent_doubles(got) == []
    assert not any(MARK in text for texts in got.values() for text in texts)


def test_f4_killed_while_leased_it_is_sent_exactly_once(house: House) -> None:
    house.subscribe(house.persons(3))
    with house.worker(T7, WICBOT_FAULT_POINT="leased:2") as worker:
        worker.process.wait(30)
    with house.worker(T7):
        house.until(lambda: house.delivered() + len(house.records("uncertain")) >= 3)
    assert silent_doubles(house.got()) == []
