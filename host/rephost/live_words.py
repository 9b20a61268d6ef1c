"""What a lifter is shown while training, in words and short texts."""

from math import floor
from typing import Final

from rephost.live_view import LiveView, PlanView, RepView
from rephost.words import (
    FASTEST_COUNTED_S,
    asked_reps,
    clock,
    done,
    exercise_name,
    several,
)

PHASES: Final = {"eccentric": "down", "bottom": "hold", "concentric": "up", "top": "top"}

_LOW_BATTERY_PCT: Final = 15


def phase_seconds(rep: RepView) -> tuple[float | None, float, float, float | None]:
    """Return a rep's phases in the order of the tempo."""
    return rep.eccentric_s, rep.bottom_pause_s, rep.concentric_s, rep.top_pause_s


def whole(seconds: float) -> int:
    """Return a phase as a tempo counts it: whole seconds, halves up."""
    return floor(seconds + 0.5)


def shown_phase(seconds: float | None, place: int) -> str:
    """Return one phase of a tempo, the X of a fast concentric too; a space where none is known."""
    if seconds is None:
        return " "
    is_fast = place == 2 and seconds < FASTEST_COUNTED_S
    return "X" if is_fast else str(min(whole(seconds), 99))


def shown_number(view: LiveView) -> tuple[str, str]:
    """Return the huge number and its unit: reps, or the time held of a set that has none."""
    if view.hold_s is None:
        return str(view.reps), "reps"
    whole_s = round(view.hold_s)
    if whole_s < 100:
        return str(whole_s), "s held"
    return clock(whole_s, tenths=False), "min held"


def heading(view: LiveView) -> list[str]:
    """Return what is done and how much of it is meant, what matters most first."""
    plan = view.plan
    exercise = exercise_name(view.exercise) if view.exercise else "any exercise"
    if view.state == "waiting" and view.exercise is None and plan and not plan.is_over:
        exercise = exercise_name(plan.exercise)
    if not is_planned(view, plan):
        parts = [exercise, f"set {max(1, view.set_number)}"]
    else:
        assert plan is not None
        number = plan.done + (view.state in ("going", "waiting"))
        parts = [exercise, f"set {max(1, min(number, plan.sets))} of {plan.sets}"]
        parts.append(asked_reps(plan.reps))
    if view.weight_kg is not None:
        parts.append(kilograms(view.weight_kg))
    elif view.state == "waiting" and plan and plan.weight_kg is not None and not plan.is_over:
        parts.append(kilograms(plan.weight_kg))
    return parts


def kilograms(kg: float) -> str:
    """Return a weight."""
    return f"{kg:g} kg"


def is_planned(view: LiveView, plan: PlanView | None) -> bool:
    """Return whether what is done is what the plan asks for."""
    if plan is None or plan.is_over:
        return False
    if view.exercise is None:
        return view.state == "waiting"
    return plan.exercise == view.exercise


def remark(view: LiveView) -> list[str]:
    """Return the one line that matters most beside the numbers, in parts."""
    plan = view.plan
    if view.strap.link == "looking":
        return ["looking for the strap"]
    if view.not_counted and view.state != "over":
        return [f"not counted: {view.not_counted}"]
    if view.state == "going":
        if view.is_discarded:
            return ["this set is discarded"]
        limit = plan.slowdown_pct if plan else None
        if limit is not None and view.slowdown_pct is not None and view.slowdown_pct >= limit:
            return [f"{view.slowdown_pct:.0f} % slower: enough"]
        if plan and plan.is_set_done:
            return ["that is the set" if view.reps >= plan.reps[1] else "enough, more if you like"]
        return []
    if view.state == "waiting" and plan is None:
        return ["ready: stand upright, then lift"]
    return asked_next(view)


def asked_next(view: LiveView) -> list[str]:
    """Return what comes next, as the plan has it."""
    plan = view.plan
    if plan is None:
        return []
    if plan.is_over:
        return [f"{plan.name}: all done"]
    by_hand = " (t when done)" if plan.is_ticked_by_hand else ""
    parts = [
        f"next {exercise_name(plan.exercise)}",
        f"{asked_reps(plan.reps)}{by_hand}",
        f"set {plan.done + 1} of {plan.sets}",
    ]
    if plan.weight_kg is not None:
        parts.append(kilograms(plan.weight_kg))
    return [*parts, f"then {plan.next_text}"] if plan.next_text else parts


def last_set(view: LiveView) -> list[str]:
    """Return what the last set was; empty before the first."""
    kept = [one for one in view.sets if not one.is_discarded]
    if not kept:
        return []
    one = kept[-1]
    parts = [exercise_name(one.exercise), done(one.reps, one.hold_s)]
    if one.tempo:
        parts.append(one.tempo)
    elif one.cadence_per_min:
        parts.append(f"{one.cadence_per_min:.0f} a minute")
    if one.hold_s is None:
        parts.append(f"{one.time_under_tension_s:.0f} s under tension")
    return [*parts, one.cue] if one.cue else parts


def troubles(view: LiveView) -> list[str]:
    """Return what is wrong, the worst first; empty as a rule."""
    strap, recording = view.strap, view.recording
    said = []
    if recording.failed_since_s is not None:
        since = clock(recording.failed_since_s, tenths=False)
        why = f": {recording.trouble}" if recording.trouble else ""
        said.append(f"NOTHING IS RECORDED since {since}{why}")
    elif recording.trouble:
        said.append(recording.trouble)
    if strap.link == "lost":
        said.append(strap.trouble or "the strap is out of reach: it records by itself")
    elif strap.trouble:
        said.append(strap.trouble)
    if strap.is_slipping:
        said.append("the strap slipped: tighten it")
    if strap.is_clipping:
        said.append("the sensor is at its limit")
    if strap.battery_pct is not None and strap.battery_pct <= _LOW_BATTERY_PCT:
        said.append(f"the strap's battery is at {strap.battery_pct} %")
    return said


def state_line(view: LiveView) -> list[str]:
    """Return how strap and recording are, what matters most first."""
    strap = view.strap
    parts = [f"{strap.name} {strap.link}"]
    if strap.battery_pct is not None:
        parts.append(f"{strap.battery_pct} %")
    if view.recording.failed_since_s is None:
        parts.append(f"recorded {clock(view.recording.seconds, tenths=False)}")
    if strap.missing_samples:
        parts.append(f"{several(strap.missing_samples, 'sample')} on their way")
    return [*parts, view.lifter]
