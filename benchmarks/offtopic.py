"""Grades the assistant on the off-topic set in tests/offtopic/: questions it has nothing to say about.

declined  said to be beyond the assistant: right
covered   answered by a topic the item names in `by`, such as "nothing is published about visas": right
talk      met with a courtesy that states nothing
asked     met with choices, all of them beside the point
answered  met with a statement about something else: the gravest fault
"""

import argparse
import asyncio
import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.memory import MemoryConversations
from handlers.contract import Incoming, Kind, Reply
from handlers.conversation import Conversation
from knowledge.language import Language
from knowledge.library import Library
from knowledge.pack import CONTENT

OFFTOPIC = Path(__file__).parent.parent / "tests" / "offtopic"
NOW = dt.datetime(2026, 6, 1, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
VERDICTS = ("declined", "covered", "talk", "asked", "answered")


@dataclass(frozen=True)
class Item:
    """One off-topic question; `near` the domain or far from it. `by` are the topics that may answer a covered one."""

    id: str
    text: str
    near: bool
    language: Language
    covered: bool = False
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graded:
    """An item, the reply to it and the verdict on the reply."""

    item: Item
    reply: Reply
    verdict: str


def load(folder: Path = OFFTOPIC) -> list[Item]:
    """All items of a folder, in file order; raises ValueError where there are none."""
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    items = [
        Item(
            data["id"], data["text"], data["near"], data["lang"], data.get("covered", False), tuple(data.get("by", ()))
        )
        for data in map(json.loads, lines)
    ]
    if not items:
        raise ValueError(f"no questions in {folder}")
    return items


def verdict_on(item: Item, reply: Reply, library: Library) -> str:
    """What a reply to an off-topic question amounts to."""
    if reply.kind == Kind.CLARIFY:
        return "asked"
    if reply.kind == Kind.ANSWER:
        topic = library.pack.topic.get(reply.topic or "")
        if topic and topic.kind in ("talk", "outside"):
            return "talk"
        return "covered" if reply.topic in item.by else "answered"
    return "declined"


async def run(items: Iterable[Item], library: Library) -> list[Graded]:
    """Ask every item in a chat of its own."""
    conversation = Conversation(library, MemoryConversations())
    graded = []
    for item in items:
        reply = await conversation.respond(Incoming("bench", item.id, item.text, NOW))
        graded.append(Graded(item, reply, verdict_on(item, reply, library)))
    return graded


def report(graded: Iterable[Graded]) -> str:
    """The figures as a Markdown table, by distance and language."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for one in graded:
        distance = "near" if one.item.near else "far"
        for row in (f"{distance}, {one.item.language}", f"{distance}", "all"):
            rows[row].update([one.verdict])
    lines = [f"| off-topic | items | {' | '.join(VERDICTS)} |", "|---" * (len(VERDICTS) + 2) + "|"]
    for name in sorted(rows, key=lambda row: (row == "all", row)):
        total = rows[name].total()
        cells = " | ".join(f"{rows[name][v]} ({100 * rows[name][v] / total:.0f} %)" for v in VERDICTS)
        lines.append(f"| {name} | {total} | {cells} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--failures", action="store_true", help="list every item met with a statement or a choice")
    arguments = parser.parse_args()
    library = Library.open(CONTENT)
    graded = asyncio.run(run(load(), library))
    print(report(graded))
    for one in graded if arguments.failures else ():
        if one.verdict in ("answered", "asked"):
            print(f"\n{one.item.id}: {one.item.text}")
            print(f"  {one.verdict}: {one.reply.topic} ({one.reply.confidence:.2f}): {one.reply.text[:160]!r}")


if __name__ == "__main__":
    main()
