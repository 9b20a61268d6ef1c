// The hinge angle of the last 20 seconds: upright is on top, grey is where nothing is known.

const SHOWN_S = 20;
const KEPT_S = 25;
const GAP_S = 0.5;
const LATE_S = 0.3; // The newest is on its way for about so long; until then it is not missing.
const LEAST_DEG = 60;

export class Trace {
  constructor(canvas) {
    this.canvas = canvas;
    this.points = [];
    this.nowS = 0;
    this.atMs = 0;
    this.isGoing = false;
    this.mostDeg = LEAST_DEG;
    this.drawn = null;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { this.colours = null; });
    const step = (ms) => {
      if (ms - this.drawnMs >= 40 || this.drawnMs === undefined) {
        this.drawnMs = ms;
        this.draw();
      }
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  push(times, angles) {
    times.forEach((t, i) => {
      const last = this.points.at(-1);
      if (last && t < last.t - 1) this.points = []; // another recording
      if (!last || t > last.t) this.points.push({ t, deg: angles[i] });
    });
    const newest = this.points.at(-1)?.t ?? 0;
    while (this.points.length && this.points[0].t < newest - KEPT_S) this.points.shift();
  }

  // nowS is the recording's time; isGoing: it goes on.
  at(nowS, isGoing) {
    this.nowS = nowS;
    this.atMs = performance.now();
    this.isGoing = isGoing;
  }

  draw() {
    const { canvas } = this;
    const scale = devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * scale);
    const height = Math.round(canvas.clientHeight * scale);
    const passed = this.isGoing ? Math.min(1.5, (performance.now() - this.atMs) / 1000) : 0;
    const end = this.nowS + passed - LATE_S;
    const key = `${end.toFixed(2)} ${this.points.length} ${width} ${height} ${Boolean(this.colours)}`;
    if (!width || !height || key === this.drawn) return;
    this.drawn = key;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    this.colours ??= Object.fromEntries(["curve", "unknown", "line", "quiet"].map(
      (name) => [name, getComputedStyle(canvas).getPropertyValue(`--${name}`)]));
    const paint = canvas.getContext("2d");
    paint.clearRect(0, 0, width, height);
    const x = (t) => width * (1 - (end - t) / SHOWN_S);
    const most = Math.max(LEAST_DEG, ...this.points.map((p) => p.deg ?? 0));
    this.mostDeg += (most - this.mostDeg) * 0.2;
    const pad = 8 * scale;
    const y = (deg) => pad + (height - 2 * pad) * (Math.max(-10, deg) + 10) / (this.mostDeg + 10);

    paint.fillStyle = this.colours.unknown;
    let known = end - SHOWN_S;
    for (const { t, deg } of [...this.points, { t: end, deg: 0 }]) {
      if (t < known) continue;
      if (t - known > GAP_S) paint.fillRect(x(known), 0, x(Math.min(t, end)) - x(known), height);
      if (deg !== null) known = t;
    }
    paint.fillStyle = this.colours.line;
    paint.fillRect(0, y(0), width, Math.max(1, scale));
    paint.strokeStyle = this.colours.curve;
    paint.lineWidth = 2.5 * scale;
    paint.lineJoin = "round";
    paint.beginPath();
    let last = -Infinity;
    for (const { t, deg } of this.points) {
      if (deg === null) continue;
      if (t - last > GAP_S) paint.moveTo(x(t), y(deg));
      else paint.lineTo(x(t), y(deg));
      last = t;
    }
    paint.stroke();
  }
}
