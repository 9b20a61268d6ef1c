"""Box jumps: dip, take-off, a ballistic flight, landing on the box, standing up, stepping down."""

import numpy as np

from synth_body import Jolt, Piece, RepMark
from synth_lifts import varied
from synth_linkage import Body, Unevenness
from synth_shapes import FINE_HZ, MINIMUM_JERK, Floats, any_curve, samples, skewed, smooth, trace
from synth_strap import GRAVITY_M_S2

State = tuple[float, float, float]
"""Height in m, speed in m/s, acceleration in m/s²."""


def spline(n: int, begin: State, end: State) -> Floats:
    """Return the quintic (n,) from one state to the other, the last sample in the latter."""
    duration_s = n / FINE_HZ
    powers = np.arange(6)
    rows = []
    for t in (0.0, duration_s):
        rows.append(t**powers)
        rows.append(np.concatenate(([0.0], powers[1:] * t ** powers[:-1])))
        second = powers[2:] * (powers[2:] - 1) * t ** powers[:-2]
        rows.append(np.concatenate(([0.0, 0.0], second)))
    factors = np.linalg.solve(np.array(rows), np.array((*begin, *end)))
    t_s = np.arange(1, n + 1) / FINE_HZ
    return np.asarray(np.polynomial.polynomial.polyval(t_s, factors), dtype=np.float64)


ANKLES_M = 0.07
"""How softly the ankles take over the last of the way: straight knees could not go on at speed."""


class _Crouch:
    """How a body crouches: what pelvis belongs to hips so low over the feet."""

    def __init__(self, rng: np.random.Generator) -> None:
        knee = np.linspace(0.0, 130.0, 261)
        trunk = float(rng.uniform(0.35, 0.55)) * knee
        body = Body.drawn(rng, splay_deg=float(rng.uniform(5, 20)))
        hips = body.hips(knee, trunk)
        self._low = np.linspace(-0.2, 0.7, 901)
        step_m = 0.001

        def eased(way: Floats) -> Floats:
            soft = smooth(np.interp(self._low, -hips["up_m"], way), ANKLES_M / step_m / FINE_HZ)
            return soft - np.interp(0.0, self._low, soft)

        self._tilt = eased(float(rng.uniform(0.6, 0.9)) * trunk)
        # He leans into the leap: only part of what standing balance would ask for.
        self._forward = eased(float(rng.uniform(0.3, 0.6)) * hips["forward_m"])

    def channels(self, low_m: Floats) -> dict[str, Floats]:
        """Return tilt and thrust (n,) of hips that are `low_m` (n,) under upright."""
        return {
            "pitch_deg": np.interp(low_m, self._low, self._tilt),
            "forward_m": np.interp(low_m, self._low, self._forward),
        }


def _one_jump(
    rng: np.random.Generator, box_m: float, flight_s: float, dip_m: float, crouch: _Crouch
) -> tuple[dict[str, Floats], RepMark, Jolt]:
    """Return one jump up from upright to upright on the box; floor and hips apart."""
    toes_m = float(rng.uniform(0.06, 0.10))
    land_m = -float(rng.uniform(0.10, 0.32))
    n_flight = samples(flight_s)
    flight_s = n_flight / FINE_HZ
    # What the flight takes decides how fast he leaves the ground.
    off_m_s = (box_m + land_m - toes_m) / flight_s + 0.5 * GRAVITY_M_S2 * flight_s
    down_m_s = off_m_s - GRAVITY_M_S2 * flight_s
    n_dip, n_held = samples(float(rng.uniform(0.35, 0.7))), 0
    # Out of the dip without a stop, as a spring is; or from a held crouch.
    spring_m_s2 = float(rng.uniform(2.0, 5.0)) * dip_m / (n_dip / FINE_HZ) ** 2
    if rng.random() < 0.25:
        n_held, spring_m_s2 = samples(float(rng.uniform(0.3, 1.5))), 0.0
    n_push = samples((dip_m + toes_m) / (float(rng.uniform(0.42, 0.5)) * off_m_s))
    n_absorb, n_stay = (
        samples(float(rng.uniform(0.16, 0.3))),
        samples(float(rng.uniform(0.05, 0.9))),
    )
    low_m = land_m + 0.4 * down_m_s * n_absorb / FINE_HZ
    t_s = np.arange(1, n_flight + 1) / FINE_HZ
    height = np.concatenate(
        (
            spline(n_dip, (0.0, 0.0, 0.0), (-dip_m, 0.0, spring_m_s2)),
            np.full(n_held, -dip_m),
            spline(n_push, (-dip_m, 0.0, spring_m_s2), (toes_m, off_m_s, -GRAVITY_M_S2)),
            toes_m + off_m_s * t_s - 0.5 * GRAVITY_M_S2 * t_s**2,
            spline(n_absorb, (box_m + land_m, down_m_s, -GRAVITY_M_S2), (box_m + low_m, 0.0, 0.0)),
            np.full(n_stay, box_m + low_m),
            trace([(float(rng.uniform(0.5, 1.2)), box_m, any_curve(rng))], start=box_m + low_m),
        )
    )
    off = n_dip + n_held + n_push
    on = off + n_flight
    floor = np.zeros(height.size)
    floor[off:on] = np.interp(np.arange(n_flight) / n_flight, np.linspace(0, 1, 257), MINIMUM_JERK)
    floor[on:] = 1.0
    channels = crouch.channels(box_m * floor - height)
    # In the air the pelvis goes on to where it lands, tucked as the knees come up.
    way = np.linspace(0.0, 1.0, n_flight)
    for channel in channels.values():
        leaving, landing = ((channel[i] - channel[i - 1]) * FINE_HZ for i in (off - 1, on + 1))
        channel[off:on] = spline(
            n_flight, (channel[off - 1], leaving, 0.0), (channel[on], landing, 0.0)
        )
    channels["pitch_deg"][off:on] -= float(rng.uniform(4, 22)) * np.sin(np.pi * way) ** 2
    far = float(rng.uniform(0.35, 0.7))
    # He gains his way forward in the push, keeps it in the air, loses it in landing.
    travelling = np.arange(n_push + n_flight + n_absorb)
    ahead_m_s = np.clip(travelling / n_push, 0.0, 1.0)
    ahead_m_s *= np.clip((travelling.size - travelling) / n_absorb, 0.0, 1.0)
    gone = np.cumsum(ahead_m_s) / float(ahead_m_s.sum())
    channels["forward_m"][off - n_push : on + n_absorb] += far * gone
    channels["forward_m"][on + n_absorb :] += far
    channels["floor_m"] = box_m * floor
    channels["up_m"] = height - box_m * floor
    mark = RepMark(
        "box_jump",
        (0, n_dip),
        (n_dip, on),
        finish=(on + n_absorb, height.size),
        flight=(off, on),
    )
    return channels, mark, (on, -down_m_s * float(rng.uniform(2.0, 9.0)), 0.0)


