"""The faults in full size, and ten thousand at once: `make endure`. Seeds are printed."""

import itertools
import random
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from benchmarks.machine import resident_of
from benchmarks.metrics import quantile
from tests.processes import served
from tests.reminders.calls import at
from tests.reminders.house import MARK, House, silent_doubles
from tests.reminders.test_faults_http import T1, T7, crash_at_a_message, lock_the_database, reached_or_uncertain
from tests.telegram.journal import Call
from tests.telegram.running import InThread

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


def test_f29_the_database_locked_for_half_a_minute(house: House) -> None:
    lock_the_database(house, seconds=35)  # longer than a writer waits


def test_f31_ten_thousand_on_the_day_before(house: House) -> None:
    people = _ten_thousand(house)
    with house.worker(T1, wait=False) as worker:
        seconds, peak, growth = _all_told(house, len(people), worker.process.pid)
    _say(house, seconds, peak, growth)
    assert all(len(texts) == 1 for texts in house.got().values())
    assert set(house.got()) == set(people)
    assert peak < 300
    assert seconds <= 420 + _STARTS  # the start of the process is not counted


def test_f31_ten_thousand_while_people_ask(house: House) -> None:
    people, first, *talkers = _ten_thousand(house), *house.persons(51)
    quiet = {"WICBOT_LOG_LEVEL": "warning", "WICBOT_CLOCK": at(T1).isoformat()}  # nobody reads what it logs
    with served({**house.environment, **quiet}) as process:
        house.cloud.do("say", user=first, text=_QUESTION)
        house.until(lambda: house.got().get(first), within=120)  # whoever asks while it starts waits for that
        with _asking(house, talkers):
            seconds, peak, growth = _all_told(house, len(people), process.process.pid, apart_from=[first, *talkers])
        waits, unanswered = _waits(house, talkers)
    waited = f"{len(waits)} answers: p50 {quantile(waits, 0.5):.2f} s, worst {max(waits):.2f} s, {unanswered} to come"
    _say(house, seconds, peak, growth, f"; {waited}")
    got = house.got()
    assert all(len(got[person]) == 1 for person in people)
    assert seconds <= 520
    assert (unanswered, max(waits) <= 2) == (0, True)


# ── ten thousand ─────────────────────────────────────────────────────────────────────────

_STARTS = 30.0  # seconds the start of a process may take
_AT_MOST = 1500.0
_QUESTION = "领先科技奖什么时候截止？"
_PER_SECOND = 5


def _ten_thousand(house: House) -> list[int]:
    people = house.persons(10_000)
    house.subscribe(people)
    return people


def _all_told(house: House, count: int, process: int, apart_from: Sequence[int] = ()) -> tuple[float, float, float]:
    """Seconds until all were told, the most memory in MiB, and how much of it came while notices went out."""
    began, at_first, peak = time.monotonic(), 0.0, 0.0
    while _told(house, apart_from) < count:
        peak = max(peak, resident_of(process))
        at_first = at_first or (peak if _told(house, apart_from) else 0.0)
        assert time.monotonic() - began < _AT_MOST
        time.sleep(2)
    return time.monotonic() - began, peak, peak - at_first


def _told(house: House, apart_from: Sequence[int]) -> int:
    """Looked up where the journal lies: to send ten thousand calls about would hold up the stand-in."""
    others = set(apart_from)
    return sum(call.delivered is not None and call.chat not in others for call in _sent(house))


def _sent(house: House) -> list[Call]:
    assert isinstance(house.cloud, InThread)
    return [call for call in list(house.cloud.cloud.journal.calls) if call.method.lower() == "sendmessage"]


@contextmanager
def _asking(house: House, talkers: Sequence[int]) -> Iterator[None]:
    """Each of them asks in turn, so many a second all together."""
    over = threading.Event()

    def ask() -> None:
        for talker in itertools.cycle(talkers):
            if over.wait(1 / _PER_SECOND):
                return
            house.cloud.do("say", user=talker, text=_QUESTION)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    time.sleep(5)  # for the last answers


def _waits(house: House, talkers: Sequence[int]) -> tuple[list[float], int]:
    """Seconds from each message to its answer, the n-th of a chat to the n-th; and how many have none yet."""
    assert isinstance(house.cloud, InThread)
    said, answered = defaultdict[int, list[float]](list), defaultdict[int, list[float]](list)
    for update in house.cloud.cloud.journal.updates.values():
        if update.kind == "message" and update.update["message"].get("text") == _QUESTION:
            said[update.update["message"]["chat"]["id"]].append(update.at)
    for call in _sent(house):
        answered[call.chat or 0].append(call.at)
    waits = [came - asked for one in talkers for asked, came in zip(said[one], answered[one], strict=False)]
    return waits, sum(len(said[one]) for one in talkers) - len(waits)


def _say(house: House, seconds: float, peak: float, growth: float, more: str = "") -> None:
    figures = house.cloud.do("figures")
    print(
        f"F31: {seconds:.0f} s from the start, worst second {figures['worst_second']}, refused {figures['refused']}, "
        f"peak {peak:.0f} MiB, {growth:.0f} of them while sending{more}"
    )
