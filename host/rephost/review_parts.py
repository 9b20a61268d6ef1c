"""What review pages of several kinds have."""

from dataclasses import dataclass
from typing import Any

from rephost.exercises import NAMED
from rephost.review_changes import last_change
from rephost.review_version import version_of
from rephost.review_words import recording_line, when
from rephost.reviewed import RecordingState, Reviewed


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure: its name, its value, and what the plan asked for."""

    name: str
    value: str
    more: str = ""
    fits: str = ""


def common(session: Reviewed) -> dict[str, Any]:
    """Return what every page of a session has."""
    return {
        "session": session,
        "title": session.title or when(session.began_unix_s, session.utc_offset_s),
        "began": when(session.began_unix_s, session.utc_offset_s),
        "trouble": recording_line(session),
        "has_trace": session.state is not RecordingState.GONE,
        "version": version_of(session),
        "last_change": last_change(session),
        "names": [*dict.fromkeys((*NAMED, *(one.exercise for one in session.sets)))],
    }
