"""What upright is, and the hinge angle against it; walking, which is upright for certain."""

import math
from typing import Any

from numba.extending import register_jitable

from repsignal.compiled import inlined
from repsignal.state import ABANDONED, GRID_HZ, RISING, TOP, WALKING
from repsignal.turning import turn_round

STILL_DPS = 3.2
"""Slower than this a lifter stands still, and the reference follows; phases are above 5 °/s."""

STILL_AFTER = int(0.4 * GRID_HZ)
"""Grid points of stillness before the reference follows."""

STANCE_DEG = 18.0
"""A still pose this near upright is stance. More lets slouching in, less loses the reference."""

SLIGHT_DEG, RETURNED = 13.5, int(1.5 * GRID_HZ)
"""Who leans no further than the first, less than in any rep, or came back some of the way and had
not left stance, and then is still for so many grid points, is where he had come from."""

STANCE_WEIGHT, SWAY_WEIGHT = 0.02, 0.15
"""How far the reference goes to a still stance at each grid point, and to one within `SWAY_DEG`:
time constants 1 s and 0.13 s. Of the first, less loses a set that soon begins, more takes leaning
for upright; the second follows the breath, and the belly braced for a set. Only a gyro tells."""

SWAY_DEG = 4.0

HELD_DEG, HELD_WEIGHT = 7.0, 0.008
"""The same for a stance further than the first from upright once that is known from a walk: it may
be held under a bar, or over a table. Time constant 2.5 s; less loses a strap that slipped."""

ELSEWHERE = int(8.0 * GRID_HZ)
"""Grid points for which a pose that is not upright must be held to be no part of a movement."""

ANEW = int(60.0 * GRID_HZ)
"""Grid points for which the same must be held to be standing: any hold of a lift is shorter."""

ADOPTED_DEG = 60.0
"""Further from the reference than this no pose is taken for upright."""

STEP_G = 0.04
"""The trunk's bounce on each step exceeds this both ways."""

STEP_LEAST, STEP_MOST = int(0.3 * GRID_HZ), int(0.84 * GRID_HZ)
"""Grid points between two steps: 70 to 200 steps a minute."""

WALK_STEPS = 4
WALK_AFTER = int(1.8 * GRID_HZ)
"""Steps and grid points that make a walk. Shorter takes hiking a weight for walking."""

BENT_STEPS, BENT_DEG = 10, 30.0
BENT_COSINE = math.cos(math.radians(BENT_DEG))
"""Steps that make one whose pose is this far from that of the walk before: a strap worn anew. Less
takes the bounce of a bar that is gripped, and pulled at, for walking."""

STEPS_DOWN = int(5.0 * GRID_HZ)
"""Grid points behind a jump for which steps are those down from the box."""

STRAYING = (2.0 * math.sin(math.radians(15.0) / 2.0)) ** 2
"""Square of how far up strays from its mean of 0.7 s in a walk at most; any hinge goes further."""

BENT_STRAYING = (2.0 * math.sin(math.radians(9.0) / 2.0)) ** 2
"""The same of one whose pose is another than before: a bag that is carried swings as it walks."""

LEANING_DEG = 6.0
"""A movement the other way begins where the tilt was last below this."""

SHAKEN_FOR = int(3.0 * GRID_HZ)
"""Grid points behind a gap for which a tilt the other way is rather an error than the lifter's."""

FORWARD_FIRST_DEG = 12.0
FORWARD_DEG = 20.0
FORWARD_SURE_DEG = 45.0
"""Tilt from which the direction of forward is learnt: the first time, then, and against what the
reps of a set have shown."""

LEARN_WEIGHT, LEARN_SURE_WEIGHT = 0.05, 0.01
"""How far forward goes to the way of a tilt at each grid point. More follows a strap that slipped
on its way, and then takes aside for forward."""

SURE_COSINE = math.cos(math.radians(30.0))
"""Once forward is sure, only tilts within this of it teach more; what is further aside slipped."""


@register_jitable
def draw(direction: Any, ux: float, uy: float, uz: float, weight: float) -> None:
    """Move a direction, of length 1, towards another."""
    rx = direction[0] + weight * (ux - direction[0])
    ry = direction[1] + weight * (uy - direction[1])
    rz = direction[2] + weight * (uz - direction[2])
    norm = 1.0 / math.sqrt(rx * rx + ry * ry + rz * rz + 1e-12)
    direction[0] = rx * norm
    direction[1] = ry * norm
    direction[2] = rz * norm


