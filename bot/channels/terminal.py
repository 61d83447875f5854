"""A talk in the terminal: one person, one chat."""

import datetime as dt
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.channels.saving import saved
from bot.turns import Responder
from handlers.commands import command_in
from handlers.contract import Attachment, Incoming, Reply
from knowledge.language import Language

CHAT = "terminal"
PROMPT = "› "
LEAVE = frozenset({"/quit", "/exit", "/q"})
# The terminal's own few words; it does not know yet which language is spoken.
HINT = "/quit 或 Ctrl-D 离开 · /quit or Ctrl-D leaves"
BYE = "再见 · Goodbye"
_KEPT_LINES = 500


class Terminal:
    """Reads a line, shows the reply, until the person leaves. Files go into the folder `files`, if there is one."""

    def __init__(
        self,
        responder: Responder,
        now: Callable[[], dt.datetime],
        *,
        console: Console | None = None,
        read: Callable[[str], str] = input,
        language: Language | None = None,
        forget: Callable[[], None] = lambda: None,
        files: Path | None = None,
    ) -> None:
        self._responder = responder
        self._now = now
        self._console = console or Console(highlight=False, emoji=False)
        self._read = read
        self._language = language
        self._forget = forget
        self._files = files

    def run(self, wait_for: Callable[[Awaitable[Any]], Any], opening: str | None = None) -> None:
        """Talk until /quit, the end of the input, or a second Ctrl-C in a row; `opening` is said first."""
        self._console.print(Text(HINT, style="dim"))
        if opening:
            message = self._message(opening)
            self._show(wait_for(self._responder.respond(replace(message, language=self._language or "zh"))))
        interrupted = False
        while True:
            try:
                if not self._turn(wait_for):
                    break
                interrupted = False
            except EOFError:
                self._console.print()
                break
            except KeyboardInterrupt:
                self._console.print()
                if interrupted:
                    break
                interrupted = True
                self._console.print(Text(HINT, style="dim"))
        self._console.print(Text(BYE, style="dim"))

    def _turn(self, wait_for: Callable[[Awaitable[Any]], Any]) -> bool:
        """One message and its reply; False when the person leaves."""
        text = self._read(PROMPT)
        if text.strip().lower() in LEAVE:
            return False
        if text.strip():
            message = self._message(text)
            self._show(wait_for(self._responder.respond(message)))
            if command_in(message)[0] == "forget":
                self._forget()
        return True

    def _message(self, text: str) -> Incoming:
        return Incoming(channel="terminal", chat=CHAT, text=text, now=self._now(), language=self._language)

    def _show(self, reply: Reply) -> None:
        """The text, the choices by number, the sources in the background."""
        self._print(Text(reply.text))
        for number, choice in enumerate(reply.choices, 1):
            self._print(Text.assemble((f"{number}. ", "bold cyan"), choice.text))
        for source in reply.sources:
            parts = (source.title, source.section, source.address)
            self._print(Text(" · ".join(part for part in parts if part), style="dim"))
        for file in reply.files if self._files else ():
            self._print(Text(f"→ {self._kept(file)}"))
        self._console.print()

    def _kept(self, file: Attachment) -> str:
        """Where a file was saved; what went wrong where it was not."""
        assert self._files
        try:
            return str(saved(self._files, file))
        except OSError as problem:
            return f"{file.name}: {problem}"

    def _print(self, text: Text) -> None:
        # A pipe gets whole lines; a person gets lines that fit.
        if self._console.is_terminal:
            self._console.print(Padding(text, (0, 0, 0, 2)))
        else:
            self._console.print(text, soft_wrap=True)


class History:
    """What was typed, for the arrow keys: kept in one file that only its owner may read."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def load(self) -> None:
        """Take up what was typed before; without readline or a readable file there is just none."""
        try:
            import readline

            readline.set_history_length(_KEPT_LINES)
            readline.read_history_file(self._file)
        except (ImportError, OSError):
            return

    def save(self) -> None:
        try:
            import readline

            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch(mode=0o600)
            readline.write_history_file(self._file)
        except (ImportError, OSError):
            return

    def forget(self) -> None:
        """Erase it here and on disk."""
        try:
            import readline

            readline.clear_history()
        except ImportError:
            pass
        with suppress(FileNotFoundError, NotADirectoryError):  # any other failure to erase must be told
            self._file.unlink()
