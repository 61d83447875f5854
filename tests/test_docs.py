"""The documents say what the program does; a test fails when they fall behind."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from bot import settings
from bot.cli import app
from bot.memory import MemoryConversations
from handlers.commands import COMMANDS
from handlers.contract import Incoming
from handlers.conversation import Conversation
from tests.processes import ROOT
from tests.shipped import shipped

OPERATOR = (ROOT / "docs" / "operator-guide.md").read_text("utf-8")
USER = (ROOT / "docs" / "user-guide.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
MARKDOWN = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def table_rows(text: str, first: str) -> list[list[str]]:
    """The cells of the rows whose first cell matches."""
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in text.splitlines()]
    return [row for row in rows if row and re.fullmatch(first, row[0])]


def test_the_settings_table_is_the_settings() -> None:
    rows = table_rows(OPERATOR, r"`WICBOT_[A-Z_]+`")
    assert [row[0].strip("`") for row in rows] == list(settings.environment_names())


def test_the_settings_table_has_the_defaults() -> None:
    shown = {row[0].strip("`"): row[1].strip("`") for row in table_rows(OPERATOR, r"`WICBOT_[A-Z_]+`")}
    for name, field in settings.Settings.model_fields.items():
        default = field.default
        if name in ("database_url", "data_dir", "cache_dir", "content", "clock"):
            continue  # told in words: they depend on the machine
        expected = "none" if default in (None, ()) else str(default)
        assert shown[f"WICBOT_{name.upper()}"] == expected, name


def commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Every command of the program with its full name."""
    below = getattr(command, "commands", None)
    if below is None:
        yield name, command
        return
    for word, inner in below.items():
        yield from commands(inner, f"{name} {word}")


ALL_COMMANDS = dict(commands(typer.main.get_command(app), "wicbot"))


@pytest.mark.parametrize("name", ALL_COMMANDS)
def test_every_command_and_its_options_are_documented(name: str) -> None:
    rows = "\n".join(row[0] for row in table_rows(OPERATOR, rf"`{name}\b.*"))
    assert rows, f"{name} is not in the operator guide"
    for parameter in ALL_COMMANDS[name].params:
        if parameter.param_type_name == "option" and "--help" not in parameter.opts:
            assert parameter.opts[0] in rows, f"{name} {parameter.opts[0]}"


def test_no_command_is_documented_that_is_not_there() -> None:
    told = re.findall(r"`(wicbot(?: [a-z]+)+)", "\n".join(row[0] for row in table_rows(OPERATOR, r"`wicbot .*")))
    assert told
    assert {" ".join(words.split()) for words in told} == set(ALL_COMMANDS)


def test_every_chat_command_is_in_the_user_guide() -> None:
    told = set(re.findall(r"`/([a-z]+)", USER)) - {"quit"}
    assert told == set(COMMANDS)


@pytest.mark.parametrize("file", ["README.md", "CONTRIBUTING.md", "docs/operator-guide.md"])
def test_make_targets_that_are_named_exist(file: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)(?=\s|`|$)", (ROOT / file).read_text("utf-8"), re.MULTILINE))
    assert named
    assert named <= targets


def test_the_readme_needs_two_commands() -> None:
    shell = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    assert len(shell) == 1
    assert [line.split("#")[0].strip() for line in shell[0].splitlines()] == ["make run", "make test"]


def transcript() -> list[tuple[str, str]]:
    """README's chat: what is asked, and the reply in full."""
    block = re.findall(r"```\n(›.*?)```", README, re.DOTALL)[0]
    turns = re.findall(r"^› (.+)\n((?:  .+\n)+)", block, re.MULTILINE)
    return [(said, "\n".join(line.strip() for line in reply.splitlines())) for said, reply in turns]


async def test_the_readme_transcript_is_what_is_answered(cache_dir: Path) -> None:
    conversation = Conversation(shipped(cache_dir), MemoryConversations())
    now = dt.datetime.fromisoformat("2026-06-01T10:00+08:00")
    turns = transcript()
    assert len(turns) >= 4
    for said, expected in turns:
        reply = await conversation.respond(Incoming("readme", "1", said, now))
        assert reply.text == expected
        assert reply.sources


def links() -> list[tuple[Path, str]]:
    found = [
        (file, target)
        for file in MARKDOWN
        for target in re.findall(r"\]\(([^)#\s]+)\)", file.read_text("utf-8"))
        if not target.startswith(("http:", "https:"))
    ]
    assert found
    return found


@pytest.mark.parametrize(("file", "target"), links(), ids=lambda value: getattr(value, "name", value))
def test_links_between_documents_lead_somewhere(file: Path, target: str) -> None:
    assert (file.parent / target).exists()


def test_the_screenshot_is_small() -> None:
    assert (ROOT / "docs" / "screenshot.png").stat().st_size < 300_000


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers
    assert numbers == list(range(1, len(numbers) + 1))
