"""The faults of docs/reliability.md against real processes, over real HTTP, judged by the stand-in's journal.

Small numbers here; `make endure` runs them in full size (test_endurance.py).
"""

import json
import random
import resource
import sqlite3
import time
from functools import partial

import pytest

from tests.processes import served
from tests.reminders.house import MARK, House, silent_doubles

T7, T1, T0 = "2026-06-08 10:00", "2026-06-14 10:00", "2026-06-15 10:00"


def reached_or_uncertain(house: House) -> set[int]:
    return set(house.got()) | {int(record.address.address) for record in house.records("uncertain")}


def have_heard(house: House, count: int) -> bool:
    return len(reached_or_uncertain(house)) >= count


def crash_at_a_message(house: House, people: int, kills: int, seed: int) -> None:
    """F1: kill -9 while notices go out, start anew, and so on; then let it come to its end."""
    chance = random.Random(seed)
    house.subscribe(house.persons(people))
    house.fault("slow_after", seconds=0.02)
    for at_message in sorted(chance.sample(range(1, people), kills)):
        with house.worker(T7) as worker:
            # counted with those a kill before left uncertain: they may never have arrived
            house.until(partial(have_heard, house, at_message))
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


def test_each_thing_that_can_go_wrong_with_a_call_concerns_one_chat_and_ends_as_it_should(house: House) -> None:
    """F5, F7, F10, F12, F13 and F15 at once: whoever has no trouble hears at once."""
    people = house.persons(22)
    (paused, blocked, gone, unread), rest = people[:4], people[4:]
    lost, fine = dict(zip(("drop_before", "drop_after", "bad_gateway", "server_error"), rest, strict=False)), rest[4:]
    group = house.cloud.do("group", title="G", members=[fine[0]])["chat"]
    upgraded = house.cloud.do("upgrade", chat=group, order="none")["chat"]
    house.subscribe([*people, group])
    house.fault("too_many", chat=paused, seconds=7, times=1)
    house.fault("blocked", chat=blocked)
    house.fault("deactivated", chat=gone)
    house.fault("cannot_parse", chat=unread, times=1)
    for kind, chat in lost.items():
        house.fault(kind, chat=chat)
    with house.worker(T7) as worker:
        house.until(lambda: {*fine, paused, unread, upgraded} <= set(house.got()), within=60)
        house.until(lambda: len(house.records("dead")) == 2 and len(house.records("uncertain")) == 4)
        assert worker.stop() == 0
    by_chat = {chat: [call for call in house.calls() if call["chat"] == chat] for chat in [*people, group]}
    assert [len(by_chat[chat]) for chat in (*lost.values(), blocked, gone, group)] == [1] * 7
    first, second = by_chat[paused]
    assert second["at"] - first["at"] >= 7
    assert sum(call["at"] < second["at"] for chat in fine for call in by_chat[chat]) == len(fine)
    html, plain = by_chat[unread]
    assert (html["params"].get("parse_mode"), plain["params"].get("parse_mode")) == ("HTML", None)
    got = house.got()
    assert silent_doubles(got) == []
    assert len(got[upgraded]) == 1
    assert not any(MARK in text for texts in got.values() for text in texts)


def test_f8_a_long_pause_is_kept_over_a_restart(house: House) -> None:
    people = house.persons(3)
    house.subscribe(people)
    house.fault("too_many", seconds=2282, times=1)
    for _ in range(2):
        with house.worker(T7) as worker:
            house.until(lambda: house.calls() and not house.records("leased", "sending"))
            time.sleep(3)
            assert worker.stop() == 0
    assert len(house.calls()) == 1  # so long a pause concerns the whole bot
    assert len(house.records("planned")) == 3


def test_f6_while_nothing_listens_nothing_becomes_uncertain_and_all_comes_later(house: House) -> None:
    people = house.persons(12)
    house.subscribe(people)
    house.cloud.do("deafen")
    with house.worker(T7):
        house.until(lambda: any("no connection" in record.why for record in house.records("planned")))
        assert house.calls() == []
        house.cloud.do("listen")
        house.until(lambda: set(house.got()) == set(people), within=60)
    assert house.records("uncertain") == []
    assert all(len(texts) == 1 for texts in house.got().values())


