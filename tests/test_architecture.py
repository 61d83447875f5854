"""The tree in docs/architecture.md is the tree, and `make check` finds what it should look at."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.processes import ROOT

DOCUMENT = ROOT / "docs" / "architecture.md"
PACKAGES = ("bot", "handlers", "knowledge", "reminders")
# Folders whose inside the tree leaves out.
CLOSED = {
    "bot/channels/web",
    "bot/storage",
    "handlers/phrases",
    "bot/documents/phrases",
    "knowledge/answer",
    "knowledge/content",
}


def drawn() -> set[str]:
    """Every path of the tree, a folder without its last stroke."""
    text = DOCUMENT.read_text("utf-8")
    tree = re.search(r"```\n(bot/.*?)```", text, re.DOTALL)
    assert tree
    paths, above = set(), [""]
    for line in tree[1].splitlines():
        match = re.match(r"(?P<indent>[│├└─ ]*)(?P<name>[\w./]+)", line)
        assert match, line
        depth = len(match["indent"]) // 4
        above = [*above[: depth + 1], match["name"].strip("/")]
        paths.add("/".join(above[1:]))
    assert len(paths) > 30
    return paths


def actual() -> set[str]:
    """Every module and folder of our packages, as far as the tree goes into them."""
    found = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*"):
            name = path.relative_to(ROOT).as_posix()
            inside = any(name.startswith(f"{folder}/") for folder in CLOSED)
            if "__pycache__" in name or inside or path.name == "__init__.py":
                continue
            if path.suffix == ".py" or path.is_dir():
                found.add(name)
    assert len(found) > 20
    return found


def test_the_tree_shows_every_module() -> None:
    assert actual() - drawn() == set()


def test_the_tree_shows_nothing_else() -> None:
    assert {path for path in drawn() if not (ROOT / path).exists()} == set()


def test_every_module_has_a_place_in_its_layers() -> None:
    """import-linter is exhaustive about that; it has to stay so, for each package with code."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layered = [c for c in config["tool"]["importlinter"]["contracts"] if c.get("containers")]
    assert {c["containers"][0] for c in layered} == {"bot", "handlers", "knowledge"}
    assert all(c["exhaustive"] for c in layered)
    assert list((ROOT / "reminders").glob("*.py")) == [ROOT / "reminders" / "__init__.py"]


def test_importing_the_command_line_opens_nothing() -> None:
    """Neither a database library nor a server, nor even the knowledge: help is there at once."""
    script = "import sys, bot.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "typer" in loaded
    assert not loaded & {
        "sqlalchemy",
        "alembic",
        "fastapi",
        "uvicorn",
        "rich",
        "numpy",
        "pydantic",
        "knowledge",
    }


def test_every_module_says_what_it_is_for() -> None:
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    assert files
    silent = [str(file.relative_to(ROOT)) for file in files if not file.read_text("utf-8").startswith('"""')]
    assert silent == []


def test_no_name_that_says_nothing() -> None:
    dull = {"utils", "helpers", "manager", "common", "misc"}
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    assert files
    assert [file for file in map(Path, files) if file.stem in dull] == []
