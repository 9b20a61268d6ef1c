"""A drawing as PNG, by matplotlib."""

import logging
import warnings
from collections.abc import Iterable
from statistics import median
from typing import Any, BinaryIO, Final

from rephost.plotting_parts import (
    CURVE,
    NOT_COUNTED,
    PHASES,
    QUIET,
    SET,
    STRIP,
    TENSION,
    Drawing,
    Panel,
    Span,
)
from rephost.words import clock

WIDTH_IN: Final = 8.0
DPI: Final = 150

_HEAD_IN: Final = 0.95
_OVERVIEW_IN: Final = 1.7
_ALONE_IN: Final = 3.4
_PANEL_IN: Final = 3.0
_TICKS_S: Final = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10800)
_LETTER: Final = 0.0115
"""Width of a letter, as a share of a panel."""


def write(drawing: Drawing, file: BinaryIO) -> None:
    """Write a drawing as PNG."""
    # What it says of its own caches, where there is no place for them, is nothing to a lifter.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    heights = [_PANEL_IN] * len(drawing.panels)
    if drawing.overview:
        heights.insert(0, _OVERVIEW_IN if drawing.panels else _ALONE_IN)
    height_in = _HEAD_IN + sum(heights)
    figure = Figure(figsize=(WIDTH_IN, height_in), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    _head(figure, drawing, height_in)
    top_in = height_in - _HEAD_IN
    panels = [drawing.overview, *drawing.panels] if drawing.overview else list(drawing.panels)
    for panel, each_in in zip(panels, heights, strict=True):
        axes = figure.add_axes(
            (
                0.085,
                (top_in - each_in + 0.42) / height_in,
                0.895,
                (each_in - (0.95 if panel.facts else 0.72)) / height_in,
            )
        )
        _panel(axes, panel)
        top_in -= each_in
    with warnings.catch_warnings():
        # Letters that its font has not are boxes; a file's name may hold some.
        warnings.filterwarnings("ignore", "Glyph")
        figure.savefig(file, format="png")


def _head(figure: Any, drawing: Drawing, height_in: float) -> None:
    from matplotlib.patches import Patch

    left = 0.02

    def down(inches: float) -> float:
        return 1 - inches / height_in

    title = _shortened(drawing.title, 64)
    # A file's name may hold what would be set as mathematics.
    figure.text(left, down(0.3), title, fontsize=14, weight="bold", parse_math=False)
    facts = " · ".join((drawing.facts, *drawing.notes))
    figure.text(left, down(0.54), facts, fontsize=10, color=QUIET)
    patches = [
        Patch(facecolor=colour, edgecolor="#888888", linewidth=0.5, label=name)
        if colour
        else Patch(facecolor="white", edgecolor=QUIET, linewidth=0.5, hatch="////", label=name)
        for colour, name in drawing.legend
    ]
    if not patches:
        return
    figure.legend(
        handles=patches,
        loc="upper left",
        bbox_to_anchor=(left - 0.005, down(0.6)),
        ncols=len(patches),
        fontsize=10,
        frameon=False,
        borderpad=0.2,
        borderaxespad=0.0,
        handlelength=1.2,
        handletextpad=0.5,
        columnspacing=1.2,
    )


def _panel(axes: Any, panel: Panel) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

    axes.set_xlim(panel.start_s, panel.end_s)
    axes.set_ylim(*panel.limits_deg)
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 3, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}°"))
    axes.xaxis.set_major_locator(MultipleLocator(_tick_s(panel.end_s - panel.start_s)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: clock(value, tenths=False)))
    axes.tick_params(labelsize=10, colors=QUIET, length=3)
    for name, spine in axes.spines.items():
        spine.set_visible(name == "left")
        spine.set_color("#bbbbbb")
    axes.axhline(0, color="#bbbbbb", linewidth=0.8, zorder=1)
    for kind in TENSION:
        t_s, hinge_deg = panel.areas(kind)
        axes.fill_between(t_s, 0, hinge_deg, color=PHASES[kind], linewidth=0, zorder=2)
    _strip(axes, panel)
    axes.plot(*panel.curve, color=CURVE, linewidth=1.3 if panel.phases else 0.7, zorder=4)
    _not_counted(axes, panel)
    _bars(axes, panel.sets, 1.0, facecolor=SET, linewidth=0, zorder=0.5)
    hatched = {"facecolor": "white", "edgecolor": QUIET, "hatch": "////"}
    _bars(axes, panel.gaps, 1.0, **hatched, linewidth=0, zorder=5)
    axes.vlines(
        [rep.t_s for rep in panel.reps],
        STRIP,
        1.0,
        transform=axes.get_xaxis_transform(),
        colors="#777777",
        linewidth=0.6,
        linestyle=":",
        zorder=3,
    )
    for mark in (*panel.set_marks, *panel.reps):
        if mark.number:
            _above(axes, mark.t_s, mark.number)
    axes.set_title(
        panel.title, loc="left", fontsize=12, weight="bold", pad=22 if panel.facts else 6
    )
    axes.annotate(
        _shortened(panel.facts, 95),
        (0, 1),
        (0, 7),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=10,
        color=QUIET,
    )


