"""The command line: its exit codes, its one line on stderr, and what it must not import."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from knowledge.pack import CONTENT
from tests.processes import ROOT, WICBOT, Run, running, served

BEFORE = "2026-06-01T10:00"  # the organiser's zone; both calls of 2026 are open
DEADLINE = "领先科技奖什么时候截止？"


@pytest.fixture
def run(environment: Mapping[str, str], tmp_path: Path) -> Run:
    return running(environment, tmp_path)


def one_line(text: str) -> bool:
    return text.count("\n") == 1 and "Traceback" not in text


# ── usage and environment ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("fly",),
        ("ask",),
        ("ask", "a question", "--jsonl"),
        ("ask", "a question", "--now", "yesterday"),
        ("ask", "a question", "--lang", "de"),
        ("ask", "a question", "--colour"),
        ("serve", "--port", "70000"),
        ("serve", "--host", "256.0.0.1", "--port", "0"),
        ("knowledge",),
        ("knowledge", "show"),
        ("knowledge", "check", "no-such-folder"),
        ("db", "downgrade"),
    ],
)
def test_wrong_usage_is_one_line_and_code_2(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert one_line(done.stderr), done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WICBOT_LOG_LEVEL", "loud"),
        ("WICBOT_CONTENT", "/no/such/folder"),
        ("WICBOT_CLOCK", "noon"),
    ],
)
def test_an_unusable_setting_is_one_line_that_names_it(run: Run, name: str, value: str) -> None:
    done = run("ask", DEADLINE, **{name: value})
    assert done.returncode == 2
    assert one_line(done.stderr)
    assert name in done.stderr


def test_an_unusable_database_is_one_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    done = run("db", "upgrade", WICBOT_DATA_DIR=str(file))
    assert done.returncode == 2
    assert one_line(done.stderr)


def test_version_and_help(run: Run) -> None:
    assert run("--version").stdout.startswith("wicbot 0.")
    shown = run("--help")
    assert shown.returncode == 0
    for command in ("serve", "chat", "ask", "knowledge", "db"):
        assert command in shown.stdout


# ── one question ─────────────────────────────────────────────────────────────────────────


def test_ask_answers_with_its_sources(run: Run) -> None:
    done = run("ask", DEADLINE, "--now", BEFORE)
    assert done.returncode == 0
    assert "6月15日" in done.stdout
    assert "来源" in done.stdout


def test_ask_as_json_is_one_object(run: Run) -> None:
    done = run("ask", DEADLINE, "--now", BEFORE, "--lang", "en", "--json")
    reply = json.loads(done.stdout)
    assert (reply["kind"], reply["lang"]) == ("answer", "en")
    assert "15 June 2026" in reply["text"]
    assert all(source["id"] and source["title"] for source in reply["sources"])


def test_a_naive_now_is_the_organisers_zone(run: Run) -> None:
    """At 00:30 of 16 June in Beijing the calls are closed, whatever the machine's zone is."""
    replies = [
        json.loads(run("ask", DEADLINE, "--now", now, "--json", TZ="America/New_York").stdout)["text"]
        for now in ("2026-06-16T00:30", "2026-06-15T16:30Z", "2026-06-15T23:30")
    ]
    assert replies[0] == replies[1]
    assert replies[0] != replies[2]


def test_ask_imports_no_database_no_server_and_no_rich(environment: Mapping[str, str]) -> None:
    script = (
        "import sys; from bot.cli import main\n"
        f"code = main(['ask', {DEADLINE!r}, '--json'])\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stderr.split())
    assert "knowledge" in loaded
    costly = {
        "sqlalchemy",
        "alembic",
        "fastapi",
        "starlette",
        "uvicorn",
        "rich",
        "structlog",
        "prometheus_client",
        "docx",
        "lxml",
        "openpyxl",
        "icalendar",
    }
    assert not loaded & costly


# ── the stream ───────────────────────────────────────────────────────────────────────────


def test_a_stream_gives_one_object_per_line_in_order(run: Run) -> None:
    lines = [
        {"id": 1, "text": DEADLINE, "session": "a", "now": BEFORE},
        {"id": "two", "text": "那实践案例呢？", "session": "a", "now": BEFORE},
        {"id": 3, "text": "那实践案例呢？", "now": BEFORE},
    ]
    done = run("ask", "--jsonl", said="\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n\n")
    assert (done.returncode, done.stderr) == (0, "")
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert [reply["id"] for reply in replies] == [1, "two", 3]
    assert all(
        list(reply) == ["id", "kind", "text", "topic", "lang", "confidence", "sources", "choices", "files"]
        for reply in replies
    )
    assert replies[1]["topic"] == replies[0]["topic"]
    assert replies[1]["text"] != replies[2]["text"], "a line without a session is a fresh chat"


def test_a_bad_line_is_told_and_the_rest_go_on(run: Run) -> None:
    done = run("ask", "--jsonl", said='{"id": 1, "text": "hello"}\nno json\n{"id": 3, "text": "hello"}\n')
    assert done.returncode == 1
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(reply["id"], reply["kind"] == "error") for reply in replies] == [
        (1, False),
        (None, True),
        (3, False),
    ]


def test_a_stream_answers_before_the_next_line_comes(environment: Mapping[str, str]) -> None:
    with subprocess.Popen(
        [*WICBOT, "ask", "--jsonl"],
        env=environment,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdin
        assert process.stdout
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "text": "hello"}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(20) == 0


