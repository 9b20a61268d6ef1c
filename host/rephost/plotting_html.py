"""A drawing as one HTML page that needs nothing else, by plotly."""

import html
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

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

_HOUR_S: Final = 3600.0
_DAY_MS: Final = 86_400_000.0

_STYLE: Final = """
:root { color-scheme: light; }
body { margin: 0 auto; padding: 1rem; max-width: 72rem; background: #fff; color: #222;
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; line-height: 1.3; margin: 1.75rem 0 0; }
h2 span { white-space: nowrap; }
p { margin: 0.15rem 0 0.25rem; color: #555; }
ul.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; list-style: none;
  margin: 0.75rem 0 0; padding: 0; }
ul.legend span { display: inline-block; width: 1em; height: 1em; margin-right: 0.4em;
  vertical-align: -0.1em; border: 1px solid #888; box-sizing: border-box; }
details { margin-top: 0.5rem; } summary { cursor: pointer; }
details ol { margin: 0.25rem 0; padding-left: 1.5rem; columns: 14rem; color: #555; }
"""
_GAP_SWATCH: Final = "repeating-linear-gradient(135deg,#fff 0 3px,#666 3px 4px)"


def write(drawing: Drawing, file: BinaryIO) -> None:
    """Write a drawing as a page of UTF-8 HTML."""
    from plotly.offline import get_plotlyjs

    file.write(
        f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(drawing.title)}</title>