def _step_down(
    rng: np.random.Generator, box_m: float, far_m: float
) -> tuple[dict[str, Floats], tuple[Jolt, ...]]:
    """Return stepping back down: one foot, then the other, a look downward."""
    low_s, other_s = float(rng.uniform(0.5, 0.9)), float(rng.uniform(0.4, 0.8))
    wait_s = float(rng.uniform(0.4, 1.6))
    part = float(rng.uniform(0.75, 0.95))
    quick = skewed(1.6, 1.0)
    floor = trace(
        [
            (wait_s, box_m, None),
            (low_s, box_m * (1 - part), quick),
            (other_s, 0.0, MINIMUM_JERK),
            (float(rng.uniform(0.5, 3.0)), 0.0, None),
        ],
        start=box_m,
    )
    gone = 1.0 - floor / box_m
    channels = {
        "floor_m": floor,
        "up_m": -0.06 * np.sin(np.pi * gone),
        "forward_m": far_m * (1.0 - gone),
        "pitch_deg": float(rng.uniform(4, 20)) * np.sin(np.pi * gone) ** 2,
        "roll_deg": float(rng.choice([-1, 1]) * rng.uniform(1, 6)) * np.sin(np.pi * gone),
        "yaw_deg": float(rng.choice([-1, 1]) * rng.uniform(1, 9)) * np.sin(np.pi * gone),
    }
    at = samples(wait_s + low_s)
    return channels, ((at, float(rng.uniform(3, 14)), 0.0),)


def box_jump(rng: np.random.Generator, reps: int, traits: frozenset[str] = frozenset()) -> Piece:
    """Do a set of box jumps, a step down after each; of the traits fatigue, fast and slow count."""
    box_m = float(rng.uniform(0.3, 0.6))
    flight_s = float(rng.uniform(0.36, 0.54))
    dip_m = float(rng.uniform(0.22, 0.38))
    crouch, uneven = _Crouch(rng), Unevenness.drawn(rng)
    tired = float(rng.uniform(0.1, 0.2)) if "fatigue" in traits else 0.0
    parts: list[dict[str, Floats]] = []
    marks: list[RepMark] = []
    jolts: list[Jolt] = []
    at = 0
    for i in range(reps):
        worn = 1.0 - tired * i / max(reps - 1, 1)
        up, mark, jolt = _one_jump(
            rng,
            box_m,
            float(np.clip(flight_s * worn * varied(rng, 0.05), 0.30, 0.60)),
            dip_m * varied(rng, 0.08),
            crouch,
        )
        down, steps = _step_down(rng, box_m, float(up["forward_m"][-1]))
        n = up["up_m"].size
        marks.append(mark.shifted(at))
        jolts += [(at + jolt[0], *jolt[1:])] + [(at + n + step[0], *step[1:]) for step in steps]
        sides = uneven.channels(np.clip(-up["up_m"] / dip_m, 0.0, 1.5))
        parts += [up | sides, down]
        at += n + down["up_m"].size
    names = sorted({name for part in parts for name in part})
    channels = {
        name: np.concatenate([part.get(name, np.zeros(part["up_m"].size)) for part in parts])
        for name in names
    }
    return Piece(at, channels, tuple(jolts), (tuple(marks),), "box_jump")
