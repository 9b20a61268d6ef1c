"""What the per-sample kernel remembers and tells: one numpy record, and a ring of grid points.

Everything that the counter knows of the past is here, so a copy of both is a checkpoint.
"""

import numpy as np

GRID_HZ = 50.0
GRID_S = 1.0 / GRID_HZ
"""Rate and period of the grid on which everything behind orientation runs, whatever the strap's
rate."""

RING = 8192
"""Grid points remembered, a power of two: 164 s."""

RING_FIELDS = 6
UP_X, UP_Y, UP_Z, VERTICAL_G, HINGE_DEG, DOUBT = range(RING_FIELDS)
"""Columns of the ring: where up is in sensor axes (3), vertical acceleration without gravity in g,
hinge angle as known then, and one of the doubts below."""

MEASURED, RINGING, BRIDGED, CLIPPED, SHAKEN = range(5)
"""Doubt of a grid point or a movement: none; the strap rings; a gap is in it; a sample of it was
clipped; a gap lies shortly before (movements only)."""

HELD = 32
"""Samples that may be held behind a gap."""

TOP, LOWERING, RISING = range(3)
"""Phases of a movement."""

LOCKOUT, CLOSED, ABANDONED, WALKING, TIMER, LOST, AHEAD, LEANT, ROSE = (1 << i for i in range(9))
"""What the kernel tells: a movement came back; all of it can be measured; one never came back;
walking goes on; the timer ran out; a gap too long to bridge; a movement that is fast still is sure
to come back; a stroke of the lean is over; one of the height is."""

LEAN, HEIGHT = range(2)
"""The two signals whose strokes are followed: tilt against standing, degrees; height, m."""

UNHEEDED, ALIKE, ALL = range(3)
"""Which strokes are told: none; from the third alike on; all."""

STROKES = 32
"""Strokes remembered of each signal, a power of two."""

STROKE_FIELDS = 9
WAY, FROM_AT, TO_AT, FROM, TO, LEANT_MOST, FLIGHT, PUSH, STEPS = range(STROKE_FIELDS)
"""Columns of a stroke: 1 growing or -1; where it begins and ends (grid points); its signal there;
the most that was leant in it, degrees; how long it fell freely, grid points; the largest upward
acceleration, g; how many steps in a row were heard."""

STATE = np.dtype(
    [
        # set once
        ("acc_g_per_lsb", "f8"),
        ("gyr_rad_s_per_lsb", "f8"),
        ("has_gyro", "i8"),
        ("b0", "f8"),
        ("b1", "f8"),
        ("b2", "f8"),
        ("a1", "f8"),
        ("a2", "f8"),
        ("delay_s", "f8"),
        ("sample_s", "f8"),
        ("cutoff_hz", "f8"),
        ("correction_s", "f8"),
        ("correction_hz", "f8"),
        ("sample_hz", "f8"),
        # clock line
        ("line_index", "i8"),
        ("line_t_s", "f8"),
        ("line_period_s", "f8"),
        # samples: the last that was believed, and for how long none was, of either sensor
        ("heard", "f8", 6),
        ("unheard_s", "f8", 2),
        # orientation
        ("n", "i8"),
        ("last_t_s", "f8"),
        ("up", "f8", 3),
        ("pull", "f8", 3),
        ("rate", "f8", 3),
        ("bias", "f8", 3),
        ("calm_rate", "f8", 3),
        ("calm_acc", "f8", 3),
        ("calm_s", "f8"),
        ("has_rested", "i8"),
        ("settled_s", "f8"),
        ("doubt", "i8"),
        ("turning", "f8", 3),
        # a gap: the samples behind it, held until their rates show how the motion went on
        ("held", "f8", (HELD, 7)),
        ("held_n", "i8"),
        ("held_next", "i8"),
        ("held_is_ready", "i8"),
        ("bridged_at", "i8"),
        ("bridge_n", "i8"),
        ("bridge_next", "i8"),
        ("bridge_s", "f8"),
        ("bridge_from", "f8", 4),
        ("bridge_to", "f8", 4),
        ("bridge_out", "f8", 3),
        ("bridge_in", "f8", 3),
        # low-pass of up and vertical acceleration
        ("x", "f8", 4),
        ("z1", "f8", 4),
        ("z2", "f8", 4),
        ("y", "f8", 4),
        ("y_before", "f8", 4),
        ("t_y", "f8"),
        ("t_y_before", "f8"),
        # a strap that rings: the way that it turns, since when, and its frequency, 0 for none
        ("ring_way", "f8", 3),
        ("ring_turned_s", "f8"),
        ("ring_n", "i8"),
        ("ring_sum_s", "f8"),
        ("ring_heard_s", "f8"),
        ("ring_hz", "f8"),
        # grid
        ("grid", "i8"),
        ("grid_first", "i8"),
        ("grid_resumed", "i8"),
        ("reference", "f8", 3),
        ("forward", "f8", 3),
        ("has_forward", "i8"),
        ("sure_forward", "i8"),
        ("up_before", "f8", 3),
        ("up_slow", "f8", 3),
        ("turning_dps", "f8"),
        ("straying", "f8"),
        ("tilt_deg", "f8"),
        ("upright_at", "i8"),
        ("quiet_n", "i8"),
        ("far_n", "i8"),
        ("hinge_deg", "f8"),
        ("hinge_dps", "f8"),
        ("cycle_s", "f8"),
        # steps
        ("bounce_mean", "f8"),
        ("bounce", "f8"),
        ("bounce_low", "i8"),
        ("steps", "i8"),
        ("step_first", "i8"),
        ("step_last", "i8"),
        ("walk_told", "i8"),
        ("walk_last", "i8"),
        ("walked", "i8"),
        # movements
        ("phase", "i8"),
        ("valley_deg", "f8"),
        ("valley_at", "i8"),
        ("start_deg", "f8"),
        ("start_at", "i8"),
        ("peak_deg", "f8"),
        ("peak_at", "i8"),
        ("low_deg", "f8"),
        ("low_at", "i8"),
        ("drive_dps", "f8"),
        ("slow_n", "i8"),
        ("is_told_ahead", "i8"),
        ("closing_at", "i8"),
        # strokes of lean and height
        ("standing", "f8", 3),
        ("lean_deg", "f8"),
        ("lean_dps", "f8"),
        ("rise_mean_g", "f8"),
        ("rise_base_g", "f8"),
        ("calm_n", "i8"),
        ("rise_m_s", "f8"),
        ("rise_m", "f8"),
        ("rising_n", "i8"),
        ("falling_n", "i8"),
        ("way", "i8", 2),
        ("from_at", "i8", 2),
        ("to_at", "i8", 2),
        ("from_", "f8", 2),
        ("to_", "f8", 2),
        ("fastest", "f8", 2),
        ("idle_n", "i8", 2),
        ("is_over", "i8", 2),
        ("leant_most", "f8", 2),
        ("flight_n", "i8", 2),
        ("push_g", "f8", 2),
        ("steps_most", "i8", 2),
        ("catch_at", "i8"),
        ("jumped_at", "i8"),
        ("throw_m", "f8"),
        ("strokes", "f8", (2, STROKES, STROKE_FIELDS)),
        ("strokes_n", "i8", 2),
        ("alike_n", "i8", 4),
        ("alike_last", "f8", 4),
        ("alike_at", "i8", 4),
        ("heeded", "i8", 2),
        # what is told
        ("told", "i8"),
        ("m_start", "i8"),
        ("m_peak", "i8"),
        ("m_end", "i8"),
        ("m_turned", "i8"),
        ("timer", "i8"),
    ],
    align=True,
)
