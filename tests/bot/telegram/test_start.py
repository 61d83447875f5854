"""How soon the first message is answered, and who waits for aiogram: nobody without a token, and never the web."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bot.telegram.test_kill import environment_for
from tests.bot.telegram.test_loading import AT_ONCE, LATER, told
from tests.processes import ROOT, served
from tests.telegram import running

pytestmark = pytest.mark.usefixtures("fitted")


def test_putting_a_server_together_imports_no_aiogram() -> None:
    modules = "bot.cli, bot.bootstrap, bot.telegram_house, bot.storage.relay, bot.channels.web.app"
    script = f"import sys, {modules}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "bot.channels.telegram.door" in loaded
    assert not loaded & {"aiogram", "aiohttp"}


def first_answer(environment: dict[str, str]) -> tuple[float, float, float]:
    """Seconds from the start of the process to its ready line, its first call of the server, its first answer."""
    with running() as telegram:
        person = telegram.do("person", name="Li", started=True)["user"]
        telegram.do("say", user=person, text="实践案例什么时候截止？")
        began = time.time()
        with served(environment_for(telegram, environment)):
            ready = time.time() - began
            end = time.monotonic() + 60
            while not (sent := list(telegram.cloud.journal.of("sendMessage"))):
                assert time.monotonic() < end, "no answer"
                time.sleep(0.005)
            return ready, telegram.cloud.journal.calls[0].at - began, sent[0].at - began


def test_the_web_does_not_wait_for_telegram(environment: dict[str, str]) -> None:
    ready, first_call, answer = first_answer(environment)
    assert ready < answer
    assert first_call <= answer


@pytest.mark.endure
def test_the_time_to_the_first_answer(environment: dict[str, str], tmp_path: Path) -> None:
    """Printed, not judged: it depends on the machine."""
    times = [first_answer(environment | {"WICBOT_DATA_DIR": str(tmp_path / str(run))}) for run in range(5)]
    ready, first_call, answer = (statistics.median(column) for column in zip(*times, strict=True))
    print(f"\nready {ready:.2f} s, aiogram imported and first call {first_call:.2f} s, first answer {answer:.2f} s")
    for how, script in (("its classes built when used", LATER), ("at once", AT_ONCE)):
        timed = f"t = time.process_time(); {script}; print(time.process_time() - t)"
        took = statistics.median(float(told(f"import time, knowledge.library, pydantic; {timed}")) for _ in range(5))
        print(f"importing the channel, {how}: {took:.2f} s of processor time")
