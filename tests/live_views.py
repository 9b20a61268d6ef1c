"""What a lifter may be shown, made up."""

from dataclasses import replace
from typing import Any

from rephost.live_view import (
    LiveView,
    PlanView,
    RecordingView,
    RepView,
    RestView,
    SetView,
    StrapView,
)

NOW_UNIX_S = 1_800_000_000.0

REP = RepView(5, 3.1, 0.9, 1.2, None, 61.0)
SET = SetView(2, "rdl", 12, 12, 60.0, 130.0, "3-1-1-0", None, 61.5, 14.0, 60.0, 60.0, False)
PLAN = PlanView(
    name="Monday",
    exercise="rdl",
    done=1,
    sets=3,
    reps=(8, 12),
    tempo=(3, 1, 2, 0),
    rest_s=120.0,
    slowdown_pct=20.0,
    next_text="swing 3 x 15",
    is_set_done=False,
    is_over=False,
)
STRAP = StrapView("Strap-4E5F", "on", 84, 0, False, False, "")
RECORDING = RecordingView("monday.rep", 734.0, None, "")

WAITING = LiveView(
    lifter="Ann",
    now_s=12.0,
    exercise=None,
    is_chosen=False,
    set_number=0,
    state="waiting",
    reps=0,
    phase=None,
    phase_began_s=0.0,
    last_rep=None,
    time_under_tension_s=0.0,
    slowdown_pct=None,
    rest=None,
    plan=None,
    strap=STRAP,
    recording=RECORDING,
    sets=(),
    can_undo=False,
    weight_kg=None,
    not_counted="",
)
GOING = replace(
    WAITING,
    now_s=122.4,
    exercise="rdl",
    set_number=2,
    state="going",
    reps=5,
    phase="eccentric",
    phase_began_s=120.0,
    last_rep=REP,
    time_under_tension_s=38.4,
    slowdown_pct=8.0,
    plan=PLAN,
    weight_kg=60.0,
)
SWINGING = replace(GOING, exercise="swing", plan=None)
RESTING = replace(
    GOING,
    state="resting",
    reps=12,
    phase=None,
    rest=RestView(NOW_UNIX_S - 37.0, 120.0),
    sets=(SET,),
)


def view(of: LiveView = GOING, **changed: Any) -> LiveView:
    return replace(of, **changed)
