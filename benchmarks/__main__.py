"""`python -m benchmarks [PART|all] --out DIR`: figures as Markdown and JSON.

Parts: quality, generic, growth, turns (understanding); precheck, advice; telegram; reminders.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.report import Report


def _quality(report: Report, arguments: argparse.Namespace) -> None:
    from benchmarks.development import report_quality

    report_quality(report)


def _generic(report: Report, arguments: argparse.Namespace) -> None:
    from benchmarks import generic

    generic.run(report, arguments.sets, arguments.chatterbot, arguments.quick)


def _growth(report: Report, arguments: argparse.Namespace) -> None:
    from benchmarks import growth

    sizes = arguments.sizes or (growth.QUICK if arguments.quick else growth.SIZES)
    growth.run(report, sizes, arguments.limit)


def _turns(report: Report, arguments: argparse.Namespace) -> None:
    from benchmarks import turns

    turns.run(report, arguments.turns or (turns.QUICK if arguments.quick else turns.TURNS))


def _precheck(report: Report, arguments: argparse.Namespace) -> None:
    from benchmarks import precheck_faults

    precheck_faults.run(report, arguments.quick)


def _telegram(report: Report, arguments: argparse.Namespace) -> None:
    from benchmarks import telegram

    telegram.run(report, quick=arguments.quick)


def _advice(report: Report, arguments: argparse.Namespace) -> None:
    from benchmarks import advice

    advice.run(report)


def _reminders(report: Report, arguments: argparse.Namespace) -> None:
    from benchmarks import reminders

    sizes = arguments.sizes or (reminders.QUICK if arguments.quick else reminders.SIZES)
    reminders.run(report, sizes, reminders.QUICK_CHATS if arguments.quick else reminders.CHATS)


# Each imports what it alone needs: `quality` must not wait for peers.
PARTS: dict[str, Callable[[Report, argparse.Namespace], None]] = {
    "quality": _quality,
    "generic": _generic,
    "growth": _growth,
    "turns": _turns,
    "precheck": _precheck,
    "advice": _advice,
    "telegram": _telegram,
    "reminders": _reminders,
}


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
    if arguments.part == "all":
        sys.exit(each_apart(sys.argv[1:]))
    PARTS[arguments.part](Report(arguments.out, arguments.part), arguments)


def each_apart(options: Sequence[str]) -> int:
    """Each part in a process of its own: what is started by one that has grown counts its memory as its own peak."""
    options = [option for option in options if option != "all"]
    ended = [subprocess.run([sys.executable, "-m", "benchmarks", part, *options], check=False) for part in PARTS]
    return max(abs(one.returncode) for one in ended)


if __name__ == "__main__":
    main()
