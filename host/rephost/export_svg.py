"""A panel of a drawing as SVG that stands in a page: no script, as sharp on paper."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rephost.plotting_parts import NOT_COUNTED, PHASES, STRIP, TENSION, Panel, Span
from rephost.words import clock

WIDTH: Final = 1000.0
HEIGHT: Final = 240.0

_LEFT: Final = 56.0
_BOTTOM: Final = 30.0
_TICKS_S: Final = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600)
_MOST_TICKS: Final = 9
_TICK_DEG: Final = 30


def svg(panel: Panel) -> str:
    """Return the hinge angle of a panel, upright on top, with its phases and reps."""
    parts = [*_parts(_Scale(panel), panel)]
    said = escape(f"{panel.title}: the hinge angle over time", quote=True)
    return (
        f'<svg viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" aria-label="{said}">'
        f"{''.join(parts)}</svg>"
    )


class _Scale:
    """Where a time and an angle lie in the drawing."""

    def __init__(self, panel: Panel) -> None:
        self._start_s = panel.start_s
        self._per_s = (WIDTH - _LEFT) / max(1e-9, panel.end_s - panel.start_s)
        self._low_deg, self._high_deg = panel.limits_deg
        self.bottom = HEIGHT - _BOTTOM

    def x(self, t_s: NDArray[np.float64] | float) -> NDArray[np.float64]:
        reach = _LEFT + (np.asarray(t_s) - self._start_s) * self._per_s
        return np.clip(reach, _LEFT, WIDTH)

    def y(self, deg: NDArray[np.float32] | float) -> NDArray[np.float64]:
        share = (np.asarray(deg) - self._high_deg) / (self._low_deg - self._high_deg)
        return np.clip(share, 0.0, 1.0) * self.bottom


def _parts(scale: _Scale, panel: Panel) -> Iterator[str]:
    yield from _boxes(scale, panel.rejected, f'fill="{NOT_COUNTED}"')
    yield _line(scale, 0.0)
    for kind in TENSION:
        for of_kind, span in panel.phases:
            if of_kind == kind:
                yield _area(scale, panel, span, PHASES[kind])
    for kind, span in panel.phases:
        yield from _boxes(scale, (span,), f'fill="{PHASES[kind]}"', of=STRIP)
    yield _curve(scale, *panel.curve)
    yield from _boxes(scale, panel.gaps, 'class="gap"')
    for rep in panel.reps:
        x = float(scale.x(rep.t_s))
        yield f'<line class="lockout" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{scale.bottom:.0f}"/>'
        if rep.number:
            yield f'<text x="{x:.1f}" y="16" text-anchor="middle">{escape(rep.number)}</text>'
    yield from _ticks(scale, panel)


def _boxes(scale: _Scale, spans: Iterable[Span], look: str, of: float = 1.0) -> Iterator[str]:
    for span in spans:
        start, end = float(scale.x(span.start_s)), float(scale.x(span.end_s))
        yield (
            f'<rect x="{start:.1f}" y="{scale.bottom * (1 - of):.1f}" '
            f'width="{end - start:.1f}" height="{scale.bottom * of:.1f}" {look}>'
            f"<title>{escape(span.text)}</title></rect>"
        )


def _area(scale: _Scale, panel: Panel, span: Span, colour: str) -> str:
    t_s, hinge_deg = panel.under(span)
    if not len(t_s):
        return ""
    upright = float(scale.y(0.0))
    ends = ((float(t_s[-1]), upright), (float(t_s[0]), upright))
    closing = " ".join(f"{float(scale.x(t)):.1f},{y:.1f}" for t, y in ends)
    return f'<polygon points="{_points(scale, t_s, hinge_deg)} {closing}" fill="{colour}"/>'


def _curve(scale: _Scale, t_s: NDArray[np.float64], hinge_deg: NDArray[np.float32]) -> str:
    breaks = np.flatnonzero(np.isnan(t_s))
    return "".join(
        f'<polyline class="curve" points="{_points(scale, times, angles)}"/>'
        for times, angles in zip(np.split(t_s, breaks), np.split(hinge_deg, breaks), strict=True)
    )


def _points(scale: _Scale, t_s: NDArray[np.float64], hinge_deg: NDArray[np.float32]) -> str:
    known = ~np.isnan(t_s)
    places = zip(scale.x(t_s[known]).tolist(), scale.y(hinge_deg[known]).tolist(), strict=True)
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _line(scale: _Scale, deg: float) -> str:
    y = float(scale.y(deg))
    return f'<line class="axis" x1="{_LEFT:.0f}" x2="{WIDTH:.0f}" y1="{y:.1f}" y2="{y:.1f}"/>'


def _ticks(scale: _Scale, panel: Panel) -> Iterator[str]:
    for deg in np.arange(0.0, panel.deepest_deg + 1.0, _TICK_DEG).tolist():
        y = float(scale.y(deg)) + 6
        yield f'<text x="{_LEFT - 8:.0f}" y="{y:.1f}" text-anchor="end">{deg:.0f}°</text>'
    length_s = panel.end_s - panel.start_s
    every_s = next((s for s in _TICKS_S if length_s <= _MOST_TICKS * s), length_s)
    for t_s in np.arange(np.ceil(panel.start_s / every_s) * every_s, panel.end_s, every_s).tolist():
        x = float(scale.x(t_s))
        if _LEFT + 20 < x < WIDTH - 30:
            shown = clock(t_s, tenths=False)
            yield f'<text x="{x:.1f}" y="{HEIGHT - 6:.0f}" text-anchor="middle">{shown}</text>'
