"""A session as it stands, as labels of its recording: docs/labels.schema.json.

A mistake that a lifter corrected becomes a test that fails until the count is right.
"""

from collections.abc import Iterator
from typing import Any, Final

from rephost.accuracy_truth import LABELS_SCHEMA
from rephost.errors import RepbeltError
from rephost.exercises import COUNTED
from rephost.performed import PerformedSet
from rephost.reviewed import Reviewed
from repsignal.events import Rep

SOURCE: Final = "correction"

_Json = dict[str, Any]


def labels(session: Reviewed, *, is_partial: bool = False) -> _Json:
    """Return a session's labels.

    Parameters
    ----------
    is_partial
        There may be reps that nobody has looked for; sets whose reps have no times are left out.

    Raises
    ------
    RepbeltError
        The times of some reps are not known, and it is not partial.
    """
    return {
        "schema": LABELS_SCHEMA,
        "source": SOURCE,
        "complete": not is_partial,
        "sets": list(_sets(session, is_partial)),
    }


def _sets(session: Reviewed, is_partial: bool) -> Iterator[_Json]:
    for number, one in enumerate(session.sets, 1):
        if _is_timed(one):
            yield {"exercise": one.exercise, "reps": [_rep(rep) for rep in one.reps]}
        elif not is_partial:
            raise RepbeltError(
                f"{session.id}: the times of {len(one.reps)} of the {one.rep_count} reps of set "
                f"{number} are known: add or delete the reps themselves, or leave that set out "
                "with --partial"
            )


def _is_timed(one: PerformedSet) -> bool:
    """Tell whether all is known of a set that a count can be held to."""
    # Of what is not counted at all no rep is looked for: that none is found is right.
    return one.rep_count == len(one.reps) or not (one.reps or one.exercise in COUNTED)


def _rep(rep: Rep) -> _Json:
    return {
        "start_s": round(rep.start_s, 4) if rep.eccentric_known else None,
        "bottom_s": round(rep.bottom_s, 4),
        "bottom_end_s": round(rep.bottom_end_s, 4),
        "end_s": round(rep.end_s, 4),
        "range_of_motion_deg": round(rep.range_of_motion_deg, 2),
    }
