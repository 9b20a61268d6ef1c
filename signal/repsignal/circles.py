"""Circling the hips: it goes round behind upright, and is no hinge."""

from repsignal.movement import Movement

BEHIND_DEG, BEHIND_PART = -4.5, -0.2
"""What begins and ends further back than the first, and than this part of how far forward it goes,
may be a circle of the hips."""

CIRCLE_DEG, CIRCLE_SWING = (25.0, 30.0), (2.0, 3.5)
"""It is one if it goes no further forward and is no plainer a swing by its log odds than these; the
second of each hold of what has less vertical acceleration for each 100 °/s than `GENTLE_G`."""

GENTLE_G = 0.45

ROUND_S, SOON_S = 0.3, 0.5
"""Circles stop nowhere for longer than the first, and follow each other within the second."""


def is_circle(movement: Movement, *, is_swing: bool) -> bool:
    """Whether the hips circle: no hinge begins and ends leaning back, and goes no further.

    `is_swing` tells that swings are expected, which end leaning back.
    """
    is_gentle = movement.knees_g < GENTLE_G
    behind_deg = min(BEHIND_DEG, BEHIND_PART * movement.peak_deg)
    # Without a gyro nothing is known of travel, and a swing's thrust looks like leaning back.
    is_known = movement.net_m != 0.0
    return (
        is_known
        and max(movement.start_deg, movement.end_deg) < behind_deg
        and movement.peak_deg < CIRCLE_DEG[is_gentle]
        and movement.hold_s < ROUND_S
        and not is_swing
        and movement.kind.swing < CIRCLE_SWING[is_gentle]
    )


def is_half_a_circle(movement: Movement, circle: Movement) -> bool:
    """Whether circles of the hips begin or end with a movement, from or to upright."""
    apart_s = max(circle.start_s - movement.end_s, movement.start_s - circle.end_s)
    back_deg = min(movement.start_deg, movement.end_deg)
    return apart_s < SOON_S and back_deg < BEHIND_DEG and movement.peak_deg < CIRCLE_DEG[0]
