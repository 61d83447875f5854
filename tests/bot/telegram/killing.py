"""kill -9 of a real process while messages stream in, and what the stand-in's journal says of it afterwards.

Every message is a command that does not exist, each a different one: its answer names it, so that answers can be
told apart without asking the bot.
"""

import random
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import pairwise

from bot.channels.telegram.wording import said
from knowledge.language import LANGUAGES
from tests.processes import Served, served
from tests.telegram.running import InThread

ANSWERED_WITHIN = 150.0
_COPY = tuple(said("copy", language) for language in LANGUAGES)


@dataclass
class Seen:
    """What the people in the chats saw, and what was written to them."""

    sent: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))  # by chat, in order
    plain: Counter[str] = field(default_factory=Counter)  # answers without a mark, by what they answer
    copies: Counter[str] = field(default_factory=Counter)  # answers marked as a copy
    order: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))  # first answers, by chat
    killed: list[float] = field(default_factory=list)  # when, by the journal's clock
    arrived: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # when each answer was, by word

    def answers(self, word: str) -> int:
        return self.plain[word] + self.copies[word]

    @property
    def words(self) -> list[str]:
        return [word for words in self.sent.values() for word in words]

    @property
    def twice(self) -> list[str]:
        return [word for word in self.words if self.answers(word) > 1]

    def unrecorded(self) -> list[list[str]]:
        """By kill: the answers that were sent before it and not recorded, and so were sent again afterwards.

        AssertionError for one that was sent again though nothing was killed in between.
        """
        found: list[list[str]] = [[] for _ in self.killed]
        for word, times in self.arrived.items():
            for first, second in pairwise(times):
                between = [number for number, at in enumerate(self.killed) if first < at < second]
                assert between, f"{word} was answered twice without a kill"
                found[between[0]].append(word)
        return found


def word_of(number: int) -> str:
    """A command nobody knows: letters only, each number another."""
    letters = ""
    while True:
        number, rest = divmod(number, 26)
        letters = chr(ord("a") + rest) + letters
        if number == 0:
            return f"/zz{letters}"


def stream(
    telegram: InThread, environment: Mapping[str, str], *, kills: int, updates: int, chats: int, seed: int
) -> Seen:
    """Send `updates` messages from `chats` chats, killing the process as often; gives all that was seen."""
    dice, seen = random.Random(seed), Seen()
    telegram.do("fault", kind="slow_after", method="sendMessage", seconds=0.03)
    people = [telegram.do("person", name=f"P{n}", started=True)["user"] for n in range(chats)]
    messages = _messages(telegram, dice, people, updates, seen)
    for _ in range(kills):
        for _ in range(updates // kills):
            next(messages)
        with served(environment) as process:
            _wait_for_work(telegram, dice)
            _kill(process)
        seen.killed.append(time.time())
    for _ in messages:
        pass
    with ExitStack() as at_last:
        at_last.enter_context(served(environment))
        _wait_for_the_end(telegram, seen)
    return seen


def _messages(telegram: InThread, dice: random.Random, people: list[int], most: int, seen: Seen) -> Iterator[None]:
    for number in range(most):
        person, word = dice.choice(people), word_of(number)
        telegram.do("say", user=person, text=word)
        seen.sent[person].append(word)
        yield


def _wait_for_work(telegram: InThread, dice: random.Random) -> None:
    """Somewhere between the start and the midst of sending."""
    before = sum(1 for _ in telegram.cloud.journal.of("sendMessage"))
    if dice.random() < 0.2:
        time.sleep(dice.uniform(0.0, 4.0))
        return
    end = time.monotonic() + 30
    while sum(1 for _ in telegram.cloud.journal.of("sendMessage")) == before and time.monotonic() < end:
        time.sleep(0.002)
    time.sleep(dice.uniform(0.0, 0.5))


def _kill(process: Served) -> None:
    process.process.send_signal(signal.SIGKILL)
    process.process.wait(10)


def _wait_for_the_end(telegram: InThread, seen: Seen) -> None:
    end = time.monotonic() + ANSWERED_WITHIN
    while time.monotonic() < end:
        read(telegram, seen)
        if all(seen.answers(word) for word in seen.words):
            time.sleep(4.0)  # whatever is sent twice comes now
            return read(telegram, seen)
        time.sleep(0.3)


def read(telegram: InThread, seen: Seen) -> None:
    """The journal, from its beginning: what reached the chats."""
    seen.plain.clear()
    seen.copies.clear()
    seen.order.clear()
    seen.arrived.clear()
    known = set(seen.words)
    for call in list(telegram.cloud.journal.of("sendMessage")):
        text = call.params.get("text", "")
        word = next((part.strip("“”。.") for part in text.replace("“", " “").split() if "/zz" in part), "")
        word = word[word.index("/zz") :] if "/zz" in word else ""
        word = "".join(letter for letter in word if letter == "/" or "a" <= letter <= "z")
        if call.delivered is None or word not in known or call.chat is None:
            continue
        marked = text.startswith(_COPY)
        if not seen.answers(word):
            seen.order[call.chat].append(word)
        seen.arrived[word].append(call.at)
        (seen.copies if marked else seen.plain)[word] += 1