<style>{_STYLE}</style>
<script>{get_plotlyjs()}</script>
</head>
<body>
<h1>{html.escape(drawing.title)}</h1>
<p>{html.escape(" · ".join((drawing.facts, *drawing.notes)))}</p>
{_legend(drawing)}
""".encode()
    )
    if drawing.overview:
        height = 170 if drawing.panels else 340
        file.write(_section(drawing.overview, height).encode())
    for panel in drawing.panels:
        file.write(_section(panel, 340).encode())
    file.write(b"</body>\n</html>\n")


def _legend(drawing: Drawing) -> str:
    items = "".join(
        f'<li><span style="background:{colour or _GAP_SWATCH}"></span>{name}</li>'
        for colour, name in drawing.legend
    )
    return f'<ul class="legend">{items}</ul>'


def _section(panel: Panel, height: int) -> str:
    rejected = ""
    if panel.rejected:
        items = "".join(
            f"<li value={number}>{clock(one.start_s)} {html.escape(one.text)}</li>"
            for number, one in enumerate(panel.rejected, 1)
        )
        rejected = (
            f"<details><summary>not counted: {len(panel.rejected)}</summary><ol>{items}</ol>"
            "</details>"
        )
    # A line may end between two facts, not inside of one.
    title = " · ".join(f"<span>{html.escape(part)}</span>" for part in panel.title.split(" · "))
    return (
        f"<section><h2>{title}</h2><p>{html.escape(panel.facts)}</p>"
        f"{_figure(panel, height)}{rejected}</section>\n"
    )


def _figure(panel: Panel, height: int) -> str:
    from plotly import graph_objects
    from plotly.io import to_html

    low, high = panel.limits_deg
    figure = graph_objects.Figure(
        layout={
            "template": "plotly_white",
            "height": height,
            "margin": {"l": 44, "r": 12, "t": 12, "b": 28},
            "showlegend": False,
            "hovermode": "closest",
            "dragmode": "zoom",
            "font": {"size": 13, "color": "#444444"},
            "xaxis": {
                "type": "date",
                "range": [_ms(panel.start_s), _ms(panel.end_s)],
                "tickformat": "%-H:%M:%S" if panel.end_s >= _HOUR_S else "%-M:%S",
                "nticks": 7,
                "tickangle": 0,
                "showgrid": False,
            },
            "yaxis": {
                "range": [low, high],
                "ticksuffix": "°",
                "nticks": 5,
                "zerolinecolor": "#bbbbbb",
                "fixedrange": True,
            },
            "shapes": list(_shapes(panel)),
        }
    )
    for kind in TENSION:
        figure.add_scatter(**_areas(panel, kind), fillcolor=PHASES[kind])
    t_s, hinge_deg = panel.curve
    figure.add_scatter(
        x=_ms(t_s),
        y=np.round(hinge_deg, 2),
        mode="lines",
        line={"color": CURVE, "width": 1.6 if panel.phases else 1},
        hovertemplate="%{x|%-M:%S.%L}: %{y:.0f}°<extra></extra>",
    )
    if panel.gaps:
        figure.add_scatter(
            **_boxes(panel.gaps, low, high),
            fillpattern={"shape": "/", "fgcolor": QUIET, "bgcolor": "white", "size": 6},
        )
    _add_texts(figure, panel, low, high)
    return str(
        to_html(
            figure,
            full_html=False,
            include_plotlyjs=False,
            config={"responsive": True, "displaylogo": False, "displayModeBar": False},
        )
    )


def _shapes(panel: Panel) -> list[dict[str, Any]]:
    def box(span: Span, colour: str, **more: object) -> dict[str, Any]:
        return {
            "type": "rect",
            "x0": _ms(span.start_s),
            "x1": _ms(span.end_s),
            "yref": "y domain",
            "y0": 0,
            "y1": 1,
            "fillcolor": colour,
            "line": {"width": 0},
            "layer": "below",
            **more,
        }

    edge = {"width": 0.5, "color": "white"}
    dotted = {"width": 1, "color": "#999999", "dash": "dot"}
    return [
        *(box(one, SET) for one in panel.sets),
        *(box(one, NOT_COUNTED) for one in panel.rejected),
        *(box(span, PHASES[kind], y1=STRIP, line=edge) for kind, span in panel.phases),
        *(box(Span(r.t_s, r.t_s), "white", type="line", y0=STRIP, line=dotted) for r in panel.reps),
    ]


def _add_texts(figure: Any, panel: Panel, low: float, high: float) -> None:
    """Write numbers along the top, and what a tap on one, on a phase or a grey stretch tells."""
    strip_deg = low + 0.5 * STRIP * (high - low)
    top_deg = high + 0.05 * (low - high)
    middles = [(one, strip_deg, one.text) for _, one in panel.phases] + [
        (one, 0.5 * (high + strip_deg), f"not counted: {one.text}") for one in panel.rejected
    ]
    figure.add_scatter(
        x=[_ms(0.5 * (one.start_s + one.end_s)) for one, _, _ in middles],
        y=[at_deg for _, at_deg, _ in middles],
        text=[text for _, _, text in middles],
        mode="markers",
        marker={"opacity": 0, "size": 14},
        hovertemplate="%{text}<extra></extra>",
    )
    numbers = [(rep.t_s, rep.number, rep.text.replace("\n", "<br>")) for rep in panel.reps]
    numbers += [
        (0.5 * (one.start_s + one.end_s), one.text, f"set {one.text}") for one in panel.sets
    ]
    figure.add_scatter(
        x=[_ms(t_s) for t_s, _, _ in numbers],
        y=[top_deg] * len(numbers),
        text=[f"<b>{number}</b>" for _, number, _ in numbers],
        customdata=[text for _, _, text in numbers],
        mode="text",
        textfont={"color": CURVE, "size": 13},
        hovertemplate="%{customdata}<extra></extra>",
    )


def _areas(panel: Panel, kind: str) -> dict[str, Any]:
    """Return the areas between upright and the curve over all phases of a kind."""
    t_s, hinge_deg = panel.areas(kind)
    ends = np.flatnonzero(np.isnan(t_s))
    begins = np.concatenate([[0], ends[:-1] + 1])
    x: list[NDArray[np.float64]] = []
    y: list[NDArray[np.float64]] = []
    for begin, end in zip(begins, ends, strict=True):
        if begin < end:
            times, angles = t_s[begin:end], np.round(hinge_deg[begin:end], 2)
            x.append(np.concatenate([times[:1], times, times[-1:], [np.nan]]))
            y.append(np.concatenate([[0.0], angles, [0.0, np.nan]]))
    return _filled(np.concatenate([*x, []]), np.concatenate([*y, []]))


def _boxes(spans: tuple[Span, ...], low: float, high: float) -> dict[str, Any]:
    x = [t for s in spans for t in (s.start_s, s.end_s, s.end_s, s.start_s, np.nan)]
    y = [deg for _ in spans for deg in (low, low, high, high, np.nan)]
    return _filled(np.array(x), np.array(y))


def _filled(t_s: NDArray[np.float64], deg: NDArray[np.float64]) -> dict[str, Any]:
    return {
        "x": _ms(t_s),
        "y": deg,
        "mode": "lines",
        "line": {"width": 0},
        "fill": "toself",
        "hoverinfo": "skip",
    }


def _ms(t_s: Any) -> Any:
    """Return seconds as what a date axis takes: whole milliseconds, from midnight on.

    Not of the first day: plotly takes a number of up to four digits for a year.
    """
    return np.round(np.asarray(t_s) * 1000.0 + _DAY_MS).tolist()