def test_f9_the_limits_of_the_server_are_never_reached_by_one_process_or_three(house: House) -> None:
    house.cloud.do("limits", on=True)
    people = house.persons(60)
    group = house.cloud.do("group", title="G", members=[people[0]], supergroup=True)["chat"]
    house.subscribe([*people, group])
    with house.worker(T7), house.worker(T7), house.worker(T7):
        house.until(lambda: house.delivered() >= 61, within=60)
    figures = house.cloud.do("figures")
    assert (figures["refused"], figures["tried"]) == (0, 61)
    assert figures["worst_second"] <= 30
    assert all(len(texts) == 1 for texts in house.got().values())


def test_f11_who_blocked_the_bot_and_is_back_gets_what_still_holds(house: House) -> None:
    (person,) = house.persons(1)
    house.subscribe([person])
    house.cloud.do("block", user=person)
    assert house.wicbot("remind", "run", "--now", "2026-06-01T10:00", "--json").stdout.count('"dead": 1') == 1
    house.cloud.do("unblock", user=person)
    environment = {**house.environment, "WICBOT_CLOCK": "2026-06-10T10:00:00+08:00"}
    with served(environment, arguments=("--port", "0")):
        house.until(lambda: house.got().get(person), within=60)
    (text,) = house.got()[person]
    assert "还有 5 天" in text


def test_f14_a_refused_token_is_one_call_and_nothing_is_lost(house: House) -> None:
    people = house.persons(10)
    house.subscribe(people)
    house.fault("unauthorized")
    with house.worker(T7) as worker:
        house.until(lambda: house.calls())
        house.until(lambda: '"alarm": true' in worker.log.read_text())
        assert worker.stop() == 0
    assert len(house.calls()) == 1
    house.cloud.do("clear_faults")
    with house.worker(T7):
        house.until(lambda: set(house.got()) == set(people))


def test_f16_several_processes_and_kills_send_each_notice_once(house: House) -> None:
    people = house.persons(60)
    house.subscribe(people)
    house.fault("slow_after", seconds=0.05)
    with house.worker(T7), house.worker(T7) as doomed, house.worker(T7):
        house.until(lambda: house.delivered() >= 20)
        doomed.kill()
        house.until(lambda: reached_or_uncertain(house) == set(people), within=90)
    assert silent_doubles(house.got()) == []
    sent = {int(record.address.address) for record in house.records("sent")}
    assert sent <= set(house.got())  # our books say no more than the journal


def test_f3_what_is_worth_it_comes_a_second_time_with_a_mark_only(house: House) -> None:
    (person,) = house.persons(1)
    house.subscribe([person])
    with house.worker(T1, WICBOT_FAULT_POINT="answered") as worker:
        worker.process.wait(30)
    with house.worker(T1):
        house.until(lambda: len(house.got()[person]) == 2, within=100)
    first, second = house.got()[person]
    assert MARK not in first
    assert second.startswith(f"<b>{MARK}") or second.startswith(MARK)


def test_f21_f22_f23_after_a_long_stop_and_with_an_old_copy_put_back(house: House) -> None:
    (person,) = house.persons(1)
    house.subscribe([person], phases=False)

    def beat(now: str) -> dict[str, object]:
        done = house.wicbot("remind", "run", "--now", now, "--json")
        assert done.returncode == 0, done.stderr
        data: dict[str, object] = json.loads(done.stdout)
        return data

    assert beat("2026-05-30T10:00")["sent"] == 1  # T-30 still holds
    database = house.folder / "wicbot.sqlite3"
    copy = database.read_bytes()
    assert not (house.folder / "wicbot.sqlite3-wal").exists()  # the copy is whole
    after = beat("2026-06-09T10:00")
    assert (after["sent"], after["expired"]) == (1, 1)  # ten days down: T-7 comes, T-14 is listed
    assert "还有 6 天" in house.got()[person][-1]
    database.write_bytes(copy)
    assert beat("2026-06-09T11:00")["held"] is True
    assert beat("2026-06-12T11:00") | {"held": True} == {
        "planned": 0, "sent": 0, "retried": 0, "uncertain": 0, "expired": 0, "dead": 0, "held": True,
    }  # fmt: skip
    assert len(house.got()[person]) == 2
    assert house.wicbot("remind", "resume").returncode == 0
    assert beat("2026-06-12T11:00")["held"] is False
    assert "还有 3 天" in house.got()[person][-1]
    over = beat("2026-06-16T10:00")
    assert (over["sent"], over["expired"]) == (0, 2)
    assert not any("最后一天" in text for text in house.got()[person])


