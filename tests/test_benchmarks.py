"""What the benchmarks compute, on data small enough to check by hand; no peer is needed."""

import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from benchmarks import metrics, precheck_faults, prepare
from benchmarks.__main__ import PARTS, each_apart
from benchmarks.generic import figures
from benchmarks.paraphrases import Grammar, labels_for
from benchmarks.rankers import Ranked, Wicbot, tokens
from benchmarks.report import Table, not_run
from benchmarks.sets import QuestionSet, folders
from benchmarks.slips import slip
from knowledge.pack import CONTENT, read_draft

# ── metrics ──────────────────────────────────────────────────────────────────────────────


def test_wilson_matches_the_published_example() -> None:
    """Newcombe 1998, 81 of 263 and 0 of 20."""
    assert metrics.wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert metrics.wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert metrics.wilson(0, 0) == (0.0, 1.0)


def test_auroc_counts_pairs_and_halves_ties() -> None:
    assert metrics.auroc([2, 3], [0, 1]) == 1.0
    assert metrics.auroc([0, 1], [2, 3]) == 0.0
    assert metrics.auroc([1, 2], [1, 0]) == pytest.approx(3.5 / 4)
    with pytest.raises(ValueError, match="both kinds"):
        metrics.auroc([1], [])


def test_the_cut_off_stops_the_share_asked_for_and_lets_the_rest_through() -> None:
    outside = [0.1, 0.2, 0.3, 0.4, 0.9]
    right, scores = [True, True, False, True], [0.95, 0.5, 0.6, 0.4]
    assert metrics.right_when_stopped(right, scores, outside, 0.8) == 2 / 4  # above 0.4, and right
    assert metrics.right_when_stopped(right, scores, outside, 0.9) == 1 / 4  # all five are stopped
    assert metrics.right_when_stopped(right, scores, outside, 0.0) == 3 / 4


def test_what_ties_with_the_cut_off_is_stopped_on_either_side() -> None:
    assert metrics.right_when_stopped([True, True], [1.0, 2.0], [1.0, 1.0, 1.0], 0.5) == 1 / 2


def test_macro_f1_is_the_mean_over_true_labels() -> None:
    # a: 2 hits of 2 true, 3 said; b: no hit
    assert metrics.macro_f1(["a", "a", "b"], ["a", "a", "a"]) == pytest.approx((0.8 + 0.0) / 2)
    assert metrics.macro_f1(["a"], [None]) == 0.0


def test_quantiles_are_values_that_occurred() -> None:
    assert metrics.quantile(range(1, 101), 0.5) == 50
    assert metrics.quantile(range(1, 101), 0.99) == 99
    assert metrics.quantile([7.0], 0.99) == 7.0


def test_figures_of_one_system() -> None:
    ranked = [Ranked(("a", "b"), 0.9), Ranked(("b", "a"), 0.8), Ranked((), 0.0)]
    found = figures(ranked, ["a", "a", "a"], [0.1, 0.85], tops=3, seconds=1.0)
    assert found.top1 == pytest.approx(1 / 3)
    assert found.top3 == pytest.approx(2 / 3)
    assert found.auroc == pytest.approx(3 / 6)
    assert figures(ranked, ["a", "a", "a"], [], tops=1, seconds=1.0).auroc is None


# ── sets ─────────────────────────────────────────────────────────────────────────────────


def clinc(root: Path) -> Path:
    data = {part: [[f"{part} one", "hello"], [f"{part} two", "bye"]] for part in ("train", "val", "test")}
    data |= {part: [[f"{part} text", "oos"]] for part in ("oos_train", "oos_val", "oos_test")}
    (root / "data").mkdir(parents=True)
    (root / "data" / "data_full.json").write_text(json.dumps(data), "utf-8")
    return root


def test_a_folder_is_prepared_and_read_again(tmp_path: Path) -> None:
    [made] = prepare.prepare(clinc(tmp_path / "copy"))
    made.write(tmp_path / "sets")
    [folder] = folders([tmp_path / "sets"])
    read = QuestionSet.load(folder)
    assert read.train == (("train one", "hello"), ("train two", "bye"))
    assert read.test == (("test one", "hello"), ("test two", "bye"))
    assert read.oos == ("oos_test text",)
    assert (folder / "oos_train.jsonl").exists()


def test_a_bare_git_directory_is_prepared_alike(tmp_path: Path) -> None:
    work = clinc(tmp_path / "work")
    git = ("git", "-C", str(work), "-c", "user.name=T", "-c", "user.email=t@example.org")
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", "all")):
        subprocess.run([*git, *arguments], check=True)
    bare = (work / ".git").rename(tmp_path / "bare")
    assert list(prepare.prepare(bare)) == list(prepare.prepare(work))


