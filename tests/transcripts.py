"""Dialogues as they are written in tests/dialogues/: what is said or tapped, and what is heard.

- name: …                 unique
  now: 2026-06-01T10:00+08:00
  lang: en                optional: the caller fixes the language
  page: true              optional: played on the page too
  via: mail               optional: only where reminders go by mail (core, HTTP, terminal, page), or only in a `chat`
                          that can be written to (Telegram), as a `member` of a group who is no admin, or where
                          they can go `nowhere` (JSON Lines)
  turns:
    - said: …             or `tapped: …`, words that are in exactly one of the choices on offer
      now: …              optional: it is later now
      heard: [a, [b, c]]  all of them are in the reply; of an inner list, one
      unheard: […]        none of them is
      kind: answer        optional
"""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

import yaml

from handlers.contract import Kind
from knowledge.language import Language

Via = Literal["mail", "chat", "member", "nowhere"]
FOLDER = Path(__file__).parent / "dialogues"


@dataclass(frozen=True)
class Turn:
    """One message and what its reply holds. Exactly one of `said` and `tapped` is given."""

    now: dt.datetime
    said: str | None
    tapped: str | None
    heard: tuple[tuple[str, ...], ...]
    unheard: tuple[str, ...]
    kind: Kind | None

    @property
    def words(self) -> str:
        return self.said if self.said is not None else f"[{self.tapped}]"


@dataclass(frozen=True)
class Dialogue:
    """One chat from its beginning."""

    file: str
    name: str
    lang: Language | None
    page: bool
    via: Via | None
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Heard:
    """A reply as it arrived through a channel: its text and the choices on offer, as (id, words)."""

    kind: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()

    def choice(self, words: str) -> tuple[int, str]:
        """The number and the id of the one choice that holds these words."""
        found = [(n, id_) for n, (id_, text) in enumerate(self.choices, 1) if words in text]
        offered = " | ".join(text for _, text in self.choices)
        assert len(found) == 1, f"{len(found)} choices hold {words!r}; on offer: {offered or 'none'}"
        return found[0]


def played(dialogues: Sequence[Dialogue], *via: Via) -> list[Dialogue]:
    """The dialogues a driver plays: those of every channel, and those of its own."""
    found = [dialogue for dialogue in dialogues if dialogue.via is None or dialogue.via in via]
    assert any(dialogue.via for dialogue in found), f"no dialogue is played via {via}"
    return found


def load(folder: Path = FOLDER) -> list[Dialogue]:
    """Every dialogue of a folder, in the order of the files. A mistyped key or value is an error."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        for data in yaml.safe_load(path.read_text("utf-8")):
            found.append(_dialogue(path.stem, dict(data)))
    return found


def _dialogue(file: str, data: dict[str, Any]) -> Dialogue:
    name, now = str(data.pop("name")), _instant(data.pop("now"))
    turns = []
    for turn in map(dict, data.pop("turns")):
        now = _instant(turn.pop("now", now))
        turns.append(_turn(f"{file}: {name}", now, turn))
    dialogue = Dialogue(
        file, name, data.pop("lang", None), data.pop("page", False), data.pop("via", None), tuple(turns)
    )
    assert dialogue.via in (None, *get_args(Via)), f"{file}: {name}: via {dialogue.via!r}"
    assert not data, f"{file}: {name}: unknown keys {sorted(data)}"
    return dialogue


def _turn(place: str, now: dt.datetime, data: dict[str, Any]) -> Turn:
    said, tapped, kind = data.pop("said", None), data.pop("tapped", None), data.pop("kind", None)
    heard = tuple(tuple(one) if isinstance(one, list) else (one,) for one in data.pop("heard", ()))
    unheard = tuple(data.pop("unheard", ()))
    assert (said is None) != (tapped is None), f"{place}: either said or tapped"
    assert not data, f"{place}: {said or tapped}: unknown keys {sorted(data)}"
    odd = [one for one in (*unheard, *(o for group in heard for o in group)) if not isinstance(one, str)]
    assert not odd, f"{place}: {said or tapped}: no text: {odd}; write figures in quotes"
    return Turn(now, said, tapped, heard, unheard, Kind(kind) if kind else None)


def _instant(value: dt.datetime | str) -> dt.datetime:
    # YAML knows the instants with seconds only; what has none is still a string.
    instant = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    assert instant.tzinfo, f"{value}: an instant needs its zone"
    return instant


def fault_of(turn: Turn, reply: Heard) -> str | None:
    """What is wrong with a reply; None where nothing is. Widths, cases and spaces do not count."""
    text = bare(reply.text)
    if turn.kind and reply.kind != turn.kind:
        return f"kind {reply.kind}, not {turn.kind}"
    for group in turn.heard:
        if not any(bare(one) in text for one in group):
            return f"lacks {' | '.join(group)}"
    held = [one for one in turn.unheard if bare(one) in text]
    return f"holds {held[0]}" if held else None


def named(dialogue: Dialogue) -> str:
    """What a test of a dialogue is called."""
    return f"{dialogue.file}: {dialogue.name}"


class Playing(Protocol):
    """Whatever a dialogue can be played through."""

    def play(self, dialogue: Dialogue) -> Sequence[Heard]: ...


def check(driver: Playing, dialogue: Dialogue) -> None:
    """All faults of a dialogue at once: a later turn may fail for another reason than the first."""
    replies = driver.play(dialogue)
    assert len(replies) == len(dialogue.turns)
    faults = [
        f"{turn.words!r} {fault}; heard ({reply.kind}): {reply.text}"
        for turn, reply in zip(dialogue.turns, replies, strict=True)
        if (fault := fault_of(turn, reply))
    ]
    assert not faults, "\n" + "\n".join(faults)


def bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
