"""The talk in the terminal, with a stand-in that answers."""

import asyncio
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.channels.terminal import BYE, HINT, History, Terminal
from tests.fakes import NOON, NOTE, FakeConversation

Typed = str | type[BaseException]


class Talk:
    """A terminal at which `typed` is typed; an exception class stands for the key that raises it."""

    def __init__(self, *typed: Typed, tty: bool = False, files: Path | None = None, opening: str | None = None) -> None:
        self.conversation = FakeConversation()
        self.forgotten = 0
        self._typed: Iterator[Typed] = iter(typed)
        out = io.StringIO()
        console = Console(file=out, force_terminal=tty, width=60, highlight=False, emoji=False)
        terminal = Terminal(
            self.conversation, lambda: NOON, console=console, read=self._read, forget=self._forget, files=files
        )
        with asyncio.Runner() as runner:
            terminal.run(lambda waiting: runner.run(_awaited(waiting)), opening)
        self.shown = out.getvalue()

    @property
    def heard(self) -> list[str]:
        return [message.text for message in self.conversation.heard]

    def _read(self, _: str) -> str:
        typed = next(self._typed, EOFError)
        if isinstance(typed, str):
            return typed
        raise typed

    def _forget(self) -> None:
        self.forgotten += 1


async def _awaited(waiting: Any) -> Any:
    return await waiting


def test_a_reply_shows_its_choices_by_number_and_its_sources() -> None:
    shown = Talk("领先科技奖什么时候截止？", "/quit").shown
    assert "2026年6月15日24时" in shown
    assert "1. 实践案例的截止时间\n2. 领先科技奖的截止时间" in shown
    assert "关于征集的通知 · 二、时间安排 · https://example.org/notice?id=1" in shown


def test_a_file_is_saved_and_its_path_told(tmp_path: Path) -> None:
    shown = Talk("/file", "/quit", files=tmp_path / "files").shown
    path = tmp_path / "files" / NOTE.name
    assert path.read_bytes() == NOTE.content
    assert f"→ {path}" in shown.replace("\n", "")


def test_a_file_that_cannot_be_saved_is_told_and_the_talk_goes_on(tmp_path: Path) -> None:
    (tmp_path / "files").write_bytes(b"in the way")
    talk = Talk("/file", "领先科技奖什么时候截止？", "/quit", files=tmp_path / "files")
    assert NOTE.name in talk.shown
    assert "2026年6月15日24时" in talk.shown


def test_a_talk_can_begin_with_something_said() -> None:
    talk = Talk("/quit", opening="/precheck case")
    assert talk.heard == ["/precheck case"]
    assert talk.conversation.heard[0].language == "zh"


def test_what_is_typed_goes_on_as_it_is() -> None:
    talk = Talk("[bold]领先[/bold] :smile:", "1", "/quit", "never")
    assert talk.heard == ["[bold]领先[/bold] :smile:", "1"]


@pytest.mark.parametrize("leave", ["/quit", " /QUIT ", "/exit", EOFError])
def test_leaving(leave: Typed) -> None:
    talk = Talk(leave, "never")
    assert talk.heard == []
    assert talk.shown.rstrip().endswith(BYE)


def test_nothing_typed_is_nothing_said() -> None:
    assert Talk("", "   ", "x").heard == ["x"]


def test_ctrl_c_drops_the_line_and_a_second_one_leaves() -> None:
    talk = Talk(KeyboardInterrupt, "x", KeyboardInterrupt, KeyboardInterrupt, "never")
    assert talk.heard == ["x"]
    assert talk.shown.count(HINT) == 3
    assert BYE in talk.shown


@pytest.mark.parametrize("words", ["/forget", "forget me", "删除我的数据"])
def test_what_forgets_a_chat_erases_what_was_typed(words: str) -> None:
    assert Talk("x", words).forgotten == 1


def test_a_person_gets_lines_that_fit() -> None:
    assert max(len(line) for line in Talk("deadline", tty=True).shown.splitlines()) < 120


def test_history_is_kept_for_its_owner_only_and_erased(tmp_path: Path) -> None:
    readline = pytest.importorskip("readline")
    history = History(tmp_path / "new" / "history")
    readline.clear_history()
    readline.add_history("领先科技奖")
    history.save()
    assert (tmp_path / "new" / "history").stat().st_mode & 0o777 == 0o600
    readline.clear_history()
    history.load()
    assert readline.get_history_item(1) == "领先科技奖"
    history.forget()
    assert readline.get_current_history_length() == 0
    assert not (tmp_path / "new" / "history").exists()


def test_a_history_that_cannot_be_kept_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    history = History(tmp_path / "file" / "history")
    history.load()
    history.save()
    history.forget()
