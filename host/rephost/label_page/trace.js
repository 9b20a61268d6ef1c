// The trace of the recording: hinge angle and acceleration, what is marked in them, the playhead.

import { NAMES } from "./marks.js";

const RULER_PX = 30;
const FLAG_PX = 24;
const LEAST_VIEW_S = 0.5;
const LETTERS = { start_s: "S", bottom_s: "B", bottom_end_s: "E", end_s: "✓", hold_s: "[", release_s: "]" };
const TICKS_S = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200];

export const RULER = RULER_PX;

export function clock(s, digits = 0) {
  const sign = s < 0 ? "-" : "";
  const unit = 10 ** digits;
  const whole = Math.round(Math.abs(s) * unit) / unit;
  const rest = (whole % 60).toFixed(digits).padStart(digits ? digits + 3 : 2, "0");
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${sign}${minutes}:${rest}` : `${sign}${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

export class Trace {
  constructor(canvas, overview, durationS, gaps) {
    Object.assign(this, { canvas, overview, gaps });
    this.durationS = Math.max(durationS, LEAST_VIEW_S);
    this.from = 0;
    this.to = Math.min(this.durationS, 60);
    this.whole = null; // the curves of all
    this.detail = null; // and of what is looked at
    this.asked = 0;
    this.isStale = true;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.colours = null; this.isStale = true; });
    new ResizeObserver(() => { this.isStale = true; }).observe(canvas);
  }

  async load() {
    this.whole = await curves(0, this.durationS);
    const angles = this.whole.hinge.deg.filter((deg) => deg !== null);
    this.leastDeg = Math.min(0, ...angles);
    this.mostDeg = Math.max(30, ...angles);
    this.mostG = Math.min(8, Math.max(2, ...this.whole.acceleration.g));
    this.isStale = true;
    this.refine();
  }

  show(from, to) {
    const size = Math.min(Math.max(to - from, LEAST_VIEW_S), this.durationS);
    this.from = Math.min(Math.max(0, from), this.durationS - size);
    this.to = this.from + size;
    Object.assign(this.canvas.dataset, { from: this.from, to: this.to });
    this.isStale = true;
    this.refine();
  }

  zoom(factor, around = (this.from + this.to) / 2) {
    const size = Math.min(Math.max((this.to - this.from) * factor, LEAST_VIEW_S), this.durationS);
    const from = around - (around - this.from) * size / (this.to - this.from);
    this.show(from, from + size);
  }

  scroll(s) { this.show(this.from + s, this.to + s); }

  // Keeps a time in sight; one that runs on is shown with what comes.
  follow(t, isRunning) {
    const size = this.to - this.from;
    if (t >= this.from && t <= this.to - (isRunning ? size * 0.08 : 0)) return;
    if (isRunning && this.to >= this.durationS && t >= this.from) return;
    const before = isRunning ? 0.15 : 0.5;
    this.show(t - before * size, t + (1 - before) * size);
  }

  x(t) { return (t - this.from) / (this.to - this.from) * this.canvas.clientWidth; }

  t(x) { return this.from + x / this.canvas.clientWidth * (this.to - this.from); }

  // Every sample where it is looked at closely.
  async refine() {
    const size = this.to - this.from;
    const has = this.detail;
    if (has && has.from <= this.from && has.to >= this.to && has.to - has.from <= 6 * size) return;
    const asked = ++this.asked;
    await new Promise((done) => { setTimeout(done, 120); });
    if (asked !== this.asked) return;
    const from = Math.max(0, this.from - size), to = Math.min(this.durationS, this.to + size);
    const found = await curves(from, to).catch(() => null);
    if (!found || asked !== this.asked) return;
    this.detail = { ...found, from, to };
    this.isStale = true;
  }

  draw(sets, playhead, selected) {
    const key = [playhead, selected].join();
    if (!this.whole || (!this.isStale && key === this.drawn && sets === this.drawnSets)) return;
    Object.assign(this, { drawn: key, drawnSets: sets, isStale: false });
    this.colours ??= coloursOf(this.canvas);
    this.drawTrace(sets, playhead, selected);
    this.drawOverview(sets, playhead);
  }

  drawTrace(sets, playhead, selected) {
    const { paint, width, height } = fitted(this.canvas);
    const { colours } = this;
    const top = RULER_PX + FLAG_PX, middle = top + (height - top) * 0.7;
    const x = (t) => this.x(t);
    for (const gap of this.gaps) {
      paint.fillStyle = colours.unknown;
      paint.fillRect(x(gap.start_s), RULER_PX, x(gap.end_s) - x(gap.start_s), height);
    }
    sets.forEach((set, i) => {
      const begin = Math.max(0, x(Math.max(0, set.t)));
      const end = x(sets[i + 1]?.t ?? this.durationS);
      if (end < 0 || begin > width) return;
      paint.fillStyle = colours.set;
      paint.globalAlpha = i % 2 ? 0.28 : 0.12;
      paint.fillRect(begin, top, end - begin, height - top);
      paint.globalAlpha = 1;
      paint.fillStyle = colours.quiet;
      paint.fillText(`Set ${i + 1}`, begin + 5, middle - 7);
      if (i) dashes(paint, begin, RULER_PX, height, colours.quiet);
    });
    this.drawRuler(paint, width);
    const y = (deg) => top + 6 + (middle - top - 12) * (deg - this.leastDeg) / (this.mostDeg - this.leastDeg);
    const yG = (g) => height - 4 - (height - middle - 8) * Math.min(g, this.mostG) / this.mostG;
    paint.fillStyle = colours.line;
    for (const at of [y(0), yG(1), middle]) paint.fillRect(0, Math.round(at), width, 1);
    const { hinge, acceleration } = this.detail && this.detail.from <= this.from && this.detail.to >= this.to ? this.detail : this.whole;
    line(paint, acceleration.t_s, acceleration.g, x, yG, colours.quiet, 1);
    line(paint, hinge.t_s, hinge.deg, x, y, colours.text, 2);
    paint.fillStyle = colours.quiet;
    paint.fillText("upright", width - 50, y(0) - 4);
    paint.fillText("1 g", width - 22, yG(1) - 4);
    paint.fillStyle = colours.bad;
    paint.fillRect(x(playhead) - 1, 0, 2, height);
    paint.beginPath();
    paint.moveTo(x(playhead) - 8, 0);
    paint.lineTo(x(playhead) + 8, 0);
    paint.lineTo(x(playhead), 13);
    paint.fill();
    for (const set of sets) {
      if (set.hold && set.release) {
        paint.fillStyle = colours.hold_s;
        paint.fillRect(x(set.hold.t), RULER_PX + FLAG_PX - 5, x(set.release.t) - x(set.hold.t), 5);
      }
      const numbers = new Map(set.reps.map((rep, i) => [rep.end_s.id, String(i + 1)]));
      // Where it is crowded the lock-outs stay to be read.
      for (const mark of set.marks.toSorted((one, other) => (one.kind === "end_s") - (other.kind === "end_s"))) {
        const at = x(mark.t);
        if (at < -20 || at > width + 20) continue;
        const isLoose = set.loose.includes(mark);
        this.drawMark(paint, at, height, mark, numbers.get(mark.id) ?? LETTERS[mark.kind], mark.id === selected, isLoose);
      }
    }
  }

  drawMark(paint, at, height, mark, letter, isSelected, isLoose) {
    const { colours } = this;
    const colour = colours[mark.kind];
    paint.fillStyle = colour;
    if (isLoose) dashes(paint, at, RULER_PX, height, colour);
    else paint.fillRect(at - (isSelected ? 1.5 : 0.75), RULER_PX, isSelected ? 3 : 1.5, height - RULER_PX);
    const wide = Math.max(20, 12 + 8 * letter.length);
    paint.beginPath();
    paint.roundRect(at - wide / 2, RULER_PX + 2, wide, FLAG_PX - 4, 6);
    paint.fill();
    if (isSelected) {
      paint.strokeStyle = colours.text;
      paint.lineWidth = 2.5;
      paint.stroke();
    }
    paint.fillStyle = colours.ground;
    paint.textAlign = "center";
    paint.font = `700 13px ${colours.font}`;
    paint.fillText(letter, at, RULER_PX + FLAG_PX / 2 + 4.5);
    paint.textAlign = "left";
    paint.font = `12px ${colours.font}`;
  }

  drawRuler(paint, width) {
    const { colours } = this;
    const step = TICKS_S.find((s) => s / (this.to - this.from) * width >= 62) ?? 14400;
    paint.fillStyle = colours.raised;
    paint.fillRect(0, 0, width, RULER_PX);
    paint.font = `12px ${colours.font}`;
    paint.fillStyle = colours.quiet;
    for (let k = Math.ceil(this.from / step); k * step <= this.to; k += 1) {
      paint.fillRect(this.x(k * step), RULER_PX - 6, 1, 6);
      paint.fillText(clock(k * step, step < 1 ? 1 : 0), this.x(k * step) + 4, RULER_PX - 9);
    }
  }

  drawOverview(sets, playhead) {
    const { paint, width, height } = fitted(this.overview);
    const { colours } = this;
    const x = (t) => t / this.durationS * width;
    const y = (deg) => 3 + (height - 6) * (deg - this.leastDeg) / (this.mostDeg - this.leastDeg);
    line(paint, this.whole.hinge.t_s, this.whole.hinge.deg, x, y, colours.quiet, 1);
    for (const set of sets) {
      for (const mark of set.marks) {
        paint.fillStyle = colours[mark.kind];
        paint.fillRect(x(mark.t) - 0.5, 0, 1.5, height);
      }
    }
    paint.fillStyle = colours.main;
    paint.globalAlpha = 0.22;
    paint.fillRect(x(this.from), 0, Math.max(3, x(this.to) - x(this.from)), height);
    paint.globalAlpha = 1;
    paint.fillStyle = colours.bad;
    paint.fillRect(x(playhead) - 1, 0, 2, height);
  }
}

