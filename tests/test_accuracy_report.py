"""The report on accuracy: what it makes, what it keeps, what it says."""

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np

from accuracy_document import Row, figures, written
from accuracy_same import measure_same, mountings
from accuracy_synthetic import PLANS, Done, Task, made, make_and_measure, tasks
from accuracy_synthetic_section import section, wrong
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


def test_a_few_reps_are_armed(seed: int, tmp_path: Path) -> None:
    """Three in ten hard sets are singles or doubles."""
    drawn = (
        made(Task("rdl hard", number, seed, tmp_path), np.random.default_rng([seed, number]))
        for number in range(100)
    )
    few = (named for recording, named in drawn if recording.rep_counts[0][1] < 3)
    assert list(itertools.islice(few, 4)) == ["rdl"] * 4


def test_a_section_of_a_few(seed: int, tmp_path: Path) -> None:
    done = [make_and_measure(task) for task in tasks(seed, tmp_path, 0.0) if not task.number]
    assert {one.task.group for one in done} == set(PLANS)
    text = section(seed, done, [measure_same(seed, "rdl", 0)])
    assert f"SEED={seed}" in text
    assert "false reps an hour, everyday life" in text


def test_what_was_counted_wrong_can_be_made_again(seed: int, tmp_path: Path) -> None:
    one = make_and_measure(Task("swing ordinary", 0, seed, tmp_path))
    assert one.measured.score is not None
    (true,) = one.measured.score.true_counts

    def counted(number: int, *found: int) -> Done:
        score = replace(one.measured.score, found_counts=found)
        measured = replace(one.measured, score=score)
        return replace(one, task=replace(one.task, number=number), measured=measured)

    assert list(wrong([counted(7, true - 1), counted(5, true), counted(3)])) == [
        f"swing ordinary 3 (plain): true [{true}], found []",
        f"swing ordinary 7 (plain): true [{true}], found [{true - 1}]",
    ]
