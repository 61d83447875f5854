"""`pip install .` gives a complete wicbot: content, phrases, page and migrations included."""

import json
import os
import shutil
import site
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.processes import ROOT, served

PACKAGES = ("bot", "handlers", "knowledge", "reminders")
BUILT_FROM = ("pyproject.toml", "README.md", "LICENSE", *PACKAGES)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing is left behind in the project."""
    source = tmp_path_factory.mktemp("source")
    for name in BUILT_FROM:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source / name)
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(source / "dist"), str(source))
    (built,) = (source / "dist").glob("wicbot-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `wicbot` of an environment that has the wheel; the libraries are those of this environment."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    _pip("--python", str(python), "install", "--no-deps", "--no-index", str(wheel))
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    libraries = folder / "lib" / version / "site-packages" / "libraries.pth"
    # addsitedir would also run the .pth files there, and find the project's editable install.
    libraries.write_text("\n".join(path for path in (*site.getsitepackages(), *sys.path) if "site-packages" in path))
    return folder / "bin" / "wicbot"


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    subprocess.run(command, check=True, env=dict(os.environ))  # noqa: TID251  # pip has its own settings


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


def test_the_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    wanted = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert len(wanted) > 50
    assert wanted - packed == set()
    assert not any("__pycache__" in name or name.startswith("tests/") for name in packed)


def test_an_installed_wicbot_answers(installed: Path, elsewhere: Path, environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        [installed, "ask", "/deadlines", "--json"],
        cwd=elsewhere, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["kind"] == "answer"


def test_it_runs_its_own_code(installed: Path, elsewhere: Path, environment: Mapping[str, str]) -> None:
    """Not that of the project, which an editable install would give."""
    python = installed.with_name("python")
    done = subprocess.run(
        [python, "-c", "import bot, knowledge; print(bot.__file__, knowledge.__file__)"],
        cwd=elsewhere, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.count(str(installed.parent.parent)) == 2


def test_an_installed_wicbot_makes_its_database(
    installed: Path, elsewhere: Path, environment: Mapping[str, str]
) -> None:
    subprocess.run([installed, "db", "upgrade"], cwd=elsewhere, env=environment, check=True, capture_output=True)
    assert (Path(environment["WICBOT_DATA_DIR"]) / "wicbot.sqlite3").is_file()


def test_an_installed_wicbot_serves_its_page(installed: Path, elsewhere: Path, environment: Mapping[str, str]) -> None:
    with served(environment, command=(str(installed),), folder=elsewhere) as server:
        status, page = server.get("/")
        assert status == 200
        assert "<html" in page
        assert server.say("hello")["text"]