async function curves(from, to) {
  const answer = await fetch(`curves?from=${from}&to=${to}`);
  if (!answer.ok) throw new Error((await answer.json()).why);
  return answer.json();
}

function coloursOf(canvas) {
  const style = getComputedStyle(canvas);
  const own = Object.fromEntries(["ground", "raised", "line", "text", "quiet", "bad", "main", "unknown", "set"].map(
    (name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  const kinds = Object.keys(NAMES).map((kind) => [kind, style.getPropertyValue(`--${kind}`).trim()]);
  return { ...own, ...Object.fromEntries(kinds), font: style.fontFamily };
}

function fitted(canvas) {
  const scale = devicePixelRatio || 1;
  const width = canvas.clientWidth, height = canvas.clientHeight;
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
  const paint = canvas.getContext("2d");
  paint.setTransform(scale, 0, 0, scale, 0, 0);
  paint.clearRect(0, 0, width, height);
  return { paint, width, height };
}

function line(paint, times, values, x, y, colour, width) {
  paint.strokeStyle = colour;
  paint.lineWidth = width;
  paint.lineJoin = "round";
  paint.beginPath();
  let isBroken = true;
  times.forEach((t, i) => {
    if (t === null) isBroken = true;
    else if (isBroken) {
      paint.moveTo(x(t), y(values[i]));
      isBroken = false;
    } else paint.lineTo(x(t), y(values[i]));
  });
  paint.stroke();
}

function dashes(paint, at, from, to, colour) {
  paint.strokeStyle = colour;
  paint.lineWidth = 1.5;
  paint.setLineDash([5, 5]);
  paint.beginPath();
  paint.moveTo(at, from);
  paint.lineTo(at, to);
  paint.stroke();
  paint.setLineDash([]);
}
