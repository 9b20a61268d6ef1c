"""The phase that is shown goes round once a rep, and none of it flickers."""

import json
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lived import Lived
from rephost.live_phase import SHOWN_S, Phase, Phases
from rephost.replay_source import frames_in

RECORDINGS = sorted((Path(__file__).parents[1] / "recordings").glob("*.rep"))
ROUND = ("top", "eccentric", "bottom", "concentric")
STEP_S = 0.02


def shown(t_s: list[float], hinge_deg: list[float], step: int = 5) -> list[Phase]:
    """Return the phases, one behind the other, if so many samples come at once."""
    phases = Phases()
    seen = [phases.now(is_in_set=True)]
    for at in range(0, len(t_s), step):
        phases.push(np.array(t_s[at : at + step]), np.array(hinge_deg[at : at + step]))
        if (now := phases.now(is_in_set=True)) != seen[-1]:
            seen.append(now)
    return seen


def is_once_in_order(names: list[str | None]) -> bool:
    rest = iter(ROUND)
    return all(name in rest for name in names)


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_each_rep_shows_each_phase_once_in_order(path: Path) -> None:
    lived = Lived().push(frames_in(path)).finish()
    t_s, hinge_deg = [], []
    for message in lived.said("trace"):
        t_s += message["t_s"]
        hinge_deg += message["deg"]
    seen = shown(t_s, hinge_deg)
    for one in lived.live.results:
        on_the_way_up_s = [(rep.bottom_end_s + rep.end_s) / 2 for rep in one.reps]
        for before_s, now_s in pairwise(on_the_way_up_s):
            names = [phase.name for phase in seen if before_s < phase.began_s <= now_s]
            assert is_once_in_order(names), (before_s, now_s, names)
            assert {"eccentric", "concentric"} <= set(names), (before_s, now_s, names)
            assert names[-1] == "concentric"


def angle(t_s: float, down_s: float, hold_s: float, up_s: float, depth_deg: float) -> float:
    """Return the hinge angle of a rep that begins after 1 s."""
    down = min(1.0, max(0.0, (t_s - 1.0) / down_s))
    up = min(1.0, max(0.0, (t_s - 1.0 - down_s - hold_s) / up_s))
    smooth = [share * share * (3 - 2 * share) for share in (down, up)]
    return depth_deg * (smooth[0] - smooth[1])


@given(
    st.floats(0.6, 3.0),
    st.one_of(st.just(0.0), st.floats(0.6, 4.0)),
    st.floats(0.6, 3.0),
    st.floats(40.0, 90.0),
    st.floats(0.0, 2.0),
    st.floats(0.2, 2.0),
    st.integers(1, 10),
)
def test_a_rep_of_somebody_who_sways(
    down_s: float,
    hold_s: float,
    up_s: float,
    depth_deg: float,
    sway_dps: float,
    sway_hz: float,
    step: int,
) -> None:
    over_s = 1.0 + down_s + hold_s + up_s
    t_s = [k * STEP_S for k in range(round((over_s + 2.0) / STEP_S))]
    hinge_deg = [
        angle(now_s, down_s, hold_s, up_s, depth_deg)
        + sway_dps / (2 * np.pi * sway_hz) * float(np.sin(2 * np.pi * sway_hz * now_s))
        for now_s in t_s
    ]
    names = [phase.name for phase in shown(t_s, hinge_deg, step)]
    assert [name for name in names if name not in (None, "bottom", "top")] == [
        "eccentric",
        "concentric",
    ]
    assert len(set(names)) == len(names)


SWAYS = (st.floats(1.0, 7.0), st.floats(0.2, 1.5), st.floats(0.0, 6.28))
"""From end to end in degrees, how often a second, from where."""


