"""Turns local copies of public question sets into folders that `python -m benchmarks generic` reads.

    python -m benchmarks.prepare --out build/sets PATH [PATH …]

A PATH is a checked-out folder, a git work tree or a bare git directory (then the newest commit is read, nothing
is checked out). Which set it holds is told from its files. Nothing is fetched and nothing of it is committed.

A folder holds train.jsonl, test.jsonl and, where the set has them, valid.jsonl and oos.jsonl, one object a line:
{"text", "label"}, in oos.jsonl {"text"} alone. What is off topic is never in train.jsonl.
"""

import argparse
import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

Line = tuple[str, str]  # text, label

HOLD_OUT = 5  # of a set without published test labels every fifth text of a label is held out


class Absent(Exception):
    """A file the set needs is not in the copy; the message names it."""


class Copy(Protocol):
    """A local copy of a repository."""

    def names(self) -> list[str]: ...

    def read(self, name: str) -> bytes:
        """Raises Absent."""
        ...


class Folder:
    """A copy that is checked out."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self) -> list[str]:
        found = (path for path in self._root.rglob("*") if path.is_file() and ".git" not in path.parts)
        return sorted(path.relative_to(self._root).as_posix() for path in found)

    def read(self, name: str) -> bytes:
        try:
            return (self._root / name).read_bytes()
        except OSError as error:
            raise Absent(name) from error


class GitDirectory:
    """A copy of which only the git directory is there."""

    def __init__(self, directory: Path) -> None:
        self._git = ("git", "--git-dir", str(directory), "-c", "safe.directory=*")

    def names(self) -> list[str]:
        listed = self._run("ls-tree", "-r", "-z", "--name-only", "HEAD")
        return sorted(name for name in listed.decode("utf-8").split("\0") if name)

    def read(self, name: str) -> bytes:
        return self._run("show", f"HEAD:{name}")

    def _run(self, *arguments: str) -> bytes:
        # an object left out of a partial clone is said to be absent, not fetched
        environment = {"PATH": os.defpath, "GIT_NO_LAZY_FETCH": "1"}
        done = subprocess.run([*self._git, *arguments], capture_output=True, check=False, env=environment)
        if done.returncode:
            raise Absent(f"{arguments[-1]}: {done.stderr.decode('utf-8', 'replace').strip().splitlines()[-1:]}")
        return done.stdout


def opened(path: Path) -> Copy:
    """The copy at a path; raises Absent where there is neither a folder with files nor a git directory."""
    for directory in (path, path / ".git"):
        if (directory / "HEAD").is_file() and (directory / "objects").is_dir():
            checked_out = directory != path and any(entry.name != ".git" for entry in path.iterdir())
            return Folder(path) if checked_out else GitDirectory(directory)
    if not path.is_dir():
        raise Absent(f"no folder {path}")
    return Folder(path)


@dataclass(frozen=True)
class Prepared:
    """One set, ready to be written; `apart` are further off-topic texts that no measurement reads."""

    name: str
    train: list[Line]
    test: list[Line]
    valid: list[Line] = field(default_factory=list)
    oos: list[str] = field(default_factory=list)
    apart: dict[str, list[str]] = field(default_factory=dict)

    def write(self, root: Path) -> Path:
        folder = root / self.name
        folder.mkdir(parents=True, exist_ok=True)
        for name, lines in (("train", self.train), ("valid", self.valid), ("test", self.test)):
            _write(folder / f"{name}.jsonl", ({"text": text, "label": label} for text, label in lines))
        for name, texts in ({"oos": self.oos} | self.apart).items():
            _write(folder / f"{name}.jsonl", ({"text": text} for text in texts))
        return folder


def _write(path: Path, rows: Iterable[dict[str, str]]) -> None:
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    if lines:
        path.write_text("".join(lines), encoding="utf-8")
    else:
        path.unlink(missing_ok=True)


# ── the sets ─────────────────────────────────────────────────────────────────────────────


def clinc(copy: Copy) -> Iterator[Prepared]:
    """clinc/oos-eval, data_full.json: 150 intents; oos_train and oos_val are kept apart."""
    data = json.loads(copy.read("data/data_full.json"))
    lines = {name: [(text, label) for text, label in rows] for name, rows in data.items()}
    texts = {name: [text for text, _ in rows] for name, rows in lines.items()}
    apart = {"oos_train": texts["oos_train"], "oos_valid": texts["oos_val"]}
    yield Prepared("clinc150", lines["train"], lines["test"], lines["val"], texts["oos_test"], apart)


def banking(copy: Copy) -> Iterator[Prepared]:
    """PolyAI-LDN/task-specific-datasets: Banking77."""
    train, test = (_csv(copy.read(f"banking_data/{part}.csv"), "text", "category") for part in ("train", "test"))
    yield Prepared("banking77", train, test)


def home(copy: Copy) -> Iterator[Prepared]:
    """xliuhw/NLU-Evaluation-Data: HWU64, the first fold of its cross-validation."""
    names = [name for name in copy.names() if "/autoGene_" in name and "/KFold_1/" in name and name.endswith(".csv")]
    train = [name for name in names if "/trainset/" in name]
    test = [name for name in names if "/testset/csv/" in name]
    yield Prepared("hwu64", _home_lines(copy, train), _home_lines(copy, test))


def _home_lines(copy: Copy, names: list[str]) -> list[Line]:
    lines = []
    for name in names:
        rows = csv.DictReader(io.StringIO(copy.read(name).decode("utf-8-sig")), delimiter=";")
        lines += [(row["answer_from_anno"].strip(), f"{row['scenario']}_{row['intent']}") for row in rows]
    return lines


def hint3(copy: Copy) -> Iterator[Prepared]:
    """hellohaptik/HINT3, version 1, the full training sets of its three bots."""
    for bot in ("curekart", "powerplay11", "sofmattress"):
        train = _csv(copy.read(f"dataset/v1/train/{bot}_train.csv"), "sentence", "label")
        test = _csv(copy.read(f"dataset/v1/test/{bot}_test.csv"), "sentence", "label")
        outside = [text for text, label in test if label == "NO_NODES_DETECTED"]
        inside = [line for line in test if line[1] != "NO_NODES_DETECTED"]
        yield Prepared(f"hint3-{bot}", train, inside, oos=outside)


def smp(copy: Copy) -> Iterator[Prepared]:
    """OnionWang/SMP2019-ECDT-NLU: domains of SMP2019, and SMP2017 from the zip of earlier years.

    SMP2019 has no published test labels: duplicates are dropped, and of each domain every fifth text in the order
    of their SHA-256 is held out; a domain of fewer than five texts is only learnt. SMP2017 is given twice: as it
    was published, with small talk (chat) as one of 31 labels, and with small talk off topic and never learnt.
    """
    rows = json.loads(copy.read("dataSet/train.json"))
    yield Prepared("smp2019", *held_out({row["text"]: row["domain"] for row in rows}.items()))
    archive = next((name for name in copy.names() if name.startswith("dataSet/") and name.endswith(".zip")), None)
    if archive is None:
        raise Absent("dataSet/*.zip, for SMP2017")
    train, valid, test = _smp2017(copy.read(archive))
    yield Prepared("smp2017", train, test, valid)
    outside = [text for text, label in test if label == "chat"]
    train, test, valid = (_without_chat(lines) for lines in (train, test, valid))
    yield Prepared("smp2017-chat-outside", train, test, valid, outside)


def _smp2017(archive: bytes) -> tuple[list[Line], list[Line], list[Line]]:
    parts: dict[str, list[Line]] = {"train": [], "develop": [], "test": []}
    with zipfile.ZipFile(io.BytesIO(archive)) as opened_zip:
        for name in sorted(opened_zip.namelist()):
            part, _, label = Path(name).stem.partition("_")
            if name.endswith(".txt") and part in parts:
                texts = (line.strip() for line in opened_zip.read(name).decode("utf-8-sig").splitlines())
                parts[part] += [(text, label) for text in texts if text]
    return parts["train"], parts["develop"], parts["test"]


def _without_chat(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line[1] != "chat"]


def held_out(lines: Iterable[Line]) -> tuple[list[Line], list[Line]]:
    """Split lines into what is learnt and what is held out, the same for everyone."""
    by_label: dict[str, list[str]] = defaultdict(list)
    for text, label in lines:
        by_label[label].append(text)
    train: list[Line] = []
    test: list[Line] = []
    for label, texts in sorted(by_label.items()):
        for place, text in enumerate(sorted(texts, key=lambda text: hashlib.sha256(text.encode()).digest())):
            held = len(texts) >= HOLD_OUT and place % HOLD_OUT == 0
            (test if held else train).append((text, label))
    return train, test


def _csv(content: bytes, text: str, label: str) -> list[Line]:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return [(row[text], row[label]) for row in rows]


# a file by which each set is known
SETS: dict[str, Callable[[Copy], Iterator[Prepared]]] = {
    "data/data_full.json": clinc,
    "banking_data/train.csv": banking,
    "AnnotationGuidelines/NLU-MLtraining-AnnotationSchma.docx": home,
    "dataset/v1/train/curekart_train.csv": hint3,
    "dataSet/train.json": smp,
}


def prepare(path: Path) -> Iterator[Prepared]:
    """The sets in the copy at a path; raises Absent where it holds none, or not all of one."""
    copy = opened(path)
    names = set(copy.names())
    known = [read for name, read in SETS.items() if name in names]
    if not known:
        raise Absent(f"{path} holds none of the sets: {', '.join(SETS)}")
    for read in known:
        yield from read(copy)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("build/sets"), help="where the folders go")
    parser.add_argument("copies", type=Path, nargs="+", metavar="PATH")
    arguments = parser.parse_args()
    faults = 0
    for path in arguments.copies:
        try:
            for one in prepare(path):
                labels = len({label for _, label in one.train})
                sizes = f"train {len(one.train)}, valid {len(one.valid)}, test {len(one.test)}, oos {len(one.oos)}"
                print(f"{one.write(arguments.out)}: {labels} labels, {sizes}")
        except Absent as absent:
            faults += 1
            print(f"{path}: not prepared: {absent}", file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
