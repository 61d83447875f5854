"""What an operator's tools see of reminders: figures for Prometheus, and `wicbot doctor`."""

import json

from tests.processes import served
from tests.reminders.house import House

NOW = "2026-06-08T10:00:00+08:00"


def test_figures_tell_what_was_sent_what_is_open_and_that_the_heart_beats(house: House) -> None:
    fine, lost = house.persons(2)
    house.subscribe([fine, lost])
    house.fault("drop_after", chat=lost)
    with served({**house.environment, "WICBOT_CLOCK": NOW}) as process:
        house.until(lambda: 'wicbot_notices_open{state="uncertain"} 1.0' in process.get("/metrics")[1])
        figures = process.get("/metrics")[1].splitlines()
        assert house.wicbot("remind", "hold").returncode == 0
        house.until(lambda: "wicbot_sending_held 1.0" in process.get("/metrics")[1].splitlines())
    assert 'wicbot_notices_total{channel="telegram",outcome="delivered"} 1.0' in figures
    assert 'wicbot_notices_total{channel="telegram",outcome="uncertain"} 1.0' in figures
    assert 'wicbot_notices_open{state="planned"} 0.0' in figures
    assert "wicbot_sending_held 0.0" in figures
    assert any(line.startswith("wicbot_heartbeat_seconds 1") for line in figures)
    doctor = house.wicbot("doctor", "--json", WICBOT_CLOCK="", WICBOT_TELEGRAM_TOKEN="")
    found = json.loads(doctor.stdout)
    assert [one["health"] for one in found if one["what"] == "reminders"] == ["mend", "odd"]
    assert "held by the operator" in doctor.stdout
    assert doctor.returncode == 2
