"""The picture of a training in a terminal: numbers that are read from across the room."""

from collections.abc import Sequence
from math import ceil
from typing import Final

from rich.text import Text

from rephost.big_figures import Figure, Page
from rephost.live_view import LiveView
from rephost.live_words import (
    PHASES,
    heading,
    is_planned,
    last_set,
    phase_seconds,
    remark,
    shown_number,
    shown_phase,
    state_line,
    troubles,
    whole,
)
from rephost.words import clock, planned_tempo

_GOOD: Final = "bold green"
_OTHERWISE: Final = "bold yellow"
_BAD: Final = "bold white on red"
_BIG: Final = "bold"
_ENOUGH_ROWS: Final = 8
"""Side by side with the reps a rest clock so high is read from afar still."""


def render(
    view: LiveView,
    width: int,
    height: int,
    now_unix_s: float,
    *,
    keys: Sequence[str] = (),
    choices: Sequence[str] = (),
    said: str = "",
    per_minute: float | None = None,
    ascii_only: bool = False,
) -> Text:
    """Draw what a lifter is shown, `height` lines of at most `width` columns.

    Parameters
    ----------
    now_unix_s
        For the rest clock.
    keys
        What the keyboard does, what matters most first; empty without one.
    choices
        What the next key chooses among: all of it is shown.
    said
        An answer to the last key, before anything else.
    per_minute
        How fast the last two reps followed each other.
    """
    page = Page(width, height, ascii_only)
    head = [page.parts(heading(view), "  ", _BIG)]
    head += [page.line(one, _BAD) for one in troubles(view)[: max(1, height // 6)]]
    foot = page.wrapped(choices, "   ", _BIG) or [page.parts(state_line(view), "  ", "dim")]
    if keys and not choices and height >= 16:
        foot.append(page.parts(keys, "   ", "dim"))
    left = height - len(head) - len(foot)
    if left >= 8:
        line = page.line(said, _OTHERWISE) if said else page.parts(remark(view), ", ", _BIG)
        foot.insert(0, line)
        left -= 1
    lines = (
        _resting(page, view, left, now_unix_s)
        if view.rest
        else _lifting(page, view, left, per_minute)
    )
    return Text("\n").join((head + lines + foot)[:height])


def _lifting(page: Page, view: LiveView, rows: int, per_minute: float | None) -> list[Text]:
    """Return the reps, the phase that is going, and what the last rep was like."""
    figures = _figures(view, per_minute)
    bar = _phase_bar(page, view, max(1, rows // 14)) if figures and rows >= 6 else []
    small = rows // 5
    below = page.figures(figures, small) if small >= page.smallest_rows else []
    if figures and not below and rows >= 7:
        below = [page.parts([f"{one.text} {one.below}" for one in figures], "   ")]
    text, unit = shown_number(view)
    below_it = "" if view.hold_s is None else unit
    number = Figure(text, [_number_style(view)] * len(text), below_it)
    return page.centred([number], rows - len(bar) - len(below)) + bar + below


def _resting(page: Page, view: LiveView, rows: int, now_unix_s: float) -> list[Text]:
    """Return the rest clock, with the reps beside it where there is room."""
    assert view.rest is not None
    gone_s = max(0.0, now_unix_s - view.rest.began_unix_s)
    left_s = None if view.rest.target_s is None else view.rest.target_s - gone_s
    if left_s is None:
        text, style, below = _clock(gone_s), _BIG, "rest"
    elif left_s > 0:
        text, below = _clock(ceil(left_s)), "rest left"
        style = _OTHERWISE if left_s <= 10 else _BIG
    else:
        text, style, below = f"+{_clock(-left_s)}", _GOOD, "rest is over"
    rest = Figure(text, [style] * len(text), below)
    shown, unit = shown_number(view)
    reps = Figure(shown, [_number_style(view, "")] * len(shown), unit)
    last = [page.parts(last_set(view), ", ")] if rows >= 6 else []
    room = rows - len(last)
    alone = page.rows_for([rest], room - 1)
    both = page.rows_for([reps, rest], room - 1)
    if both >= min(_ENOUGH_ROWS, alone):
        return page.centred([reps, rest], room) + last
    if room < 2 * alone:
        return page.centred([rest], room) + last
    return page.centred([reps], room // 2) + page.centred([rest], room - room // 2) + last


def _clock(seconds: float) -> str:
    return clock(int(seconds), tenths=False)


def _number_style(view: LiveView, usual: str = _BIG) -> str:
    is_shown = view.state in ("going", "resting")
    return _GOOD if is_shown and view.plan and view.plan.is_set_done else usual


def _figures(view: LiveView, per_minute: float | None) -> list[Figure]:
    """Return the tempo of the last rep against the plan's, time under tension, and a third.

    Before the first rep the tempo that is meant.
    """
    target = view.plan.tempo if view.plan and is_planned(view, view.plan) else None
    found = []
    if view.last_rep and view.exercise != "swing":
        found.append(_tempo_figure(view))
    elif target and not view.last_rep:
        meant = planned_tempo(target)
        found.append(Figure(meant, ["dim"] * len(meant), "meant"))
    if view.state == "waiting":
        return found
    tension = f"{view.time_under_tension_s:.0f}"
    found.append(Figure(tension, [_BIG] * len(tension), "s under tension"))
    found += _third_figure(view, per_minute)
    return found


def _third_figure(view: LiveView, per_minute: float | None) -> list[Figure]:
    """Return slow-down where the plan has a limit, of swings their pace, of jumps their flight."""
    limit = view.plan.slowdown_pct if view.plan else None
    style = _BIG
    if view.exercise == "swing":
        known, below = per_minute, "a minute"
    elif limit is not None:
        known, below = view.slowdown_pct, "% slower"
        style = _OTHERWISE if known is not None and known >= limit else _BIG
    elif view.last_rep and view.last_rep.flight_s is not None:
        text = f"{view.last_rep.flight_s:.2f}"
        return [Figure(text, [style] * len(text), "s in the air")]
    else:
        known, below = view.last_rep.range_of_motion_deg if view.last_rep else None, "degrees"
    if known is None:
        return []
    text = f"{max(0.0, known):.0f}"
    return [Figure(text, [style] * len(text), below)]


def _tempo_figure(view: LiveView) -> Figure:
    assert view.last_rep is not None
    target = view.plan.tempo if view.plan else None
    text, styles, missed = "", [], []
    for place, seconds in enumerate(phase_seconds(view.last_rep)):
        if place == 3 and seconds is None:
            break  # known once the next rep begins
        style = _BIG
        if target and seconds is not None:
            by = whole(seconds) - target[place]
            style = _OTHERWISE if by else _GOOD
            if by:
                missed.append(f"{list(PHASES.values())[place]} {by:+d}")
        digits = shown_phase(seconds, place)
        text += digits + "-"
        styles += [style] * len(digits) + ["dim"]
    below = "last tempo"
    if target:
        below = f"meant {planned_tempo(target)}: {', '.join(missed) or 'as meant'}"
    return Figure(text[:-1], styles[:-1], below)


def _phase_bar(page: Page, view: LiveView, rows: int) -> list[Text]:
    """Return the phase that is going, a block for each of its seconds."""
    if view.phase is None or view.state != "going":
        return [Text("")] * rows
    gone_s = max(0.0, view.now_s - view.phase_began_s)
    target = view.plan.tempo if view.plan else None
    meant = target[list(PHASES).index(view.phase)] if target and view.phase in PHASES else 0
    seconds = max(meant, min(ceil(gone_s), 12), 1)
    word = f"{PHASES.get(view.phase, view.phase):5}"
    wide = (page.width - len(word)) // max(seconds, 4) - 1
    full, empty = ("#", ".") if page.ascii_only else ("█", "░")
    line = Text(word, _BIG)
    for second in range(seconds):
        filled = round(wide * min(1.0, max(0.0, gone_s - second)))
        style = _OTHERWISE if target and second >= meant else _GOOD
        line.append(full * filled + empty * (wide - filled) + " ", style)
    line.truncate(page.width)
    return [line] * rows