def _above(axes: Any, t_s: float, text: str, **look: Any) -> None:
    """Write along the top of a panel."""
    look = {"fontsize": 10, "weight": "bold", "color": CURVE, **look}
    _write(axes, t_s, 0.985, text, va="top", **look)


def _write(axes: Any, t_s: float, height: float, text: str, **look: Any) -> None:
    """Write at a share of a panel's height."""
    place = {"transform": axes.get_xaxis_transform(), "ha": "center", "clip_on": True}
    axes.text(t_s, height, text, zorder=6, **place, **look)


def _bars(axes: Any, spans: Iterable[Span], height: float, **look: Any) -> None:
    """Draw upright bars from the bottom, to a share of the panel's height."""
    bars = [(one.start_s, one.end_s - one.start_s) for one in spans]
    axes.broken_barh(bars, (0.0, height), transform=axes.get_xaxis_transform(), **look)


def _strip(axes: Any, panel: Panel) -> None:
    """Draw the phases as a strip along the bottom, with the seconds of those that are wide."""
    least_s = 2.3 * _LETTER * (panel.end_s - panel.start_s)
    lengths_s: dict[str, list[float]] = {}
    for kind, span in panel.phases:
        lengths_s.setdefault(kind, []).append(span.end_s - span.start_s)
    wide = [kind for kind, lengths in lengths_s.items() if median(lengths) >= least_s]
    for kind, colour in PHASES.items():
        spans = [span for of_kind, span in panel.phases if of_kind == kind]
        look = {"facecolor": colour, "edgecolor": "white"}
        _bars(axes, spans, STRIP, **look, linewidth=0.5, zorder=3)
    for kind, span in panel.phases:
        if kind in wide:
            colour = "white" if kind == "eccentric" else "black"
            middle_s = 0.5 * (span.start_s + span.end_s)
            # As in an analysis, whose times are whole milliseconds: else a tie rounds otherwise.
            text = f"{round(span.end_s - span.start_s, 3):.1f}"
            _write(axes, middle_s, 0.47 * STRIP, text, va="center", fontsize=8, color=colour)


def _not_counted(axes: Any, panel: Panel) -> None:
    """Grey what was rejected, and say why where there is room for the words."""
    free_from_s = panel.start_s
    length_s = panel.end_s - panel.start_s
    taken = [*((one.start_s, one.end_s) for one in panel.sets)]
    taken += [(rep.t_s, rep.t_s) for rep in panel.reps]
    _bars(axes, panel.rejected, 1.0, facecolor=NOT_COUNTED, linewidth=0, zorder=0.6)
    for one in panel.rejected:
        middle_s = 0.5 * (max(one.start_s, panel.start_s) + min(one.end_s, panel.end_s))
        half_s = 0.5 * _LETTER * len(one.text) * length_s
        low_s, high_s = middle_s - half_s, middle_s + half_s
        room = low_s >= free_from_s and high_s <= panel.end_s
        if room and not any(start < high_s and end > low_s for start, end in taken):
            look = {"fontsize": 9, "weight": "normal", "style": "italic", "color": QUIET}
            _above(axes, middle_s, one.text, **look)
            free_from_s = high_s + _LETTER * length_s


def _tick_s(length_s: float) -> float:
    """Return a round step in time that puts 5 to 10 ticks along a panel."""
    return next((step for step in _TICKS_S if length_s <= 9 * step), length_s / 8)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