@register_jitable
def refer(s: Any, ux: float, uy: float, uz: float, weight: float) -> None:
    """Move the upright reference, and what standing is, towards a direction."""
    draw(s.reference, ux, uy, uz, weight)
    draw(s.standing, ux, uy, uz, weight)


@register_jitable
def take_pose(s: Any, ux: float, uy: float, uz: float) -> None:
    """Start from a pose: it is upright until something better is known."""
    refer(s, ux, uy, uz, 1.0)
    s.up_before[0] = ux
    s.up_before[1] = uy
    s.up_before[2] = uz
    s.up_slow[0] = ux
    s.up_slow[1] = uy
    s.up_slow[2] = uz


@inlined
def look_at_pose(s: Any, ux: float, uy: float, uz: float) -> None:
    """Find how fast up turns, the tilt against the reference, and the hinge angle and rate."""
    degrees = 180.0 / math.pi
    dx = ux - s.up_before[0]
    dy = uy - s.up_before[1]
    dz = uz - s.up_before[2]
    turn_dps = math.sqrt(dx * dx + dy * dy + dz * dz) * (GRID_HZ * degrees)
    s.turning_dps += 0.1 * (turn_dps - s.turning_dps)
    s.up_before[0] = ux
    s.up_before[1] = uy
    s.up_before[2] = uz
    s.up_slow[0] += 0.03 * (ux - s.up_slow[0])
    s.up_slow[1] += 0.03 * (uy - s.up_slow[1])
    s.up_slow[2] += 0.03 * (uz - s.up_slow[2])
    dx = ux - s.up_slow[0]
    dy = uy - s.up_slow[1]
    dz = uz - s.up_slow[2]
    s.straying = dx * dx + dy * dy + dz * dz
    rx = s.reference[0]
    ry = s.reference[1]
    rz = s.reference[2]
    along = ux * rx + uy * ry + uz * rz
    px = ux - along * rx
    py = uy - along * ry
    pz = uz - along * rz
    across = math.sqrt(px * px + py * py + pz * pz)
    s.tilt_deg = math.atan2(across, along) * degrees
    if s.tilt_deg < LEANING_DEG:
        s.upright_at = s.grid
    inverse = 1.0 / (across + 1e-9)
    px *= inverse
    py *= inverse
    pz *= inverse
    cosine = px * s.forward[0] + py * s.forward[1] + pz * s.forward[2]
    if s.tilt_deg > FORWARD_DEG or (s.tilt_deg > FORWARD_FIRST_DEG and s.has_forward == 0):
        weight = LEARN_SURE_WEIGHT if s.sure_forward == 1 else LEARN_WEIGHT
        # Once forward is sure, only the opposite is another way: sideways, the strap slipped.
        turns_round = s.grid - s.bridged_at > SHAKEN_FOR and (
            (cosine < -0.5 and s.tilt_deg > FORWARD_SURE_DEG)
            if s.sure_forward == 1
            else cosine < 0.5
        )
        if s.has_forward == 0 or turns_round:
            weight = 1.0
            s.sure_forward = 0
            if s.has_forward == 1:  # another way: another movement
                turn_round(s)
        elif cosine < (SURE_COSINE if s.sure_forward == 1 else 0.5) or s.phase == TOP:
            # A strap that slipped rests like this.
            weight = 0.0
        s.has_forward = 1
        fx = s.forward[0] + weight * (px - s.forward[0])
        fy = s.forward[1] + weight * (py - s.forward[1])
        fz = s.forward[2] + weight * (pz - s.forward[2])
        # Kept across the reference, which moves.
        f_along = fx * rx + fy * ry + fz * rz
        fx -= f_along * rx
        fy -= f_along * ry
        fz -= f_along * rz
        norm = 1.0 / math.sqrt(fx * fx + fy * fy + fz * fz + 1e-12)
        s.forward[0] = fx * norm
        s.forward[1] = fy * norm
        s.forward[2] = fz * norm
        cosine = px * s.forward[0] + py * s.forward[1] + pz * s.forward[2]
    if s.has_forward == 0:
        cosine = 1.0
    hinge_deg = s.tilt_deg * cosine
    s.hinge_dps += 0.3 * ((hinge_deg - s.hinge_deg) * GRID_HZ - s.hinge_dps)
    s.hinge_deg = hinge_deg