def test_a_reader_that_leaves_early_is_no_fault_of_ours(environment: Mapping[str, str]) -> None:
    with subprocess.Popen(
        [*WICBOT, "ask", "--jsonl"],
        env=environment,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write(b'{"id": 1, "text": "hello"}\n' * 3)
        process.stdin.close()
        assert process.wait(60) == 1
        assert process.stderr.read() == b""


@pytest.mark.endure
def test_a_long_stream_needs_no_more_memory_than_a_short_one(environment: Mapping[str, str]) -> None:
    """20,000 lines in 20,000 sessions."""
    script = (
        "import resource, sys; from bot.cli import main\n"
        "code = main(['ask', '--jsonl'])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr); sys.exit(code)"
    )
    peaks = []
    for count in (200, 20_000):
        said = "".join(json.dumps({"id": n, "text": DEADLINE, "session": str(n)}) + "\n" for n in range(count))
        done = subprocess.run(
            [sys.executable, "-c", script],
            input=said, env=environment, cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout.count("\n") == count
        peaks.append(int(done.stderr) // 1024)
    print(f"peak memory after 200 and 20,000 lines: {peaks} MB")
    assert peaks[1] < peaks[0] + 100


# ── the terminal ─────────────────────────────────────────────────────────────────────────


def test_a_chat_keeps_the_thread_and_takes_a_number_for_a_choice(run: Run) -> None:
    done = run("chat", "--now", BEFORE, said=f"{DEADLINE}\n那实践案例呢？\n\n1\n/quit\n")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("6月15日") >= 2
    assert "\n1. " in done.stdout
    assert "Goodbye" in done.stdout


def test_the_end_of_the_input_ends_a_chat(run: Run) -> None:
    assert run("chat").returncode == 0


# ── content ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the pack with two faults in two files."""
    copy = tmp_path / "content"
    shutil.copytree(CONTENT, copy)
    scheme = copy / "scheme.yaml"
    scheme.write_text(scheme.read_text("utf-8") + "colour: blue\n", "utf-8")
    sources = copy / "sources" / "documents.yaml"
    sources.write_text(sources.read_text("utf-8") + "\n- id: nameless\n  kind: notice\n", "utf-8")
    return copy


def test_a_sound_pack_is_said_to_be_sound(run: Run) -> None:
    done = run("knowledge", "check", "--json")
    assert json.loads(done.stdout)["faults"] == []
    assert done.returncode == 0


def test_every_fault_is_told_with_file_and_line(run: Run, broken: Path) -> None:
    done = run("knowledge", "check", str(broken))
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    scheme_line = len((broken / "scheme.yaml").read_text("utf-8").splitlines())
    assert any(line.startswith(f"scheme.yaml:{scheme_line}: ") and "colour" in line for line in lines)
    assert any(line.startswith("sources/documents.yaml:") for line in lines)


def test_faults_as_json(run: Run, broken: Path) -> None:
    done = run("knowledge", "check", str(broken), "--json")
    data = json.loads(done.stdout)
    assert done.returncode == 1
    assert set(data) == {"faults", "warnings"}
    assert {"file", "line", "message", "kind"} == set(data["faults"][0])


def test_nothing_starts_on_a_broken_pack(run: Run, broken: Path) -> None:
    for command in (("serve", "--port", "0"), ("ask", DEADLINE), ("knowledge", "stats")):
        done = run(*command, WICBOT_CONTENT=str(broken))
        assert (done.returncode, done.stdout) == (1, ""), command
        assert "scheme.yaml:" in done.stderr
        assert "sources/documents.yaml:" in done.stderr
        assert "Traceback" not in done.stderr


def test_stats_count_facts_topics_paraphrases_and_sources(run: Run) -> None:
    counted = json.loads(run("knowledge", "stats", "--json").stdout)
    assert counted["facts"]["editions"] >= 4
    assert counted["facts"]["categories"] == 8
    assert min(counted["paraphrases"].values()) > 100
    shown = run("knowledge", "stats").stdout
    assert str(counted["paraphrases"]["zh"]) in shown
    assert str(sum(counted["sources"].values())) in shown


@pytest.mark.parametrize("id_", ["award", "award/basic", "award-2026", "case-2025-winners", "case-2025-winners/1"])
def test_any_fact_is_shown_by_its_id(run: Run, id_: str) -> None:
    done = run("knowledge", "show", id_)
    assert done.returncode == 0, done.stderr
    assert id_ in done.stdout.splitlines()[0]


def test_a_fact_is_shown_with_its_sources(run: Run) -> None:
    shown = run("knowledge", "show", "award-2026").stdout
    assert "── sources" in shown


def test_an_unknown_id_names_near_ones(run: Run) -> None:
    done = run("knowledge", "show", "awrd-2026")
    assert done.returncode == 2
    assert one_line(done.stderr)
    assert "award-2026" in done.stderr


# ── serving ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_says_ready_and_stops_cleanly(environment: Mapping[str, str], number: signal.Signals) -> None:
    with served(environment) as server:
        assert server.url.startswith("http://127.0.0.1:")
        assert server.get("/readyz")[0] == 200
        assert server.get("/healthz")[0] == 200
        assert server.stop(number) == 0


def test_a_chat_goes_on_after_a_restart(environment: Mapping[str, str]) -> None:
    at = dict(environment) | {"WICBOT_CLOCK": BEFORE}
    with served(at) as server:
        first = server.say(DEADLINE)
    with served(at) as server:
        second = server.say("那实践案例呢？", session=first["session"])
    assert second["topic"] == first["topic"]
    assert "实践案例" in second["text"]


def test_a_port_in_use_is_one_line(environment: Mapping[str, str], run: Run) -> None:
    with served(environment) as server:
        done = run("serve", "--port", server.url.rpartition(":")[2])
    assert done.returncode == 2
    assert one_line(done.stderr)
