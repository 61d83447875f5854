"""The image cannot be built here; what its file says is held against the project, and its steps are run."""

import fnmatch
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.processes import ROOT, WICBOT, served

TEXT = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
STEPS = [line.split(None, 1) for line in TEXT.splitlines() if line and not line.startswith("#")]
FINAL = STEPS[max(n for n, (word, _) in enumerate(STEPS) if word == "FROM") :]


def told(word: str, steps: list[list[str]] = FINAL) -> list[str]:
    return [rest for name, rest in steps if name == word]


def copied() -> list[str]:
    """What is copied from the project into the image."""
    found = [rest.split()[:-1] for rest in told("COPY", STEPS) if not rest.startswith("--from")]
    return [path for paths in found for path in paths]


def test_what_is_copied_exists() -> None:
    assert copied()
    assert [path for path in copied() if not (ROOT / path).exists()] == []


def test_what_is_copied_is_not_ignored() -> None:
    """.dockerignore leaves out everything that is not named."""
    rules = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert rules[0] == "**"
    kept = [rule.removeprefix("!") for rule in rules if rule.startswith("!")]
    for path in copied():
        inside = f"{path}/x" if (ROOT / path).is_dir() else path
        assert any(fnmatch.fnmatch(inside, rule) for rule in kept), path


def test_every_package_is_copied() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert packages
    assert packages <= set(copied())


def test_two_stages_and_only_the_last_runs() -> None:
    assert len(told("FROM", STEPS)) == 2
    assert all("pip" not in step for step in told("RUN"))


def test_it_runs_as_nobody_special_and_keeps_its_data_in_a_volume() -> None:
    assert told("USER") == ["wicbot"]
    assert any("useradd" in step and " wicbot" in step for step in told("RUN"))
    assert told("VOLUME") == ["/data"]
    assert "WICBOT_DATA_DIR=/data" in " ".join(told("ENV"))


def health_command() -> list[str]:
    """The health check's own words."""
    found = re.search(r"CMD (\[.*\])", told("HEALTHCHECK")[0])
    assert found
    words: list[str] = json.loads(found[1])
    return words


def test_the_health_check_tells_a_living_server_from_none(environment: Mapping[str, str]) -> None:
    program, *arguments = health_command()
    assert program == "python"
    port = re.search(r"--port\", \"(\d+)\"", told("CMD")[0])
    assert port
    assert f"127.0.0.1:{port[1]}" in arguments[-1]
    with served(environment) as server:
        here = [argument.replace(f"127.0.0.1:{port[1]}", server.url.removeprefix("http://")) for argument in arguments]
        assert subprocess.run([sys.executable, *here], check=False).returncode == 0
        server.stop()
        dead = subprocess.run([sys.executable, *here], check=False, capture_output=True)
        assert dead.returncode != 0


def test_the_start_command_is_one_of_ours(environment: Mapping[str, str]) -> None:
    program, command, *arguments = json.loads(told("CMD")[0])
    assert (program, command) == ("wicbot", "serve")
    arguments[arguments.index("--port") + 1] = "0"
    with served(environment, command=WICBOT, arguments=arguments) as server:
        assert server.url.startswith("http://0.0.0.0:")


@pytest.mark.endure
def test_the_install_step_works_on_what_is_copied(tmp_path: Path) -> None:
    """In a clean environment, with the libraries from the package index."""
    for path in copied():
        source = ROOT / path
        if source.is_dir():
            shutil.copytree(source, tmp_path / path, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tmp_path / path)
    step = " ".join(told("RUN", STEPS)[0].split()).replace("/opt/wicbot", str(tmp_path / "opt"))
    assert "pip install" in step
    subprocess.run(["bash", "-c", step], cwd=tmp_path, check=True)
    done = subprocess.run([tmp_path / "opt" / "bin" / "wicbot", "--version"], check=True, capture_output=True)
    assert done.stdout.startswith(b"wicbot ")