@given(*SWAYS, st.integers(1, 10))
def test_who_stands_and_sways_stands(
    sway_deg: float, sway_hz: float, begun: float, step: int
) -> None:
    """However fast they sway: after the first seconds it is known, and never it is a bottom."""
    t_s = np.arange(0.0, 30.0, STEP_S).tolist()
    hinge_deg = [
        angle(now_s, 2.0, 1.0, 2.0, 65.0)
        + sway_deg / 2 * float(np.sin(2 * np.pi * sway_hz * now_s + begun))
        for now_s in t_s
    ]
    seen = shown(t_s, hinge_deg, step)
    assert seen[-1].name == "top"
    assert "bottom" not in [phase.name for phase in seen if phase.began_s > 6.5]
    learnt_s = 6.0 + 2.0 / sway_hz
    assert [phase for phase in seen if phase.began_s > learnt_s] == []


@given(
    st.lists(st.tuples(st.floats(0.0, 40.0), *SWAYS[1:]), min_size=1, max_size=4),
    st.floats(0.0, 3.0),
)
def test_no_phase_is_shown_for_a_blink(
    waves: list[tuple[float, float, float]], shake_deg: float
) -> None:
    t_s = np.arange(0.0, 12.0, STEP_S)
    hinge_deg = shake_deg * np.sin(2 * np.pi * 4.0 * t_s)
    for size_deg, hz, begun in waves:
        hinge_deg = hinge_deg + size_deg * np.sin(2 * np.pi * hz * t_s + begun)
    phases = Phases()
    names: list[tuple[str | None, float]] = []
    for now_s, deg in zip(t_s.tolist(), hinge_deg.tolist(), strict=True):
        phases.push(np.array([now_s]), np.array([deg]))
        if not names or phases.now(is_in_set=True).name != names[-1][0]:
            names.append((phases.now(is_in_set=True).name, now_s))
    for (_, since_s), (_, until_s) in pairwise(names[1:]):
        assert until_s - since_s >= SHOWN_S - 1e-9


def test_a_phase_is_shown_within_half_a_second() -> None:
    """Of ordinary reps, from their true phases to the packet with which they are shown."""
    path = next(path for path in RECORDINGS if path.stem == "synthetic-rdl-8-ordinary")
    lived, seen = Lived(), list[tuple[float, Phase]]()
    for frame in frames_in(path):
        view = lived.push([frame]).view()
        now = Phase(view.phase, view.phase_began_s)
        if not seen or now != seen[-1][1]:
            seen.append((view.now_s, now))
    labels = json.loads(path.with_suffix(".labels.json").read_text(encoding="utf-8"))
    (one,) = labels["sets"]
    for name, begins in zip(ROUND[1:], ("start_s", "bottom_s", "bottom_end_s"), strict=True):
        late_s = [
            at_s - rep[begins]
            for rep in one["reps"][1:]
            for at_s, phase in seen
            if phase.name == name and abs(phase.began_s - rep[begins]) < 0.3
        ]
        print(f"{name}: {median(late_s):.2f} s, at most {max(late_s):.2f} s")
        assert len(late_s) == len(one["reps"]) - 1
        assert 0.0 < median(late_s) < 0.5


@pytest.mark.parametrize("is_in_set", [True, False])
def test_who_stands_between_sets_is_in_no_phase(is_in_set: bool) -> None:
    t_s = np.arange(0.0, 6.0, STEP_S)
    phases = Phases()
    phases.push(t_s, np.array([angle(now_s, 1.0, 0.0, 1.0, 60.0) for now_s in t_s.tolist()]))
    assert phases.now(is_in_set=is_in_set).name == ("top" if is_in_set else None)


def test_a_time_anew_begins_anew() -> None:
    phases = Phases()
    phases.push(np.array([0.0, 0.2, 0.4]), np.array([0.0, 20.0, 40.0]))
    assert phases.now(is_in_set=True).name == "eccentric"
    phases.push(np.array([0.1, 0.12]), np.array([40.0, np.nan]))
    assert phases.now(is_in_set=True).name is None
