"""`knowledge check` finds what is wrong with a flow, whosever it is, and says in which line."""

from pathlib import Path

import pytest

from knowledge.checks import check
from knowledge.errors import Fault
from knowledge.pack import read_pack
from knowledge.precheck import Verdict, evaluate, flow_for
from tests.precheck.tea import TEA_FLOW
from tests.tiny import write_tiny


@pytest.fixture(scope="module")
def tea(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_tiny(tmp_path_factory.mktemp("tea"))
    (folder / "precheck").mkdir()
    return folder


def faults_of(folder: Path, flow: str) -> list[Fault]:
    (folder / "precheck" / "tea.yaml").write_text(flow, encoding="utf-8")
    return check(folder)


def test_another_organisers_flow_is_sound_and_works(tea: Path) -> None:
    assert faults_of(tea, TEA_FLOW) == []
    pack, _ = read_pack(tea)
    assert pack is not None
    edition = pack.editions[0]
    assert edition.closes_at is not None
    flow = flow_for(pack, "tea", edition.closes_at)
    result = evaluate(flow, {"kind": "green", "picked": "winter", "dried": "no_"}, "open")
    assert result.verdict is Verdict.CHECK
    assert result.condition("fresh").readings_differ
    assert result.walk.set_aside == ("dried",)
    assert "2030年3月31日" in flow.clauses["T-file"].says.zh


BROKEN = [
    # what is replaced, by what; the line the fault is in begins like this; kind; what it says
    ("clause: T-leaf\n    label: {zh: 采", "clause: T-bud\n    label: {zh: 采", "    clause: T-bud", "unknown-clause",
     "unknown clause 'T-bud'; known: T-leaf, T-file"),
    ("- id: dried", "- id: picked", "  - id: picked", "duplicate-id", "used 2 times"),
    ("cite: tea-notice\n  T-file", "cite: no-notice\n  T-file", "    cite: no-notice", "unknown-source", "no-notice"),
    ("cite: tea-notice\n  T-file", "cite: tea-notice#part9\n  T-file", "    cite: tea-notice#part9", "unknown-source",
     "part9"),
    ("en: \"Which kind", "en: \"哪 kind", "    text: {zh: 是哪一类茶", "wrong-language", "has Chinese in it"),
    ("{zh: 茶类, en: Kind}", "{zh: Kind, en: Kind}", "    label: {zh: Kind", "wrong-language", "no Chinese"),
    ("en: Not sure", 'en: ""', "      unsure:", "wrong-type:string_too_short", "en"),
    ("zh: 是哪一类茶？", "zh: " + "茶" * 41, "    text: {zh: 茶茶", "too-long", "41 characters"),
    ('en: "Is it dry?"', 'en: "' + "dry " * 26 + '"', "    text: {zh: 干了吗", "too-long", "26 words"),
    ("show_if: {kind: [green, undecided]}", "show_if: {dried: [yes_]}", "    show_if: {dried", "not-earlier",
     "'dried' is no question before 'picked'"),
    ("show_if: {kind: [green, undecided]}", "show_if: {kind: [white]}", "    show_if: {kind: [white]}",
     "unknown-option", "unknown option 'white'; known: green, black, undecided"),
    ("{picked: [earlier]}, value: \"no\"}\n    readings", "{picked: [erlier]}, value: \"no\"}\n    readings",
     "      - {when: {picked: [erlier]}", "unknown-option", "erlier"),
    ("      - {when: {picked: [earlier]}, value: \"no\"}\n    readings", "    readings", "    rows:", "gap",
     "no row of 'fresh' for kind=green, picked=earlier"),
    ("{when: {picked: [winter, unsure]}", "{when: {picked: [this_year, winter, unsure]}",
     "      - {when: {picked: [this_year, winter, unsure]}", "overlap", "rows 1 and 2 of 'fresh' both match"),
    ("      - {when: {kind: [undecided]}, value: unsure}",
     "      - {when: {kind: [undecided]}, value: unsure}\n"
     "      - {when: {kind: [green], picked: [winter], dried: [yes_]}, value: unsure}",
     "      - {when: {kind: [green], picked: [winter], dried: [yes_]}", "unreachable-row", "row 3 of 'one_kind' can"),
    ("decides: {yes_: \"yes\", no_: \"no\", unsure: unsure}", "decides: {yes_: \"yes\", no_: \"no\", unsure: \"yes\"}",
     "  - id: dry", "unsure-settles", "not being sure of 'dried' makes 'dry' yes"),
    ("decides: {yes_: \"yes\", no_: \"no\", unsure: unsure}", "decides: {yes_: \"yes\", no_: \"no\"}",
     "    decides:", "scale", "a value for each of: yes_, no_, unsure"),
    ("{picked: [winter, unsure]}, value: unsure}", "{picked: [winter, unsure]}, value: \"no\"}",
     "      - {when: {picked: [winter, unsure]}", "readings-disagree", "its readings make unsure"),
    ("    show_if: {kind: [black, undecided]}\n", "", "  - id: dried", "asked-for-nothing", "asked for nothing"),
    ("      unsure: {text: {zh: 不确定, en: Not sure}}\n  - id: dried", "  - id: dried", "    options:", "no-unsure",
     "no option 'unsure'"),
    ("    of: dried\n", "", "  - id: dry", "no-rows", "has no rows"),
    ("of: dried", "of: dryed", "    of: dryed", "unknown-question", "dryed"),
    ("type: black", "type: white", "    type: white", "unknown-type", "known: green, black"),
    ("edition: tea-2030", "edition: tea-2031", "edition: tea-2031", "unknown-edition", "known: tea-2030"),
    ("{ $last_day }前", "{ $lastday }前", "    says: {zh: \"在{ $lastday }", "unknown-placeholder", "'$lastday'"),
    ("    todo: {unsure: {zh: 选一类。, en: Choose.}}\n", "", "  - id: one_kind", "todo", "'one_kind' can be unsure"),
    ("{when: {picked: [this_year]}, value: \"yes\"}\n      - {when: {picked: [winter, unsure]}",
     "{when: {picked: [this_year]}, value: unsure}\n      - {when: {picked: [winter, unsure]}",
     "      - {when: {picked: [this_year]}", "readings-disagree", "readings make yes"),
    ("value: unsure}", "value: maybe}", "      - {when: {kind: [undecided]}, value: maybe}",
     "wrong-type:literal_error", "maybe"),
    ("  - id: kind\n", "  - id: kind\n    colour: red\n", "    colour: red", "unknown-key", "colour"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "begins", "kind", "says"), BROKEN, ids=[f"{b[3]}-{b[1][:30]}" for b in BROKEN])
def test_a_fault_is_named_with_its_line(tea: Path, old: str, new: str, begins: str, kind: str, says: str) -> None:
    assert old in TEA_FLOW
    broken = TEA_FLOW.replace(old, new, 1)
    found = faults_of(tea, broken)
    matching = [fault for fault in found if fault.kind == kind and says in fault.message]
    assert matching, [str(fault) for fault in found]
    lines = broken.splitlines()
    assert any(lines[fault.line - 1].startswith(begins) for fault in matching), [str(fault) for fault in matching]
    assert {fault.file for fault in matching} == {"precheck/tea.yaml"}


def test_two_flows_of_one_edition_are_one_too_many(tea: Path) -> None:
    (tea / "precheck" / "second.yaml").write_text(TEA_FLOW, encoding="utf-8")
    found = faults_of(tea, TEA_FLOW)
    (tea / "precheck" / "second.yaml").unlink()
    assert [fault.message for fault in found] == ["'tea-2030' has a flow already: precheck/second.yaml"]