def test_off_topic_is_never_learnt(tmp_path: Path) -> None:
    for part, text in (("train", "hi there"), ("test", "hey")):
        folder = tmp_path / "dataset" / "v1" / part
        folder.mkdir(parents=True)
        for bot in ("curekart", "powerplay11", "sofmattress"):
            rows = f"sentence,label\n{text},HELLO\n" + ("what,NO_NODES_DETECTED\n" if part == "test" else "")
            (folder / f"{bot}_{part}.csv").write_text(rows, "utf-8")
    made = list(prepare.prepare(tmp_path))
    assert len(made) == 3
    assert all(one.test == [("hey", "HELLO")] and one.oos == ["what"] for one in made)


def test_small_talk_is_given_as_a_label_and_as_off_topic(tmp_path: Path) -> None:
    folder = tmp_path / "dataSet"
    folder.mkdir()
    rows = [{"text": f"第{i}句", "domain": "map"} for i in range(10)] + [{"text": "笑话", "domain": "joke"}]
    (folder / "train.json").write_text(json.dumps(rows), "utf-8")
    with zipfile.ZipFile(folder / "years.zip", "w") as archive:
        for part in ("train", "develop", "test"):
            archive.writestr(f"Task1data/{part}/{part}_chat.txt", "\ufeff你好\n\n")
            archive.writestr(f"Task1data/{part}/{part}_map.txt", "怎么走\n")
    held, whole, outside = prepare.prepare(tmp_path)
    assert (len(held.train), len(held.test)) == (9, 2)
    assert ("笑话", "joke") in held.train
    assert whole.test == [("你好", "chat"), ("怎么走", "map")]
    assert (outside.test, outside.oos) == ([("怎么走", "map")], ["你好"])


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(prepare.Absent, match="none of the sets"):
        list(prepare.prepare(tmp_path))
    with pytest.raises(prepare.Absent, match="no folder"):
        list(prepare.prepare(tmp_path / "nowhere"))


def test_draws_are_even_and_repeatable() -> None:
    lines = tuple((f"text {i}", "many" if i else "once") for i in range(20))
    given = QuestionSet("tiny", lines, lines[:1], ())
    assert given.draw(5, seed=1) == given.draw(5, seed=1) != given.draw(5, seed=2)
    assert [label for _, label in given.draw(5, seed=1)].count("many") == 5
    assert given.seen == 1


# ── texts and tables ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["领先科技奖什么时候截止？", "When is the deadline?"])
def test_a_slip_is_one_and_the_same(text: str) -> None:
    assert slip(text) == slip(text) != text
    assert abs(len(slip(text)) - len(text)) <= 1


def test_nothing_to_slip_on_is_left_alone() -> None:
    assert slip("ok 2026?") == "ok 2026?"


def test_chinese_is_cut_into_one_and_two_characters() -> None:
    assert tokens("Ａward奖项呢") == ["award", "奖", "项", "呢", "奖项", "项呢"]


def test_generated_paraphrases_are_repeatable_and_cover_all_labels() -> None:
    grammar = Grammar.of(750, labels_for(750), seed=1)
    lines = list(grammar.lines(750, seed=2))
    assert lines == list(Grammar.of(750, 10, seed=1).lines(750, seed=2))
    assert len({label for _, label in lines}) == 10
    assert lines != list(grammar.lines(750, seed=3))


def test_our_ranker_learns_through_the_common_shape(tmp_path: Path) -> None:
    grammar = Grammar.of(300, 4, seed=1)
    ours, kept = Wicbot(), Wicbot()
    ours.learn(list(grammar.lines(300, seed=2)))
    asked = list(grammar.lines(40, seed=3))
    right = sum(ours.rank(text).labels[:1] == (label,) for text, label in asked)
    assert right >= 36
    assert ours.save(tmp_path)
    kept.load(tmp_path)
    assert kept.rank_all([asked[0][0]]) == ours.rank_all([asked[0][0]])


def test_a_row_that_was_not_run_says_so() -> None:
    table = Table("Speeds", ("system", "seconds", "share"))
    table.add("ours", 0.5, "1 %")
    table.add("theirs", not_run("too slow"))
    assert "| theirs | not run (too slow) | – |" in table.markdown()


# ── faults seeded into the pre-check ─────────────────────────────────────────────────────


def test_a_sample_of_seeded_faults_is_caught_by_whom_it_should_be() -> None:
    draft = read_draft(CONTENT)
    seeded = list(precheck_faults.faults(precheck_faults.data_of("case"), "case"))
    form = [fault for fault in seeded if fault.family == "form"]
    policy = [fault for fault in seeded if fault.family == "policy"]
    assert len(form) > 500
    assert len(policy) > 100
    assert {precheck_faults.caught(draft, fault) for fault in form[::23]} == {"schema", "checks"}
    by_whom = {precheck_faults.caught(draft, fault) for fault in policy[::7]}
    assert "reviewed lines" in by_whom  # the checks alone do not do
    assert "nothing" not in by_whom


def test_each_part_runs_apart_and_a_fault_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    assert each_apart(["all", "--limit", "soon"]) == 2
    assert capfd.readouterr().err.count("invalid float value: 'soon'") == len(PARTS)
