"""One motion under one strap: rates and forces belong together, wherever and however it sits."""

from dataclasses import replace

import numpy as np
import pytest

import synth
import synth_life as life
from synth_body import Motion, story
from synth_rdl import rdl
from synth_rotation import rotated
from synth_shapes import FINE_HZ, Floats
from synth_strap import EXACT, Slip, Strap, pelvis_attitude, random_strap, strap_path
from synth_swing import swing
from synth_truth import hinge_deg


def everything(rng: np.random.Generator) -> Motion:
    """Return a bit of each thing that a lifter does."""
    parts = [activity(rng) for _, activity in life.LIFE]
    return story(rng, [*parts, rdl(rng, 3), swing(rng, 3)])


def matrices(quaternions: Floats) -> Floats:
    """Return rotation matrices (n, 3, 3) of quaternions (4, n)."""
    columns = [rotated(quaternions, np.eye(3)[:, [k]]) for k in range(3)]
    return np.stack(columns, axis=-1).transpose(1, 0, 2)


def test_angular_rate_integrates_back_to_the_attitude(rng: np.random.Generator) -> None:
    motion = everything(rng)
    path = strap_path(motion, random_strap(rng), rng)
    rate = np.radians(path.rate_dps()).T
    steps = 0.5 * (rate[1:] + rate[:-1]) / FINE_HZ
    angle = np.linalg.norm(steps, axis=1)
    axis = steps / np.maximum(angle, 1e-12)[:, None]
    cross = np.zeros((angle.size, 3, 3))
    for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        cross[:, k, j], cross[:, j, k] = axis[:, i], -axis[:, i]
    turns = (
        np.eye(3)
        + np.sin(angle)[:, None, None] * cross
        + (1 - np.cos(angle))[:, None, None] * (cross @ cross)
    )
    truth = matrices(path.attitude)
    attitude = truth[0]
    for turn in turns:
        attitude = attitude @ turn
    off = np.degrees(np.arccos(np.clip((np.trace(attitude.T @ truth[-1]) - 1) / 2, -1, 1)))
    assert off < 0.5, f"{off:.2f} deg off after {motion.duration_s:.0f} s"


def test_force_integrates_back_to_the_position(rng: np.random.Generator) -> None:
    motion = synth.hard_motion(rng)
    path = strap_path(motion, random_strap(rng), rng)
    world = np.einsum("nij,jn->in", matrices(path.attitude), path.specific_force_g()) * 9.80665
    world[2] -= 9.80665
    first, last = 4, motion.n - 4
    start = path.position_m[:, first]
    speed = (path.position_m[:, first + 1] - path.position_m[:, first - 1]) * FINE_HZ / 2
    # Two steps of a second-order recursion undo a second derivative without its own drift.
    moved = np.cumsum(world[:, first:last], axis=1) / FINE_HZ
    moved -= 0.5 * (world[:, first:last] + world[:, [first]]) / FINE_HZ
    speed_m_s = speed[:, None] + moved
    middle = 0.5 * (speed_m_s[:, 1:] + speed_m_s[:, :-1])
    position = start[:, None] + np.cumsum(middle, axis=1) / FINE_HZ
    seconds = np.arange(position.shape[1]) / FINE_HZ
    off = np.abs(position - path.position_m[:, first + 1 : last])
    assert np.all(off < 0.02 + 0.01 * seconds), f"{off.max():.3f} m"


def test_one_g_upward_at_rest(rng: np.random.Generator) -> None:
    still = Motion(
        2000, {name: np.zeros(2000) for name in synth.hard_motion(rng).channels}, (), (), ()
    )
    w, x, y, z = rng.standard_normal(4)
    size = np.sqrt(w * w + x * x + y * y + z * z)
    strap = Strap(place_m=(0.1, 0.0, 0.1), mount=(w / size, x / size, y / size, z / size))
    recording = synth.observe(still, strap, rng)
    gyr = recording.gyr_dps
    assert gyr is not None
    assert not gyr.any()
    norm = np.linalg.norm(recording.acc_g, axis=1)
    assert norm == pytest.approx(1.0, abs=2 * recording.acc_g_per_lsb)


def test_the_pelvis_tilts_by_the_hinge_angle(rng: np.random.Generator) -> None:
    motion = synth.hard_motion(rng)
    up = matrices(pelvis_attitude(motion))[:, 2, :]
    hinge = np.degrees(np.arctan2(-up[:, 0], up[:, 2]))
    assert hinge_deg(motion) == pytest.approx(hinge, abs=1e-9)


def test_two_mountings_feel_the_same_motion(rng: np.random.Generator) -> None:
    motion = synth.hard_motion(rng)
    w, x, y, z = rng.standard_normal(4)
    size = np.sqrt(w * w + x * x + y * y + z * z)
    turned = Strap(place_m=EXACT.place_m, mount=(w / size, x / size, y / size, z / size))
    here, there = (strap_path(motion, strap, rng) for strap in (EXACT, turned))
    for a, b in (
        (here.rate_dps(), there.rate_dps()),
        (here.specific_force_g(), there.specific_force_g()),
    ):
        assert np.linalg.norm(a, axis=0) == pytest.approx(np.linalg.norm(b, axis=0), abs=1e-6)


def test_a_slip_turns_the_strap_and_stays(rng: np.random.Generator) -> None:
    motion = synth.hard_motion(rng)
    slip = Slip(motion.duration_s / 2, 0.5, (0.0, 0.6, 0.8), 25.0)
    strap = Strap(place_m=EXACT.place_m, mount=EXACT.mount, slips=(slip,))
    attitude = matrices(strap_path(motion, strap, rng).attitude)
    pelvis = matrices(pelvis_attitude(motion))
    on_pelvis = pelvis.transpose(0, 2, 1) @ attitude
    angle = np.degrees(np.arccos(np.clip((np.trace(on_pelvis, axis1=1, axis2=2) - 1) / 2, -1, 1)))
    at = int((slip.t_s - 0.5) * FINE_HZ), int((slip.t_s + 1.2) * FINE_HZ)
    assert angle[: at[0]].max() < 0.1
    assert angle[at[1] :] == pytest.approx(25.0, abs=0.1)


def test_soft_tissue_gives_no_more_than_it_can(rng: np.random.Generator) -> None:
    """However soft, however hard the swing: the strap leaves its place by no more than `give_m`."""
    motion = story(rng, [swing(rng, 4)])
    soft = replace(EXACT, wobble_hz=2.5, wobble_damping=0.06, wobble_gain=1.4)
    free, held, rigid = (
        strap_path(motion, strap, rng).position_m
        for strap in (soft, replace(soft, give_m=0.02), EXACT)
    )
    assert np.abs(free - rigid).max() > 0.04
    assert 0.01 < np.linalg.norm(held - rigid, axis=0).max() < 0.02 * np.sqrt(3) + 1e-9
