"""A small pack that changes in several places at once, and what tells which state of it an answer is from."""

import os
from dataclasses import dataclass
from pathlib import Path

from tests.tiny import write_tiny

QUESTIONS = ("什么时候截止？邮箱是什么？", "When is the deadline? What is the mailbox?")
"""Asked in one message, the deadline and the contact are answered in one reply."""


@dataclass(frozen=True)
class State:
    """One state of the pack: what stands in its files, and what an answer has of it in either language."""

    texts: dict[str, tuple[tuple[str, str], ...]]
    marks: tuple[tuple[str, str], ...]

    def answers(self, text: str, language: str) -> bool:
        """Whether a reply to QUESTIONS is wholly of this state."""
        return all(mark[language == "en"] in text for mark in self.marks)


MARCH = State(
    texts={},
    marks=(("3月31日", "31 March"), ("tea@tea.example", "tea@tea.example")),
)
MAY = State(
    texts={
        "editions/tea-2030.yaml": (("2030-03-31", "2030-05-10"), ("2030-04-01T", "2030-05-11T")),
        "programmes/tea.yaml": (("mailbox: tea@tea.example", "mailbox: leaves@tea.example"),),
        "topics/tea.yaml": (("a teapot", "a kettle"),),
    },
    marks=(("5月10日", "10 May"), ("leaves@tea.example", "leaves@tea.example")),
)


class ChangingPack:
    """The pack's folder. A new state is written beside, and its files moved into place."""

    def __init__(self, folder: Path) -> None:
        self.folder = write_tiny(folder)
        self._original = {name: (folder / name).read_text("utf-8") for name in MAY.texts}

    def write(self, state: State) -> None:
        texts = {name: self._text(name, state) for name in self._original}
        for name, text in texts.items():
            self._beside(name).write_text(text, encoding="utf-8")
        for name in texts:  # all at once, as far as files can
            os.replace(self._beside(name), self.folder / name)

    def _text(self, name: str, state: State) -> str:
        text = self._original[name]
        for old, new in state.texts.get(name, ()):
            assert old in text
            text = text.replace(old, new)
        return text

    def break_it(self) -> None:
        """A key nobody knows, on the last line of the scheme."""
        scheme = self.folder / "scheme.yaml"
        self.put("scheme.yaml", scheme.read_text("utf-8") + "colour: blue\n")

    def mend(self) -> None:
        scheme = self.folder / "scheme.yaml"
        self.put("scheme.yaml", scheme.read_text("utf-8").replace("colour: blue\n", ""))

    def put(self, name: str, text: str) -> None:
        self._beside(name).write_text(text, encoding="utf-8")
        os.replace(self._beside(name), self.folder / name)

    def _beside(self, name: str) -> Path:
        return self.folder / f"{name}.new"  # no content yet


def of_one_state(text: str, language: str) -> State:
    """The state a reply is of; fails where it mixes two or is of none."""
    (state,) = [state for state in (MARCH, MAY) if state.answers(text, language)]
    other = MAY if state is MARCH else MARCH
    dates_and_mailboxes = [mark[language == "en"] for mark in other.marks]
    # "tea@tea.example" is no part of "leaves@tea.example", nor a date of another
    assert not any(mark in text for mark in dates_and_mailboxes), text
    return state