def lock_the_database(house: House, seconds: float) -> None:
    people = house.persons(20)
    house.subscribe(people)
    with house.worker(T7) as worker:
        other = sqlite3.connect(house.folder / "wicbot.sqlite3", isolation_level=None, timeout=30)
        house.until(lambda: house.calls())
        other.execute("BEGIN IMMEDIATE")
        before = len(house.calls())
        time.sleep(seconds)
        assert len(house.calls()) - before <= 8  # those that were marked already
        other.execute("ROLLBACK")
        other.close()
        house.until(lambda: set(house.got()) == set(people), within=90)
        assert worker.stop() == 0
    assert silent_doubles(house.got()) == []
    assert house.records("uncertain") == []


def test_f29_while_the_database_is_locked_nothing_is_sent_and_then_all_of_it(house: House) -> None:
    lock_the_database(house, seconds=3)


def test_f29_while_the_disk_is_full_nothing_is_sent_and_then_all_of_it(house: House) -> None:
    people = house.persons(30)
    house.subscribe(people)
    house.fault("slow_after", seconds=0.1)
    with house.worker(T7) as worker:
        house.until(lambda: house.calls())
        written = (house.folder / "wicbot.sqlite3-wal").stat().st_size
        resource.prlimit(worker.process.pid, resource.RLIMIT_FSIZE, (written, resource.RLIM_INFINITY))
        house.until(lambda: "interrupted" in worker.log.read_text())
        before = len(house.calls())
        time.sleep(5)
        assert len(house.calls()) - before <= 8  # those that were marked already
        resource.prlimit(worker.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        house.until(lambda: reached_or_uncertain(house) == set(people), within=120)
        assert worker.stop() == 0
    assert len(people) > before
    assert silent_doubles(house.got()) == []


def test_day_by_day_exactly_what_the_plan_says_is_delivered(house: House) -> None:
    (person,) = house.persons(1)
    line = {"channel": "telegram", "address": str(person), "body": "中国通信企业协会", "programme": "award",
            "internal_deadline": "2026-05-20"}  # fmt: skip
    file = house.folder / "subscriptions.jsonl"
    file.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    early = {"WICBOT_CLOCK": "2026-05-12T10:00:00+08:00"}
    assert house.wicbot("subscriptions", "import", str(file), **early).stdout == "1 new, 0 known already, 0 refused\n"
    plan = house.wicbot("remind", "plan", "--json", "--now", "2026-05-12T10:00").stdout.splitlines()
    planned = [json.loads(line) for line in plan]
    assert [(p["local"][:16], p["step"], p["audience"]) for p in planned[:3]] == [
        ("2026-05-13T09:30", 7, "internal"), ("2026-05-16T09:30", 30, "official"), ("2026-05-17T09:30", 3, "internal"),
    ]  # fmt: skip
    days = sorted({p["local"][:10] for p in planned})[:2]
    for number, day in enumerate(days, start=1):
        before = house.wicbot("remind", "run", "--json", "--now", f"{day}T09:29")
        assert json.loads(before.stdout)["sent"] == 0
        done = house.wicbot("remind", "run", "--json", "--now", f"{day}T09:30")
        assert json.loads(done.stdout)["sent"] == 1
        assert len(house.got()[person]) == number
        left = house.wicbot("remind", "plan", "--json", "--now", f"{day}T09:31").stdout.splitlines()
        assert [json.loads(line) for line in left] == planned[number:]  # what was sent is not to come
