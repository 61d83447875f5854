"""The faults in full size, and ten thousand at once: `make endure`. Seeds are printed."""

import itertools
import random
import time

import pytest

from benchmarks.machine import resident_of
from tests.reminders.house import MARK, House, silent_doubles
from tests.reminders.test_faults_http import T1, T7, crash_at_a_message, reached_or_uncertain

pytestmark = pytest.mark.endure


def test_f1_twenty_kills_at_random_messages_of_three_hundred(house: House) -> None:
    seed = 20260608
    print(f"seed {seed}")
    crash_at_a_message(house, people=300, kills=20, seed=seed)


def test_f9_three_processes_three_hundred_chats_five_groups_of_thirty(house: House) -> None:
    house.cloud.do("limits", on=True)
    people = house.persons(300)
    groups = [house.cloud.do("group", title=f"G{n}", members=[people[n]], supergroup=True)["chat"] for n in range(5)]
    house.subscribe(people)
    house.subscribe_threads(groups, 30)
    with house.worker(T7), house.worker(T7), house.worker(T7):
        house.until_delivered(300 + 150, within=600)
    figures = house.cloud.do("figures")
    print(f"F9: {figures}")
    assert figures["refused"] == 0
    assert figures["worst_second"] <= 30
    for group in groups:
        times = [call["at"] for call in house.calls() if call["chat"] == group]
        assert max(sum(at <= other < at + 60 for other in times) for at in times) <= 20


def test_f16_ten_minutes_of_random_kills_over_three_processes(house: House) -> None:
    seed = 16
    chance = random.Random(seed)
    print(f"seed {seed}")
    people = house.persons(2000)
    house.subscribe(people)
    house.fault("slow_after", seconds=0.05)
    ends, kills = time.monotonic() + 600, 0
    while time.monotonic() < ends and reached_or_uncertain(house) != set(people):
        with house.worker(T7), house.worker(T7) as doomed, house.worker(T7):
            time.sleep(chance.uniform(2, 20))
            doomed.kill()
            kills += 1
    with house.worker(T7):
        house.until(lambda: reached_or_uncertain(house) == set(people), within=200)
    print(f"F16: {kills} rounds, {len(house.records('uncertain'))} uncertain")
    assert silent_doubles(house.got()) == []
    assert {int(r.address.address) for r in house.records("sent")} <= set(house.got())


def test_f17_a_process_frozen_while_it_sends_writes_nothing_late(house: House) -> None:
    (person,) = house.persons(1)
    house.subscribe([person])
    house.fault("slow_after", seconds=3, times=1)
    with house.worker(T1) as frozen:
        house.until(lambda: house.calls())
        frozen.freeze()
        with house.worker(T1):
            house.until(lambda: house.records("uncertain"), within=120)
            frozen.thaw()
            house.until(lambda: len(house.got()[person]) == 2, within=120)
            time.sleep(5)
    first, second = house.got()[person]
    assert MARK not in first
    assert MARK in second
    assert [r.state for r in house.records("uncertain", "sent")] == ["uncertain", "sent"]


def test_f31_ten_thousand_on_the_day_before(house: House) -> None:
    people = house.persons(10_000)
    house.subscribe(people)
    peaks: list[float] = []
    with house.worker(T1, wait=False) as worker:
        began = time.monotonic()
        for _ in itertools.count():
            peaks.append(resident_of(worker.process.pid))
            if house.delivered() >= len(people):
                break
            assert time.monotonic() - began < 900
            time.sleep(5)
        seconds = time.monotonic() - began
    figures = house.cloud.do("figures")
    print(f"F31: {seconds:.0f} s, peak {max(peaks):.0f} MiB, worst second {figures['worst_second']}")
    assert seconds <= 420 + 30  # the start of the process is not counted
    assert max(peaks) < 300
    assert all(len(texts) == 1 for texts in house.got().values())
