"""Grades the assistant on the development set in tests/questions/, by kind of question.

right            the kind is accepted, every `must` group has a member in the reply, no `must_not` is in it
wrong statement  an answer that is not right: the gravest fault
Printed beside it: what "always fallback" and "always clarify" would get.
"""

import argparse
import asyncio
import datetime as dt
import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.memory import MemoryConversations
from handlers.contract import Incoming, Kind, Reply
from handlers.conversation import Conversation
from knowledge.library import Library
from knowledge.pack import CONTENT

QUESTIONS = Path(__file__).parent.parent / "tests" / "questions"


@dataclass(frozen=True)
class Item:
    """One question of the set and what a right reply looks like."""

    id: str
    session: str | None
    text: str
    now: dt.datetime
    kinds: tuple[str, ...]
    must: tuple[tuple[str, ...], ...]
    must_not: tuple[str, ...]
    kind_of_question: str

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Item":
        expect = data["expect"]
        return cls(
            data["id"], data.get("session"), data["text"], dt.datetime.fromisoformat(data["now"]),
            tuple(expect["kind"]), tuple(tuple(group) for group in expect.get("must", ())),
            tuple(expect.get("must_not", ())), data["kind_of_question"],
        )  # fmt: skip


@dataclass(frozen=True)
class Graded:
    """An item, the reply to it, and what is wrong with the reply (None: nothing)."""

    item: Item
    reply: Reply
    fault: str | None

    @property
    def verdict(self) -> str:
        if self.fault is None:
            return "right"
        return {Kind.ANSWER: "wrong statement", Kind.CLARIFY: "clarify", Kind.FALLBACK: "fallback"}.get(
            self.reply.kind, "other"
        )


def load(folder: Path = QUESTIONS) -> list[Item]:
    """All items of a folder, in file order; raises ValueError where there are none."""
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    items = [Item.of(json.loads(line)) for line in lines if line.strip()]
    if not items:
        raise ValueError(f"no questions in {folder}")
    return items


def bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def fault_of(item: Item, kind: str, text: str) -> str | None:
    """What is wrong with a reply; None for a right one."""
    said = bare(text)
    if kind not in item.kinds:
        return f"kind {kind}, not {'/'.join(item.kinds)}"
    for group in item.must:
        if not any(bare(alternative) in said for alternative in group):
            return f"lacks {' | '.join(group[:4])}"
    held = [phrase for phrase in item.must_not if bare(phrase) in said]
    return f"holds {held[0]}" if held else None


async def run(items: Iterable[Item], library: Library, change: Callable[[str], str] = str) -> list[Graded]:
    """Ask every item (its text perhaps changed, for instance into the other script)."""
    conversation = Conversation(library, MemoryConversations())
    graded = []
    for item in items:
        message = Incoming("bench", item.session or item.id, change(item.text), item.now)
        reply = await conversation.respond(message)
        graded.append(Graded(item, reply, fault_of(item, reply.kind.value, reply.text)))
    return graded


def baseline(items: list[Item], kind: str, text: str) -> int:
    """How many items a system that always says the same gets right."""
    return sum(fault_of(item, kind, text) is None for item in items)


def table(graded: list[Graded]) -> list[tuple[str, Counter[str]]]:
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for one in graded:
        for key in (one.item.kind_of_question, "all"):
            rows[key][one.verdict] += 1
    return [*sorted((k, v) for k, v in rows.items() if k != "all"), ("all", rows["all"])]


_COLUMNS = ("right", "wrong statement", "clarify", "fallback", "other")


def report(graded: list[Graded], library: Library) -> str:
    """The figures as a Markdown table, with the two baselines."""
    lines = [
        "| kind of question | items | " + " | ".join(_COLUMNS) + " |",
        "|---" * (len(_COLUMNS) + 2) + "|",
    ]
    for name, counts in table(graded):
        total = sum(counts.values())
        cells = " | ".join(f"{counts[c]} ({100 * counts[c] / total:.0f} %)" for c in _COLUMNS)
        lines.append(f"| {name} | {total} | {cells} |")
    items = [one.item for one in graded]
    boxes = " ".join(str(p.mailbox) for p in library.pack.calls())
    for kind in ("fallback", "clarify"):
        text = (
            f"没有可靠资料可以回答 I have no reliable source to answer that. {boxes}"
            if kind == "fallback"
            else "您问的是哪一项？ Which one do you mean?"
        )
        right = baseline(items, kind, text)
        lines.append(f"| *always {kind}* | {len(items)} | {right} ({100 * right / len(items):.0f} %) | | | | |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--failures", action="store_true", help="list every item that is not right")
    parser.add_argument("--json", type=Path, help="write each item's verdict as JSON")
    arguments = parser.parse_args()
    library = Library.open(CONTENT)
    graded = asyncio.run(run(load(), library))
    print(report(graded, library))
    if arguments.failures:
        for one in graded:
            if one.fault:
                print(f"\n{one.item.id} [{one.item.kind_of_question}] {one.item.now.isoformat()}")
                print(f"  Q: {one.item.text}")
                print(f"  {one.verdict}: {one.fault} (topic {one.reply.topic}, {one.reply.confidence:.2f})")
                print(f"  A: {one.reply.text[:300]!r}")
    if arguments.json:
        rows = [
            {
                "id": g.item.id,
                "kind_of_question": g.item.kind_of_question,
                "verdict": g.verdict,
                "fault": g.fault,
            }
            for g in graded
        ]
        arguments.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
