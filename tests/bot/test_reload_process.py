"""The real process: SIGHUP, changed files and the staff's token exchange the pack it serves."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import pytest

from tests.bot.changing import MARCH, MAY, QUESTIONS, ChangingPack, State, of_one_state
from tests.processes import ROOT, WICBOT, Served, served

NOW = "2030-03-01T09:00+09:00"
TOKEN = "hush-4711"
WITHIN = 120  # seconds in which a line must come; far more than it takes
REPLIES_AT_ONCE = 5


class Log:
    """The lines a process logs, as they come."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.lines: list[dict[str, Any]] = []
        self._coming: Queue[dict[str, Any]] = Queue()
        assert process.stderr
        Thread(target=self._read, args=(process.stderr,), daemon=True).start()

    def _read(self, stream: Any) -> None:
        for line in stream:
            self._coming.put(json.loads(line))

    def next(self, event: str) -> dict[str, Any]:
        """The next line of this event; the others before it are kept."""
        while True:
            self.lines.append(self._coming.get(timeout=WITHIN))
            if self.lines[-1]["event"] == event:
                return self.lines[-1]


@pytest.fixture
def pack(tmp_path: Path) -> ChangingPack:
    return ChangingPack(tmp_path / "content")


@contextmanager
def _serving(environment: Mapping[str, str], content: Path | None) -> Iterator[tuple[Served, Log]]:
    named = {"WICBOT_CONTENT": str(content)} if content else {}
    own = {"WICBOT_CLOCK": NOW, "WICBOT_STAFF_TOKEN": TOKEN, **named}
    with served({**environment, **own}) as server:
        yield server, Log(server.process)


def _answers(server: Served) -> State:
    """The state of the pack that a reply is of."""
    return of_one_state(server.say(QUESTIONS[1])["text"], "en")


def _version(server: Served) -> str:
    version: str = json.loads(server.get("/readyz")[1])["version"]
    return version


def _post(server: Served, token: str | None) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(f"{server.url}/staff/reload", data=b"", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=WITHIN) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code, json.load(problem)


@contextmanager
def _questions_going_on(server: Served) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """Clients that ask all the while; what they were answered."""
    replies: list[tuple[str, dict[str, Any]]] = []
    going_on = True

    def ask(client: int) -> None:
        number = 0
        while going_on:
            language = ("zh", "en")[number % 2]
            replies.append((language, server.say(QUESTIONS[number % 2], session=f"{client}-{number}")))
            number += 1

    clients = [Thread(target=ask, args=(client,)) for client in range(REPLIES_AT_ONCE)]
    for client in clients:
        client.start()
    try:
        yield replies
    finally:
        going_on = False
        for client in clients:
            client.join(WITHIN)


def test_changed_files_are_taken_up_and_broken_ones_refused_while_questions_go_on(
    environment: Mapping[str, str], pack: ChangingPack
) -> None:
    with _serving(environment, pack.folder) as (server, log):
        first = log.next("pack in use")["version"]
        log.next("pack unchanged")  # it watches from now on
        assert (_answers(server), _version(server)) == (MARCH, first)
        with _questions_going_on(server) as replies:
            pack.write(MAY)
            second = log.next("pack reloaded")["version"]
            assert (_answers(server), _version(server)) == (MAY, second)
            pack.break_it()
            refused = log.next("pack refused")
            assert (refused["version"], refused["count"]) == (second, 1)
            assert refused["faults"][0].startswith("scheme.yaml:")
            assert "colour" in refused["faults"][0]
            assert _answers(server) is MAY
            pack.write(MARCH)
            pack.mend()
            assert log.next("pack reloaded")["version"] == first
            assert _answers(server) is MARCH
        assert server.stop() == 0
        states = {id(of_one_state(reply["text"], language)) for language, reply in replies}
        assert states == {id(MARCH), id(MAY)}
        turns = [line for line in log.lines if line["event"] == "turn"]
        assert turns
        assert {line["version"] for line in turns} == {first, second}


