"""The list of sessions as a table."""

from collections.abc import Sequence

from rephost.local_time import local_time
from rephost.screen import Screen
from rephost.store_reading import SessionLine
from rephost.text_table import Column, number, print_table, say
from rephost.words import clock, exercise_name, one_of_many, several

_LONGEST = 32


def show_sessions(lines: Sequence[SessionLine]) -> None:
    """Print the sessions, one a line."""
    console = Screen()
    if not lines:
        say(console, "no sessions yet: repbelt train makes one, repbelt import FILE brings one in")
        return
    print_table(
        console,
        [
            Column("began", [_began(one) for one in lines], is_text=True),
            Column("session", [one.id for one in lines], is_text=True),
            Column("length", [clock(one.duration_s, tenths=False) for one in lines], spared=3),
            Column("done", [_done(one) for one in lines], is_text=True),
            *_rpe(lines),
            *_texts("title", [one.title for one in lines], 1),
            *_texts("plan", [one.plan for one in lines], 2),
            *_texts("strap", [one.strap for one in lines], 5),
        ],
    )


def _began(one: SessionLine) -> str:
    return f"{local_time(one.began_unix_s, one.utc_offset_s):%a %Y-%m-%d %H:%M}"


def _done(one: SessionLine) -> str:
    parts = (
        f"{exercise_name(one_of_many(exercise, _LONGEST))} {sets}x, {several(reps, 'rep')}"
        for exercise, sets, reps in one.exercises
    )
    return "; ".join(parts) or "no sets"


def _rpe(lines: Sequence[SessionLine]) -> list[Column]:
    if all(one.rpe is None for one in lines):
        return []
    return [Column("RPE", [number(one.rpe, "{:g}") for one in lines], spared=4)]


def _texts(name: str, texts: Sequence[str], spared: int) -> list[Column]:
    if not any(texts):
        return []
    cells = [one_of_many(text, _LONGEST) for text in texts]
    return [Column(name, cells, is_text=True, spared=spared)]
