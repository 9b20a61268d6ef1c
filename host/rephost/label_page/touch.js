// Fingers and mouse on the trace: tap, drag a mark, move the playhead, scroll, zoom.

import { RULER } from "./trace.js";

const STILL_PX = 6;
const NEAR_PX = { mouse: 7, pen: 12, touch: 18 };

// `on` is told: tap(t), select(id), drag(id, t, isFirst), head(t).
export function touchable(trace, marks, on) {
  const { canvas, overview } = trace;
  const fingers = new Map();
  let held = null; // what the first finger does: {what, id, x, y, isMoving}
  let apart = null; // of two fingers

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left - canvas.clientLeft, event.clientY - box.top - canvas.clientTop];
  };
  const markAt = (x, kind) => {
    let best = null, least = NEAR_PX[kind] ?? NEAR_PX.touch;
    for (const mark of marks.state.marks) {
      const far = Math.abs(trace.x(mark.t) - x);
      if (far <= least) [best, least] = [mark, far];
    }
    return best;
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    const [x, y] = place(event);
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, [x, y]);
    if (fingers.size === 2) {
      held = null;
      apart = spread(fingers);
      return;
    }
    if (fingers.size > 2) return;
    const mark = y >= RULER ? markAt(x, event.pointerType) : null;
    held = { what: y < RULER ? "head" : mark ? "mark" : "view", id: mark?.id, x, y, isMoving: false };
    if (held.what === "head") on.head(trace.t(x));
  });

  canvas.addEventListener("pointermove", (event) => {
    const [x, y] = place(event);
    const before = fingers.get(event.pointerId);
    if (!before) {
      canvas.style.cursor = y < RULER ? "text" : markAt(x, event.pointerType) ? "ew-resize" : "crosshair";
      return;
    }
    fingers.set(event.pointerId, [x, y]);
    if (apart && fingers.size === 2) {
      const now = spread(fingers);
      trace.scroll(trace.t(apart.x) - trace.t(now.x));
      trace.zoom(apart.width / now.width, trace.t(now.x));
      apart = now;
      return;
    }
    if (!held) return;
    const isFirst = !held.isMoving;
    if (isFirst && Math.hypot(x - held.x, y - held.y) < STILL_PX && held.what !== "head") return;
    held.isMoving = true;
    if (held.what === "head") on.head(trace.t(x));
    else if (held.what === "mark") on.drag(held.id, trace.t(x), isFirst);
    else trace.scroll(trace.t(before[0]) - trace.t(x));
  });

  const ended = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    if (fingers.size < 2) apart = null;
    if (!held || fingers.size) return;
    const { what, id, x, isMoving } = held;
    held = null;
    if (event.type === "pointercancel" || isMoving) return;
    if (what === "mark") on.select(id);
    else if (what === "view") on.tap(trace.t(x));
  };
  canvas.addEventListener("pointerup", ended);
  canvas.addEventListener("pointercancel", ended);

  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const size = trace.to - trace.from;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      trace.scroll((event.deltaX || event.deltaY) / canvas.clientWidth * size);
    } else {
      trace.zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 300))), trace.t(place(event)[0]));
    }
  }, { passive: false });

  const look = (event) => {
    const box = overview.getBoundingClientRect();
    const t = (event.clientX - box.left) / box.width * trace.durationS;
    const half = (trace.to - trace.from) / 2;
    trace.show(t - half, t + half);
  };
  overview.addEventListener("pointerdown", (event) => {
    overview.setPointerCapture(event.pointerId);
    look(event);
  });
  overview.addEventListener("pointermove", (event) => {
    if (overview.hasPointerCapture(event.pointerId)) look(event);
  });
}

function spread(fingers) {
  const [[x0], [x1]] = fingers.values();
  return { x: (x0 + x1) / 2, width: Math.max(20, Math.abs(x1 - x0)) };
}
