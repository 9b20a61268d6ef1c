"""The report on accuracy: what it makes, what it keeps, what it says."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import accuracy_report
from accuracy_document import Row, figures, written
from accuracy_groups import BY_NAME, GROUPS, SESSION_MIN, asked
from accuracy_same import measure_same, mountings
from accuracy_synthetic import Done, Task, make_and_measure, tasks
from accuracy_synthetic_section import section, told, wrong
from rephost.accuracy import measure
from rephost.accuracy_cases import cases_in
from rephost.accuracy_truth import TimedSet, Times
from synth_rotation import rotated


def test_a_section_not_measured_stays_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "accuracy.md"
    written(out, {"synthetic": "## Synthetic\n\nold\n", "real": None})
    assert "Not measured yet" in out.read_text()
    written(out, {"synthetic": "## Synthetic\n\nnew\n", "real": "## Real\n\nmeasured once\n"})
    written(out, {"synthetic": "## Synthetic\n\nnewest\n", "real": None})
    text = out.read_text()
    assert "newest" in text
    assert "new\n" not in text
    assert "old" not in text
    assert text.count("measured once") == 1
    before = text
    written(out, {"synthetic": None, "real": None})
    assert out.read_text() == before


def test_what_is_not_met_is_said() -> None:
    text = figures([Row("count", "99 %", "98 %", met=False), Row("other", "1", "2", met=True)])
    assert "| count | 99 % | 98 % | **no** |" in text
    assert "| other | 1 | 2 | yes |" in text


def test_mountings_are_all_the_rotations_of_a_cube() -> None:
    turned = {
        tuple(np.rint(rotated(turn, np.eye(3)).ravel()).astype(int).tolist())
        for turn in mountings()
    }
    assert len(turned) == 24
    for matrix in turned:
        assert round(np.linalg.det(np.array(matrix).reshape(3, 3))) == 1


def test_a_seed_repeats_a_recording(seed: int, tmp_path: Path) -> None:
    task = Task("swing hard", 3, seed, tmp_path)
    first, again = make_and_measure(task), make_and_measure(task)
    assert first.measured.score == again.measured.score
    other = make_and_measure(Task("swing hard", 4, seed, tmp_path))
    assert other.measured.duration_s != first.measured.duration_s


def test_every_other_set_and_a_few_reps_are_armed(seed: int) -> None:
    for group in ("rdl hard", "squat hard"):
        armed = []
        for number in range(12):
            rng = np.random.default_rng([seed, number])
            recording, named = BY_NAME[group].make(rng, number)
            ((exercise, reps),) = recording.rep_counts
            assert named in (None, exercise)
            assert named is not None or (reps >= 3 and number % 2 == 0)
            armed.append(named)
        assert armed[1::2] == [exercise] * 6


def test_groups_are_asked_for_by_their_words() -> None:
    assert asked(GROUPS, []) == list(GROUPS)
    assert [one.name for one in asked(GROUPS, ["hard swing"])] == ["swing hard"]
    names = {one.name for one in asked(GROUPS, ["gaps chain", "life"])}
    assert {"squat gaps", "hold gaps", "everyday", "chain session"} <= names
    assert not names & {"rdl gaps", "squat hard"}
    assert asked(GROUPS, ["cartwheel"]) == []


def test_there_are_enough() -> None:
    """A thousand sets of each family, twenty hours of life."""
    for family in ("hinge", "chain"):
        assert sum(one.full for one in GROUPS if one.family == family) >= 1000
    life = sum(one.full for one in GROUPS if one.kind == "everyday")
    assert life * SESSION_MIN >= 20 * 60
    assert len(BY_NAME) == len(GROUPS)


def test_a_section_of_a_few(seed: int, tmp_path: Path) -> None:
    some = [
        *asked(GROUPS, ["rdl hard", "swing gaps", "squat hard", "hold ordinary"]),
        replace(BY_NAME["everyday"], full=0),
    ]
    done = [make_and_measure(task) for task in tasks(some, seed, tmp_path, 0.0) if not task.number]
    text = section(seed, done, [measure_same(seed, "rdl", 0)])
    assert f"SEED={seed}" in text
    for what in ("exact count, hard, RDL", "false reps an hour, everyday life, all", "24 mount"):
        assert f"| {what}" in text
    assert "| exact count, ordinary, RDL" not in text
    assert list(tmp_path.iterdir()) == []


def test_what_was_counted_wrong_can_be_made_again(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = make_and_measure(Task("swing ordinary", 0, seed, tmp_path))
    assert one.measured.score is not None
    (true,) = one.measured.score.true_counts

    def counted(number: int, *found: int, name: str = "swing", off: int = 0) -> Done:
        assert one.measured.score is not None
        sets = (replace(one.measured.score.sets[0], found_reps=found, named=name),)
        score = replace(
            one.measured.score, found_counts=found, sets=sets, matched_reps=sum(found) - off
        )
        reps = one.measured.found[0].reps * 2
        mine = tuple(TimedSet(name, reps[:count]) for count in found)
        measured = replace(one.measured, score=score, found=mine, is_armed=False)
        return replace(one, task=replace(one.task, number=number), measured=measured)

    lines = list(
        wrong(
            [
                counted(8, true, off=2),
                counted(7, true - 1),
                counted(5, true),
                counted(4, true, name="row"),
                counted(3),
            ]
        )
    )
    assert lines == [
        f"'swing ordinary' 3 (plain): true {true} swing, found nothing",
        f"'swing ordinary' 4 (plain): true {true} swing, found {true} row",
        f"'swing ordinary' 7 (plain): true {true} swing, found {true - 1} swing",
        f"'swing ordinary' 8 (plain): true {true} swing, found {true} swing, "
        "2 of them locked out elsewhere",
    ]
    argv = ["--case", "swing ordinary", "0", "--seed", str(seed), "--to", str(tmp_path)]
    for _ in range(2):
        assert accuracy_report.main(argv) == 0
        assert told(one) in capsys.readouterr().out
    path = tmp_path / "swing-ordinary-0.rep"
    (case,) = cases_in([path])
    assert measure(case).score == one.measured.score


def test_what_was_found_in_a_session_is_told_with_its_place(seed: int, tmp_path: Path) -> None:
    one = make_and_measure(Task("swing ordinary", 0, seed, tmp_path))
    spans = (("sit", 0.0, 40.0), ("foam roll", 40.0, 60.0))
    mine = (TimedSet("squat", (Times(39.0, 41.0, 41.0, 45.0),)),)
    session = replace(
        one,
        task=replace(one.task, group="wide life"),
        measured=replace(one.measured, found=mine),
        spans=spans,
    )
    assert told(session).endswith("found 1 squat at 39 s (foam roll)")


def test_what_cannot_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (["--only", "cartwheel"], ["--case", "rdl hard", "1"], ["--case", "rdl", "1"]):
        with pytest.raises(SystemExit) as ended:
            accuracy_report.main([*argv])
        assert ended.value.code == 2
        assert "error" in capsys.readouterr().err
