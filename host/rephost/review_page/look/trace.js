// The hinge angle of a set with its reps and phases, by plotly; what is drawn comes from repbelt.

import { onPage, where } from "./review.js";

const DAY_MS = 86_400_000; // plotly takes a small number for a year
const ms = (s) => Math.round(s * 1000) + DAY_MS;
const seconds = (at) => ((typeof at === "number" ? at : Date.parse(`${String(at).replace(" ", "T")}Z`)) - DAY_MS) / 1000;
const KINDS = [
  ["eccentric", "start_s", "bottom_s"], ["bottom", "bottom_s", "bottom_end_s"],
  ["concentric", "bottom_end_s", "end_s"],
];

let drawn = null; // what the set's page shows
let curve = null; // of what is zoomed to
let plot = null;
let isMarking = false;
let first = null; // of two clicks
let shown = 0; // counts what was asked for: a late answer is dropped

let loading = null;
function plotly(base) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${base}/plotly.js`;
    script.onload = () => resolve(window.Plotly);
    script.onerror = reject;
    document.head.append(script);
  });
  return loading;
}

onPage(async (page) => {
  plot = page.querySelector("#trace");
  drawn = null;
  isMarking = false;
  if (!plot) return;
  const mine = plot;
  const asked = ++shown;
  let said;
  try {
    const path = where("set", page.dataset.set, "trace");
    const [answer] = await Promise.all([fetch(path), plotly(page.dataset.base)]);
    said = await answer.json();
  } catch {
    said = { why: "repbelt does not answer" };
  }
  if (mine !== plot || asked !== shown) return;
  if (said.why) {
    const why = document.createElement("p");
    why.textContent = `No trace: ${said.why}.`;
    plot.replaceChildren(why);
    return;
  }
  drawn = said;
  curve = { t_s: said.t_s, deg: said.deg };
  plot.replaceChildren();
  const { data, layout } = figure();
  await window.Plotly.newPlot(plot, data, layout, { responsive: true, displayModeBar: false, doubleClick: false });
  plot.on("plotly_relayout", (change) => { if (hasRange(change)) refine(); });
  plot.on("plotly_selected", (event) => { if (event?.range && isMarking) mark(...event.range.x.map(seconds)); });
  plot.dataset.drawn = "";
  const open = page.querySelector("details.rep[open]");
  if (open) zoomToRep(Number(open.dataset.rep));
});

const isDrawn = () => plot !== null && "drawn" in plot.dataset;
const hasRange = (change) => Object.keys(change).some((key) => key.startsWith("xaxis"));
const range = () => plot.layout.xaxis.range.map(seconds);

function figure() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const known = curve.deg.filter((deg) => deg !== null);
  const least = Math.min(0, ...known), most = Math.max(20, ...known);
  const low = most + 0.1 * (most - least), high = least - 0.22 * (most - least);
  const data = KINDS.map(([kind, from, to]) => area(drawn.reps.map((rep) => [rep[from], rep[to]]), colour(kind)));
  data.push({
    x: curve.t_s.map((t) => (t === null ? null : ms(t))), y: curve.deg, mode: "lines",
    line: { color: colour("text"), width: 1.6 }, hovertemplate: "%{x|%-M:%S.%L}: %{y:.0f}°<extra></extra>",
  });
  const box = (span, fill, more) => ({
    type: "rect", x0: ms(span.start_s), x1: ms(span.end_s), yref: "y domain", y0: 0, y1: 1,
    fillcolor: fill, line: { width: 0 }, layer: "below", ...more,
  });
  const shapes = [
    ...drawn.rejected.map((span) => box(span, colour("unknown"))),
    ...drawn.gaps.map((span) => box(span, colour("bad"), { opacity: 0.25 })),
    ...drawn.others.map((span) => box(span, colour("set"), { opacity: 0.35 })),
  ];
  const chosen = plot.closest("main").querySelector("details.rep[open]");
  const one = chosen && drawn.reps[Number(chosen.dataset.rep) - 1];
  if (one) shapes.push(box(one, "rgba(0,0,0,0)", { line: { width: 2, color: colour("main") }, layer: "above" }));
  const every = Math.max(1, Math.ceil(drawn.reps.length / 30));
  const text = (at, said, y, size, extra) => ({
    x: ms(at), y, yref: "y domain", text: said, showarrow: false, font: { size, color: colour("text") }, ...extra,
  });
  const annotations = [
    ...drawn.reps.filter((rep) => (rep.number - 1) % every === 0)
      .map((rep) => text(rep.end_s, String(rep.number), 0.99, 13, { yanchor: "top" })),
    ...drawn.rejected.map((span) => text(0.5 * (span.start_s + span.end_s), span.reason, 0.02, 11,
      { yanchor: "bottom", textangle: -90, font: { size: 11, color: colour("quiet") } })),
    ...drawn.others.map((span) => text(Math.max(span.start_s, drawn.start_s), `set ${span.number}`, 0.9, 11, { xanchor: "left" })),
  ];
  const layout = {
    margin: { l: 40, r: 8, t: 6, b: 24 }, showlegend: false, autosize: true,
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { size: 12, color: colour("quiet"), family: getComputedStyle(document.body).fontFamily },
    hovermode: "x", hoverdistance: -1, dragmode: isMarking ? "select" : "pan", selectdirection: "h",
    newselection: { line: { color: colour("main"), width: 2 } },
    hoverlabel: { bgcolor: colour("raised"), font: { color: colour("text") } },
    xaxis: { type: "date", range: [ms(drawn.start_s), ms(drawn.end_s)],
      tickformat: drawn.end_s >= 3600 ? "%-H:%M:%S" : "%-M:%S", nticks: 6, tickangle: 0, showgrid: false,
      color: colour("quiet"), linecolor: colour("line") },
    yaxis: { range: [low, high], ticksuffix: "°", nticks: 5, fixedrange: true,
      gridcolor: colour("line"), zerolinecolor: colour("quiet"), color: colour("quiet") },
    shapes, annotations,
  };
  return { data, layout };
}

// The areas between upright and the curve over stretches of one kind.
function area(stretches, colour) {
  const x = [], y = [];
  let i = 0;
  for (const [from, to] of stretches) {
    if (to <= from) continue;
    while (i < curve.t_s.length && !(curve.t_s[i] >= from)) i += 1;
    const inside = [];
    for (; i < curve.t_s.length && !(curve.t_s[i] > to); i += 1) {
      if (curve.t_s[i] !== null) inside.push([ms(curve.t_s[i]), curve.deg[i]]);
    }
    if (!inside.length) continue;
    x.push(inside[0][0], ...inside.map((p) => p[0]), inside.at(-1)[0], null);
    y.push(0, ...inside.map((p) => p[1]), 0, null);
  }
  return { x, y, mode: "lines", line: { width: 0 }, fill: "toself", fillcolor: colour, hoverinfo: "skip" };
}

// Fetches the curve anew where it is looked at closely: every sample is there then.
async function refine() {
  const asked = ++shown;
  const mine = plot;
  const [from, to] = range();
  await new Promise((done) => { setTimeout(done, 150); });
  if (asked !== shown || mine !== plot) return;
  const beside = 0.5 * (to - from);
  const query = `?from=${Math.max(0, from - beside)}&to=${to + beside}`;
  const answer = await fetch(where("curve") + query).catch(() => null);
  const said = await answer?.json().catch(() => null);
  if (!said?.deg || asked !== shown || mine !== plot) return;
  curve = said;
  redraw();
}

function redraw(newRange = range()) {
  const { data, layout } = figure();
  layout.xaxis.range = newRange.map(ms);
  return window.Plotly.react(plot, data, layout, { responsive: true, displayModeBar: false, doubleClick: false });
}

async function zoom(from, to) {
  const least = Math.max(0, from);
  await redraw([least, Math.max(least + 0.5, to)]);
  refine();
}

function zoomToRep(number) {
  const rep = drawn?.reps[number - 1];
  if (!rep) return;
  const beside = 0.6 * (rep.end_s - rep.start_s);
  zoom(rep.start_s - beside, rep.end_s + beside);
}

// Plotly takes two quick clicks for something else: a click is where the pointer went down and up.
let down = null;
document.addEventListener("pointerdown", (event) => {
  down = plot?.contains(event.target) && event.isPrimary ? [event.clientX, event.clientY] : null;
}, true);
document.addEventListener("pointerup", (event) => {
  if (!down || !isDrawn() || Math.hypot(event.clientX - down[0], event.clientY - down[1]) > 5) return;
  const { xaxis } = plot._fullLayout;
  const x = event.clientX - plot.getBoundingClientRect().left - xaxis._offset;
  if (x >= 0 && x <= xaxis._length) clicked(seconds(xaxis.p2d(x)));
}, true);

function clicked(at) {
  if (isMarking) {
    if (first === null) {
      first = at;
      fill("start_s", at);
    } else {
      mark(Math.min(first, at), Math.max(first, at));
    }
    return;
  }
  const rep = drawn.reps.find((one) => one.start_s <= at && at <= one.end_s);
  const row = rep && document.getElementById(`rep-${rep.number}`);
  if (!row) return;
  row.open = true;
  row.scrollIntoView({ block: "nearest" });
}

function mark(from, to) {
  first = null;
  fill("start_s", from);
  fill("end_s", to);
}

function fill(name, at) {
  document.querySelector(`#add-rep [name=${name}]`).value = at.toFixed(2);
}

document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.("details.rep") || !isDrawn()) return;
  if (event.target.open) zoomToRep(Number(event.target.dataset.rep));
  else if (!document.querySelector("details.rep[open]")) zoom(drawn.start_s, drawn.end_s);
}, true);

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || !isDrawn()) return;
  if ("mark" in button.dataset) {
    isMarking = !isMarking;
    first = null;
    button.setAttribute("aria-pressed", String(isMarking));
    document.getElementById("add-rep").hidden = !isMarking;
    window.Plotly.relayout(plot, { dragmode: isMarking ? "select" : "pan" });
    return;
  }
  const [from, to] = range();
  const size = to - from;
  switch (button.dataset.zoom) {
    case "whole": return zoom(drawn.start_s, drawn.end_s);
    case "in": return zoom(from + size / 4, to - size / 4);
    case "out": return zoom(from - size / 2, to + size / 2);
    case "back": return zoom(from - size / 2, Math.max(size, to - size / 2));
    case "on": return zoom(from + size / 2, to + size / 2);
  }
});

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { if (isDrawn()) redraw(); });
