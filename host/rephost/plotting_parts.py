"""The parts of a drawing: what both renderers are given, and the colours they use."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from rephost.thinning import Curve

PHASES: Final = {
    "eccentric": "#1b5e9b",
    "bottom pause": "#b07aa1",
    "concentric": "#f0b445",
    "top pause": "#e6e6e6",
}
"""The phases of a rep in order; each is lighter than the one before, in grey too."""

TOP_PAUSE: Final = "top pause"

TENSION: Final = tuple(PHASES)[:3]
"""The phases that are under tension; the areas under their curve are filled."""

NOT_COUNTED: Final = "#d9d9d9"
SET: Final = "#d7e3ef"
CURVE: Final = "#222222"
QUIET: Final = "#666666"

STRIP: Final = 0.075
"""Height of the strip of phases along the bottom, as a share of its panel."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in seconds, and what to say about it."""

    start_s: float
    end_s: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A lock-out, or the middle of a set; `number` is empty where numbers would stand too close."""

    t_s: float
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A stretch of the recording: one set, or the whole."""

    title: str
    facts: str
    start_s: float
    end_s: float
    curve: Curve
    shallowest_deg: float
    deepest_deg: float
    phases: tuple[tuple[str, Span], ...] = ()
    reps: tuple[Mark, ...] = ()
    sets: tuple[Span, ...] = ()
    set_marks: tuple[Mark, ...] = ()
    rejected: tuple[Span, ...] = ()
    gaps: tuple[Span, ...] = ()
    top_pause: str = TOP_PAUSE
    """What the top pause is called in this exercise."""

    @property
    def limits_deg(self) -> tuple[float, float]:
        """Hinge angles at the bottom and the top: the deepest is at the bottom, over the strip."""
        reach = self.deepest_deg - self.shallowest_deg
        return self.deepest_deg + 0.16 * reach, self.shallowest_deg - 0.19 * reach

    def under(self, span: Span) -> Curve:
        """Return the curve over a span, with its ends."""
        t_s, hinge_deg = self.curve
        known = ~np.isnan(t_s)
        t_s, hinge_deg = t_s[known], hinge_deg[known]
        if not len(t_s):
            return t_s, hinge_deg
        inside = t_s[(t_s > span.start_s) & (t_s < span.end_s)]
        times = np.concatenate([[span.start_s], inside, [span.end_s]])
        return times, np.interp(times, t_s, hinge_deg).astype(np.float32)

    def areas(self, kind: str) -> Curve:
        """Return the curve over all phases of a kind, NaN between them."""
        curves = [self.under(span) for of_kind, span in self.phases if of_kind == kind]
        end = np.array([np.nan], np.float32)
        return (
            np.concatenate([part for t_s, _ in curves for part in (t_s, end)] or [end]),
            np.concatenate([part for _, deg in curves for part in (deg, end)] or [end]),
        )


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything to be drawn; without an overview the one panel shows all."""

    title: str
    facts: str
    overview: Panel | None
    panels: tuple[Panel, ...]
    notes: tuple[str, ...]

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """What occurs in it: (colour, name); the colour of a gap is empty."""
        panels = [panel for panel in (self.overview, *self.panels) if panel]
        kinds = {kind for panel in self.panels for kind, _ in panel.phases}
        tops = dict.fromkeys(panel.top_pause for panel in self.panels)
        names = {**{kind: kind for kind in TENSION}, TOP_PAUSE: " or ".join(tops)}
        return (
            *((PHASES[kind], name) for kind, name in names.items() if kind in kinds),
            *((NOT_COUNTED, "not counted") for _ in panels[:1] if any(p.rejected for p in panels)),
            *(("", "gap") for _ in panels[:1] if any(p.gaps for p in panels)),
        )
