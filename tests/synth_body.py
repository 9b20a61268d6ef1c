"""The pelvis in the world: its channels, pieces of movement, and how they make a story."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from synth_shapes import FINE_HZ, Floats, smooth, wander

CHANNELS = (
    "pitch_deg",  # forward tilt about the left-right axis
    "roll_deg",  # lean to the right
    "yaw_deg",  # the pelvis turned to the left against the heading
    "heading_deg",  # where the lifter faces, counter-clockwise from above
    "twist_deg",  # turn about the body's long axis, when lying
    "speed_m_s",  # walking, along the heading
    "forward_m",  # the hips against the upright stance
    "left_m",
    "up_m",
    "floor_m",  # height of the floor one stands on
)

GO_ON = ("heading_deg", "floor_m")
"""Channels that a piece leaves where they are; all others end at rest."""

Jolt = tuple[int, float, float]
"""(fine sample, peak upward, peak forward acceleration in m/s²): a heel, a landing."""

Stretch = tuple[int, int]
"""From one fine sample to another."""


def _later(stretch: Stretch | None, by: int) -> Stretch | None:
    return None if stretch is None else (stretch[0] + by, stretch[1] + by)


@dataclass(frozen=True, slots=True)
class RepMark:
    """Roughly where a rep's phases lie (fine samples): where truth looks, never truth itself."""

    exercise: str
    eccentric: Stretch | None
    concentric: Stretch
    finish: Stretch | None = None
    """The last movement up, where the way to lock-out is broken: after a catch or a landing."""
    flight: Stretch | None = None

    def shifted(self, by: int) -> "RepMark":
        """Return the same mark `by` samples later."""
        return RepMark(
            self.exercise,
            _later(self.eccentric, by),
            (self.concentric[0] + by, self.concentric[1] + by),
            _later(self.finish, by),
            _later(self.flight, by),
        )


@dataclass(frozen=True, slots=True)
class HoldMark:
    """Roughly where a lifter goes into a position that the pelvis then holds, and out of it."""

    exercise: str
    into: Stretch
    out: Stretch

    def shifted(self, by: int) -> "HoldMark":
        """Return the same mark `by` samples later."""
        into, out = ((first + by, last + by) for first, last in (self.into, self.out))
        return HoldMark(self.exercise, into, out)


@dataclass(frozen=True)
class Piece:
    """A stretch of movement from standing to standing, on the fine grid.

    Every channel not named is at rest. `sets` holds the marks of each set's reps, `holds` those
    of sets in which the pelvis keeps still.
    """

    n: int
    channels: dict[str, Floats] = field(default_factory=dict)
    jolts: tuple[Jolt, ...] = ()
    sets: tuple[tuple[RepMark, ...], ...] = ()
    name: str = ""
    holds: tuple[HoldMark, ...] = ()

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.n / FINE_HZ

    def named(self, name: str) -> "Piece":
        """Return the same piece under another name."""
        return replace(self, name=name)


@dataclass(frozen=True)
class Motion:
    """A whole story of the pelvis, smooth, with every channel; `spans` are (what, from s, to s)."""

    n: int
    channels: dict[str, Floats]
    jolts: tuple[Jolt, ...]
    sets: tuple[tuple[RepMark, ...], ...]
    spans: tuple[tuple[str, float, float], ...]
    holds: tuple[HoldMark, ...] = ()

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.n / FINE_HZ

    @cached_property
    def hinge_deg(self) -> Floats:
        """Forward tilt of the pelvis about its left-right axis (n,); asked for rep by rep."""
        pitch, roll, twist = (
            np.radians(self.channels[name]) for name in ("pitch_deg", "roll_deg", "twist_deg")
        )
        # The world's up as the pelvis sees it: its forward and its upward part.
        forward = -np.cos(twist) * np.sin(pitch) + np.sin(twist) * np.sin(roll) * np.cos(pitch)
        upward = np.cos(roll) * np.cos(pitch)
        return np.asarray(np.degrees(np.arctan2(-forward, upward)))


def joined(pieces: Sequence[Piece]) -> Piece:
    """Return the pieces one after another; heading and floor go on from where each left them."""
    n = sum(piece.n for piece in pieces)
    names = {name for piece in pieces for name in piece.channels}
    channels = {name: np.zeros(n) for name in sorted(names)}
    jolts: list[Jolt] = []
    sets: list[tuple[RepMark, ...]] = []
    holds: list[HoldMark] = []
    at = 0
    left_at = dict.fromkeys(GO_ON, 0.0)
    for piece in pieces:
        for name, whole in channels.items():
            base = left_at.get(name, 0.0)
            whole[at : at + piece.n] = base + piece.channels.get(name, 0.0)
            if name in GO_ON:
                left_at[name] = float(whole[at + piece.n - 1])
        jolts += [(at + i, up, forward) for i, up, forward in piece.jolts]
        sets += [tuple(mark.shifted(at) for mark in marks) for marks in piece.sets]
        holds += [mark.shifted(at) for mark in piece.holds]
        at += piece.n
    return Piece(n, channels, tuple(jolts), tuple(sets), holds=tuple(holds))


def _swaying(rng: np.random.Generator, n: int) -> dict[str, Floats]:
    """Return the small sway that nobody is free of, channel by channel."""
    tilt = rng.uniform(0.3, 0.7) * wander(rng, n, 4.5)
    # Below 3 °/s throughout: a held position drifts, it does not move.
    fastest_dps = float(np.max(np.abs(np.gradient(tilt)))) * FINE_HZ
    sway = {"pitch_deg": tilt * min(1.0, 3.0 / fastest_dps)}
    for name, spread in (
        ("roll_deg", 0.4),
        ("yaw_deg", 0.7),
        ("forward_m", 0.004),
        ("left_m", 0.003),
    ):
        sway[name] = spread * wander(rng, n, 3.5)
    return sway


def story(rng: np.random.Generator, pieces: Sequence[Piece]) -> Motion:
    """Return one smooth motion made of the pieces, with sway over all of it."""
    whole = joined(pieces)
    n = whole.n
    channels = {
        name: smooth(whole.channels[name], 0.025) if name in whole.channels else np.zeros(n)
        for name in CHANNELS
    }
    for name, sway in _swaying(rng, n).items():
        channels[name] = channels[name] + sway
    ends = np.cumsum([piece.n for piece in pieces]) / FINE_HZ
    spans = tuple(
        (piece.name, float(end - piece.duration_s), float(end))
        for piece, end in zip(pieces, ends, strict=True)
    )
    return Motion(n, channels, whole.jolts, whole.sets, spans, whole.holds)
