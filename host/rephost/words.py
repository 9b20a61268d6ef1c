"""Numbers and names as a person reads them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from statistics import median
from typing import Any, Final

from rephost.exercises import HINGES

PERHAPS: Final = 0.25
"""What was not counted and is at least so sure to have been a rep is told so. More tells of fewer,
less sends the lifter to look for nothing."""

FASTEST_COUNTED_S: Final = 0.5
"""A concentric faster than this is an X in a tempo on a screen."""

_CUES: Final = (
    ("squat_like", HINGES, "hips back, not down", "squat-like"),
    ("knees_first", ("deadlift",), "hips first, then knees", "lowered knees first"),
)
"""The flag, of what exercises, and what is said of it."""


def several(n: int, what: str) -> str:
    """Return a number of things: 1 row, 2 rows."""
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def done(rep_count: int, hold_s: float | None) -> str:
    """Return what a set came to: 8 reps, held 0:53, or both where the lifter told the reps."""
    reps = [several(rep_count, "rep")] if rep_count or hold_s is None else []
    held = [] if hold_s is None else [f"held {clock(round(hold_s), tenths=False)}"]
    return ", ".join((*reps, *held))


def printable(name: str) -> str:
    """Return a stranger's name as it may be shown: it does not command our terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)


def one_of_many(text: str, longest: int) -> str:
    """Return a stranger's text as it may stand in a table: one line, cut where it is long."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def exercise_name(exercise: str) -> str:
    """Return an exercise's name as lifters write it."""
    return "RDL" if exercise == "rdl" else exercise.replace("_", " ")


def few_to_most(reps: tuple[int, int]) -> str:
    """Return how many reps are meant: 8, or 10-12."""
    fewest, most = reps
    return str(most) if fewest == most else f"{fewest}-{most}"


def asked_reps(reps: tuple[int, int]) -> str:
    """Return how many reps are meant, in words: 1 rep, or 10-12 reps."""
    return f"{few_to_most(reps)} {'rep' if reps[1] == 1 else 'reps'}"


def form_cue(exercise: str, flags: Sequence[Collection[str]]) -> str:
    """Return what to mind in the next set, of the flags of each rep; empty as a rule.

    One rep in which the knees did it, or did it first, is a slip; half of them are a habit.
    """
    for flag, exercises, cue, what in _CUES:
        faults = sum(flag in of_rep for of_rep in flags)
        if exercise in exercises and faults and 2 * faults >= len(flags):
            return f"{cue}: {faults} of {several(len(flags), 'rep')} {what}"
    return ""


def why_not(rejected: Mapping[str, Any]) -> str:
    """Return why movement was not counted: sitting, or if unsure: sitting, perhaps a rep.

    Of what was analysed before its confidence was told it is taken to be sure.
    """
    perhaps = ", perhaps a rep" if rejected.get("confidence", 0.0) >= PERHAPS else ""
    return f"{rejected['reason'].replace('_', ' ')}{perhaps}"


def clock(t_s: float, *, tenths: bool = True) -> str:
    """Return a time in a recording as minutes and seconds, 1:07.3, or with hours, 1:02:07.3."""
    if t_s < 0:
        return f"-{clock(-t_s, tenths=tenths)}"
    tenths_s = round(t_s * 10)
    minutes, rest = divmod(tenths_s, 600)
    seconds = f"{rest / 10:04.1f}" if tenths else f"{rest // 10:02d}"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds}" if hours else f"{minutes}:{seconds}"


def shown_tempo(tempo: str | None, concentric_s: Iterable[float]) -> str:
    """Return a set's tempo as a screen shows it: X for a fast concentric, - for none."""
    if tempo is None:
        return "-"
    eccentric, bottom, concentric, top = tempo.split("-")
    if median(concentric_s) < FASTEST_COUNTED_S:
        concentric = "X"
    return "-".join((eccentric, bottom, concentric, top))


def planned_tempo(tempo: tuple[int, int, int, int]) -> str:
    """Return a target as a screen shows it: X for a concentric as fast as can be."""
    eccentric, bottom, concentric, top = tempo
    return f"{eccentric}-{bottom}-{concentric or 'X'}-{top}"