@inlined
def listen_for_steps(s: Any, vertical_g: float) -> None:
    """Know walking by the trunk's bounce; its mean pose is upright."""
    g = s.grid
    s.bounce_mean += 0.06 * (vertical_g - s.bounce_mean)
    s.bounce += 0.35 * (vertical_g - s.bounce_mean - s.bounce)
    if s.bounce < -STEP_G:
        s.bounce_low = 1
    elif s.bounce > STEP_G and s.bounce_low == 1:
        s.bounce_low = 0
        if STEP_LEAST <= g - s.step_last <= STEP_MOST:
            s.steps += 1
        else:
            s.steps = 1
            s.step_first = g
            s.walk_told = g
        s.step_last = g
        sx, sy, sz = s.standing[0], s.standing[1], s.standing[2]
        along = s.up_slow[0] * sx + s.up_slow[1] * sy + s.up_slow[2] * sz
        norm = math.sqrt(s.up_slow[0] ** 2 + s.up_slow[1] ** 2 + s.up_slow[2] ** 2)
        is_bent = s.walked == 1 and along < BENT_COSINE * norm
        walks = (
            s.steps >= (BENT_STEPS if is_bent else WALK_STEPS)
            and g - s.step_first >= WALK_AFTER
            and g - s.jumped_at > STEPS_DOWN
        )
        if walks:
            s.walk_last = g
        if walks and g - s.walk_told >= 50:
            s.walk_told = g
            if s.timer > 0 or s.closing_at > 0:  # there is something to end
                s.told |= WALKING
            s.walked = 1
            ux, uy, uz = s.up_slow[0], s.up_slow[1], s.up_slow[2]
            near = ux * s.reference[0] + uy * s.reference[1] + uz * s.reference[2] > 0.978
            refer(s, ux, uy, uz, 0.5 if near else 1.0)
            if s.phase != TOP:
                s.phase = TOP
                s.valley_deg = s.hinge_deg
                s.valley_at = g
    is_elsewhere = s.walked == 1 and s.lean_deg > BENT_DEG
    if s.straying > (BENT_STRAYING if is_elsewhere else STRAYING):
        s.steps = 0


@register_jitable
def _weight(s: Any, away_deg: float) -> float:
    """Return how far upright goes to a still stance at each grid point."""
    if away_deg < SWAY_DEG:
        return SWAY_WEIGHT if s.has_gyro == 1 else STANCE_WEIGHT
    return HELD_WEIGHT if s.walked == 1 and away_deg > HELD_DEG else STANCE_WEIGHT


@inlined
def follow_stance(s: Any, ux: float, uy: float, uz: float) -> None:
    """Let the reference follow a lifter who stands still; notice one who rests elsewhere."""
    g = s.grid
    if s.turning_dps < STILL_DPS:
        s.quiet_n += 1
    else:
        s.quiet_n = 0
        s.far_n = 0
    came_up = s.quiet_n > 30 and s.tilt_deg < 10.0 and s.peak_deg < 12.0
    most_deg = STANCE_DEG if s.phase == RISING else SLIGHT_DEG
    stays = s.quiet_n > RETURNED and s.peak_deg < most_deg
    if s.phase != TOP and (came_up or stays):
        s.phase = TOP  # came up from somewhere else
    if s.phase == TOP and s.quiet_n > STILL_AFTER:
        if s.tilt_deg < STANCE_DEG:
            draw(s.reference, ux, uy, uz, _weight(s, s.tilt_deg))
        if s.lean_deg < STANCE_DEG:
            draw(s.standing, ux, uy, uz, _weight(s, s.lean_deg))
        s.valley_deg = s.hinge_deg
        s.valley_at = g
    if s.quiet_n > 0 and s.tilt_deg >= STANCE_DEG:
        s.far_n += 1
        if s.far_n == ANEW and s.lean_deg < ADOPTED_DEG and s.walked == 0:
            draw(s.standing, ux, uy, uz, 1.0)
        if s.far_n == ELSEWHERE:
            if s.phase != TOP:
                s.told |= ABANDONED
            s.phase = TOP
            s.sure_forward = 0
            # Walking knows better than any pose.
            if s.tilt_deg < ADOPTED_DEG and s.walked == 0:
                draw(s.reference, ux, uy, uz, 1.0)
                s.has_forward = 0
                s.hinge_deg = 0.0
            s.valley_deg = s.hinge_deg
            s.valley_at = g
