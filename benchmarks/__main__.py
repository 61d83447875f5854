"""`python -m benchmarks [PART|all] --out DIR`: figures as Markdown and JSON."""

import argparse
from pathlib import Path

from benchmarks.report import Report

PARTS = ("quality", "generic", "growth", "turns", "telegram", "reminders")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("part", nargs="?", choices=(*PARTS, "all"), default="all")
    parser.add_argument("--out", type=Path, default=Path("build/bench"), help="folder of the tables")
    parser.add_argument("--quick", action="store_true", help="small sizes and samples: to see that it runs")
    parser.add_argument(
        "--sets", type=Path, nargs="+", default=[], metavar="DIR", help="set folders, or folders of them"
    )
    parser.add_argument("--chatterbot", type=Path, metavar="PYTHON", help="an interpreter that has ChatterBot")
    parser.add_argument("--sizes", type=int, nargs="+", metavar="N", help="stored paraphrases, for growth")
    parser.add_argument("--limit", type=float, default=10.0, metavar="MINUTES", help="of one measurement of growth")
    parser.add_argument("--turns", type=int, metavar="N", help="turns through SQLite")
    arguments = parser.parse_args()
    for part in PARTS if arguments.part == "all" else (arguments.part,):
        measure(part, arguments)


def measure(part: str, arguments: argparse.Namespace) -> None:
    """One part, with what it alone needs imported here: `quality` must not wait for peers."""
    report = Report(arguments.out, part)
    if part == "quality":
        from benchmarks.development import report_quality

        report_quality(report)
    elif part == "generic":
        from benchmarks import generic

        generic.run(report, arguments.sets, arguments.chatterbot, arguments.quick)
    elif part == "growth":
        from benchmarks import growth

        sizes = arguments.sizes or (growth.QUICK if arguments.quick else growth.SIZES)
        growth.run(report, sizes, arguments.limit)
    elif part == "reminders":
        from benchmarks import reminders

        sizes = arguments.sizes or (reminders.QUICK if arguments.quick else reminders.SIZES)
        reminders.run(report, sizes, reminders.QUICK_CHATS if arguments.quick else reminders.CHATS)
    elif part == "telegram":
        from benchmarks import telegram

        telegram.run(report, quick=arguments.quick)
    else:
        from benchmarks import turns

        turns.run(report, arguments.turns or (turns.QUICK if arguments.quick else turns.TURNS))


if __name__ == "__main__":
    main()