def test_a_hang_up_signal_reloads(environment: Mapping[str, str], pack: ChangingPack) -> None:
    """Sent at once after the change, when the watch waits for the burst to end: one build does for both."""
    with _serving(environment, pack.folder) as (server, log):
        log.next("pack unchanged")
        server.process.send_signal(signal.SIGHUP)
        log.next("pack unchanged")
        pack.write(MAY)
        server.process.send_signal(signal.SIGHUP)
        log.next("pack reloaded")
        assert _answers(server) is MAY
        assert server.stop() == 0


@pytest.mark.usefixtures("library")  # fitted once for all
def test_the_pack_that_comes_along_is_reloaded_by_signal_and_not_watched(environment: Mapping[str, str]) -> None:
    with _serving(environment, None) as (server, log):
        server.process.send_signal(signal.SIGHUP)
        log.next("pack unchanged")
        assert server.stop() == 0
    assert [line["event"] for line in log.lines].count("pack unchanged") == 1


def test_the_staff_reloads_over_http_and_is_told_the_faults(environment: Mapping[str, str], pack: ChangingPack) -> None:
    with _serving(environment, pack.folder) as (server, log):
        log.next("pack unchanged")
        version = _version(server)
        assert _post(server, None)[0] == _post(server, "wrong")[0] == 401
        assert _post(server, TOKEN) == (200, {"status": "unchanged", "version": version})
        pack.break_it()
        status, body = _post(server, TOKEN)
        assert (status, body["version"]) == (409, version)
        assert body["faults"][0]["file"] == "scheme.yaml"
        pack.write(MAY)
        pack.mend()
        status, body = _post(server, TOKEN)
        assert (status, body["version"]) == (200, _version(server))
        assert _answers(server) is MAY
        assert server.stop() == 0


def test_a_terminal_that_is_closed_ends_what_was_started_in_it(environment: Mapping[str, str]) -> None:
    """It too is told by SIGHUP; a server that nobody sees any more would keep the port."""
    master, slave = os.openpty()
    script = "import os, sys; os.login_tty(int(sys.argv[1])); os.execv(sys.argv[2], sys.argv[2:])"
    command = [sys.executable, "-c", script, str(slave), *WICBOT, "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, cwd=ROOT, pass_fds=[slave]) as process:
        os.close(slave)
        said = b""
        while b"ready http://" not in said:
            said += os.read(master, 1000)
        os.close(master)
        assert process.wait(WITHIN) is not None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_process_ends_cleanly_in_the_midst_of_a_build(
    environment: Mapping[str, str], pack: ChangingPack, number: signal.Signals, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    with _serving({**environment, "WICBOT_CACHE_DIR": str(cache)}, pack.folder) as (server, log):
        log.next("pack unchanged")
        pack.put("places.yaml", (pack.folder / "places.yaml").read_text("utf-8") + "\n# so that it is built\n")
        server.process.send_signal(signal.SIGHUP)
        assert _answers(server) is MARCH
        assert server.stop(number) == 0


def test_in_the_terminal_the_staff_sits_at_the_keyboard(environment: Mapping[str, str], pack: ChangingPack) -> None:
    with subprocess.Popen(
        [*WICBOT, "chat", "--now", NOW, "--lang", "en"],
        env={**environment, "WICBOT_CONTENT": str(pack.folder)},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdin
        assert process.stdout
        say, heard = _talk(process)
        say("When is the deadline?")
        assert "31 March" in heard("31 March")
        pack.write(MAY)
        say("/reload")
        heard("in use now")
        say("When is the deadline?")
        heard("10 May")
        pack.break_it()
        say("/reload")
        heard("scheme.yaml:")
        say("When is the deadline?")
        heard("10 May")
        say("/quit")
        process.stdin.close()
        assert process.wait(WITHIN) == 0


def _talk(process: subprocess.Popen[str]) -> tuple[Callable[[str], None], Callable[[str], str]]:
    """How to say a line, and how to wait for one with certain words."""
    lines: Queue[str] = Queue()

    def read() -> None:
        assert process.stdout
        for line in process.stdout:
            lines.put(line)

    def say(text: str) -> None:
        assert process.stdin
        process.stdin.write(text + "\n")
        process.stdin.flush()

    def heard(words: str) -> str:
        while words not in (line := lines.get(timeout=WITHIN)):
            pass
        return line

    Thread(target=read, daemon=True).start()
    return say, heard
