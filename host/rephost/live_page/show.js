// Puts a view on the screen. It touches only what changes: a phone's battery is small.

const PHASES = ["eccentric", "bottom", "concentric", "top"];
const LOW_BATTERY_PCT = 15;
const UNIT_DIGITS = 0.6; // A unit beside the huge number is as wide as so many of its digits.
const DOT = "\u00a0· "; // A line breaks behind it.
const byId = (id) => document.getElementById(id);

export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function mark(element, name, value) {
  if (value === null || value === false) delete element.dataset[name];
  else element.dataset[name] = value === true ? "" : value;
}

export function named(exercise) {
  if (!exercise) return "Automatic";
  if (exercise === "rdl") return "RDL";
  const words = exercise.replaceAll("_", " ");
  return words[0].toUpperCase() + words.slice(1);
}

export function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(minutes / 60);
  const rest = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes % 60).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

// Reps, or of a set without any how long it was held, with the unit beside it.
export function number(reps, holdS = null) {
  const isHeld = holdS !== null;
  const [digits, unit] = isHeld ? held(holdS) : [String(reps), reps === 1 ? " rep" : " reps"];
  byId("number").style.setProperty("--digits", digits.length + (isHeld ? UNIT_DIGITS : 0));
  byId("digits-unit").classList.toggle("unseen", !isHeld);
  put(byId("digits"), digits);
  put(byId("digits-unit"), unit);
}

function held(seconds) {
  const whole = Math.round(seconds);
  return whole < 100 ? [String(whole), " s"] : [clock(whole), " min"];
}

function many(reps) {
  const [least, most] = reps;
  if (most === 1) return "1 rep";
  return least === most ? `${most} reps` : `${least}–${most} reps`;
}

// As lifters write it: X is as fast as can be.
export function written(tempo) {
  return tempo.map(asWritten).join("-");
}

function asWritten(seconds, phase) {
  return phase === 2 && seconds === 0 ? "X" : String(seconds);
}

export function show(view, nextRep) {
  const { plan, strap } = view;
  const isPlanned = plan !== null && !plan.is_over && plan.exercise === view.exercise;
  mark(byId("page"), "state", view.state);
  mark(byId("page"), "done", plan !== null && plan.is_set_done);
  document.title = `${view.hold_s === null ? view.reps : held(view.hold_s).join("")} · ${named(view.exercise)} · repbelt`;
  put(byId("exercise"), named(view.exercise));
  put(byId("asked"), asked(view, isPlanned));
  number(view.reps, view.hold_s);
  note(view);
  figures(view, isPlanned, nextRep);
  summary(view);

  mark(byId("strap"), "link", strap.link);
  const battery = strap.battery_pct === null ? "" : `${DOT}${strap.battery_pct}\u00a0%`;
  put(byId("strap-name"), strap.name || "strap");
  put(byId("strap-battery"), battery);

  const isOver = view.state === "over";
  put(byId("set").firstElementChild, view.state === "going" ? "Stop set" : "Start set");
  const isBefore = view.state === "waiting";
  for (const id of ["set", "choose", "weigh", "finish", "plan"]) byId(id).disabled = isOver;
  for (const id of ["more", "discard"]) byId(id).disabled = isOver || isBefore;
  byId("less").disabled = isOver || isBefore || view.reps === 0;
  byId("undo").disabled = isOver || !view.can_undo;
  put(byId("choose-value"), view.is_chosen ? named(view.exercise) : "auto");
  put(byId("weigh-value"), view.weight_kg === null ? "–" : `${view.weight_kg} kg`);
  return alarms(view);
}

function asked(view, isPlanned) {
  const { plan } = view;
  if (view.state === "over") return "";
  if (isPlanned) {
    const isBefore = view.state === "waiting" && view.weight_kg === null;
    // Behind a set, `done` has counted it already.
    const set = Math.min(plan.sets, view.state === "resting" ? Math.max(1, plan.done) : plan.done + 1);
    return `Set ${set} of ${plan.sets}${DOT}${many(plan.reps)}${isBefore ? kilograms(plan) : ""}`;
  }
  if (view.state === "waiting") {
    return plan && !plan.is_over
      ? `Plan: ${named(plan.exercise)}, ${plan.sets} × ${many(plan.reps)}${kilograms(plan)}` : "";
  }
  return `Set ${view.set_number}`;
}

function note(view) {
  const isDone = view.plan?.is_set_done ?? false;
  let text = "";
  if (isDone) text = "✓ set done";
  else if (view.is_discarded && view.state === "going") text = "This set is discarded";
  else if (view.not_counted && view.state !== "over") text = `not counted: ${view.not_counted}`;
  else if (view.state === "waiting" && view.strap.link === "on") text = "Ready. Stand upright, then lift.";
  mark(byId("note"), "good", isDone);
  put(byId("note"), text);
}

function figures(view, isPlanned, perMinute) {
  const rep = view.last_rep;
  // Before the exercise is found out, what the plan asks for first is what is meant.
  const isMeant = isPlanned || (view.state === "waiting" && view.exercise === null && view.plan?.is_over === false);
  const target = isMeant ? view.plan.tempo : null;
  const isAhead = rep === null && target !== null;
  const seconds = rep === null ? [null, null, null, null]
    : [rep.eccentric_s, rep.bottom_pause_s, rep.concentric_s, rep.top_pause_s];
  mark(byId("tempo"), "free", target === null);
  mark(byId("tempo"), "ahead", isAhead);
  const scale = Math.max(sum(seconds), target === null ? 0 : sum(target)) || 1;
  document.querySelectorAll(".part").forEach((part, i) => {
    const fit = fits(seconds[i], target?.[i]);
    mark(part, "fits", fit);
    mark(part, "now", view.state === "going" && view.phase === PHASES[i]);
    const known = seconds[i] === null ? "–" : brief(seconds[i]);
    put(part.querySelector("strong"), isAhead ? asWritten(target[i], i) : known);
    put(part.querySelector("i"), isAhead ? "target" : sign(seconds[i], target?.[i]));
    const [done, wanted] = ["bar-done", "bar-target"].map((id) => byId(id).children[i]);
    mark(done, "fits", fit);
    mark(done, "none", isAhead && target[i] === 0);
    done.style.flexBasis = `${(100 * ((isAhead ? target : seconds)[i] ?? 0)) / scale}%`;
    wanted.style.flexBasis = `${(100 * (target?.[i] ?? 0)) / scale}%`;
  });
  const tension = view.time_under_tension_s;
  figure("tension", "under tension", tension ? tension.toFixed(tension < 99.95 ? 1 : 0) : null, "s");
  const limit = isPlanned ? view.plan.slowdown_pct : null;
  if (view.exercise === "swing") figure("third", "per minute", perMinute === null ? null : String(Math.round(perMinute)), "");
  else if (limit === null && rep !== null && rep.flight_s !== null) figure("third", "in the air", rep.flight_s.toFixed(2), "s");
  else if (limit === null) figure("third", "range", rep === null ? null : String(Math.round(rep.range_of_motion_deg)), "°");
  else {
    const isOver = view.slowdown_pct !== null && view.slowdown_pct >= limit;
    const pct = view.slowdown_pct === null ? null : String(Math.round(view.slowdown_pct));
    figure("third", isOver ? `slow-down: limit ${limit} reached` : `slow-down, limit ${limit}`, pct, "%");
    mark(byId("third"), "fits", isOver ? "no" : null);
    return;
  }
  mark(byId("third"), "fits", null);
}

function figure(id, name, value, unit) {
  const element = byId(id);
  put(element.firstElementChild, name);
  const strong = element.lastElementChild;
  const text = value === null ? "–" : value;
  if (strong.dataset.shown === text + unit) return;
  strong.dataset.shown = text + unit;
  strong.textContent = text;
  if (value !== null && unit) {
    const small = document.createElement("small");
    small.textContent = unit === "°" ? unit : ` ${unit}`;
    strong.append(small);
  }
}

// One decimal while there is room for it.
function brief(seconds) {
  return seconds.toFixed(seconds < 9.95 ? 1 : 0);
}

function sum(values) {
  return values.reduce((total, one) => total + (one ?? 0), 0);
}

// A phase fits where it is the target in whole seconds, halves up, as a tempo is written.
function fits(seconds, target) {
  if (seconds === null || target === undefined || target === null) return null;
  return Math.floor(seconds + 0.5) === target ? "yes" : "no";
}

function sign(seconds, target) {
  const fit = fits(seconds, target);
  if (fit === null) return "";
  if (fit === "yes") return "✓";
  const off = seconds - target;
  return `${off > 0 ? "+" : "−"}${brief(Math.abs(off))}`;
}

function summary(view) {
  byId("rest").hidden = view.state !== "resting";
  byId("end").hidden = view.state !== "over";
  if (view.state === "resting") {
    const last = view.sets.at(-1);
    put(byId("rest-set"), last ? `Last set: ${told(last)}` : "");
    put(byId("rest-next"), next(view));
  }
  if (view.state === "over") {
    const lines = view.sets.map((set) => `${named(set.exercise)}: ${told(set)}`);
    const list = byId("end-sets");
    if (list.dataset.shown !== lines.join("\n")) {
      list.dataset.shown = lines.join("\n");
      list.replaceChildren(...(lines.length ? lines : ["No sets."]).map((line, i) => {
        const item = document.createElement("li");
        item.textContent = line;
        mark(item, "discarded", view.sets[i]?.is_discarded ?? false);
        return item;
      }));
    }
  }
}

function told(set) {
  if (set.is_discarded) return "discarded";
  const isHeld = set.hold_s !== null;
  const parts = set.reps || !isHeld ? [`${set.reps} ${set.reps === 1 ? "rep" : "reps"}`] : [];
  if (isHeld) parts.push(`held ${clock(Math.round(set.hold_s))}`);
  if (set.weight_kg !== null) parts.push(`${set.weight_kg}\u00a0kg`);
  if (set.tempo !== null) parts.push(set.tempo);
  else if (set.cadence_per_min !== null) parts.push(`${Math.round(set.cadence_per_min)} per min`);
  if (!isHeld) parts.push(`TUT\u00a0${Math.round(set.time_under_tension_s)}\u00a0s`);
  if (set.cue) parts.push(set.cue);
  return parts.join(DOT);
}

function next({ plan, exercise }) {
  if (plan === null) return "";
  if (plan.is_over) return "Plan done";
  if (plan.done >= plan.sets) return plan.next_text && `Next: ${plan.next_text}`;
  const another = plan.exercise === exercise ? "" : `${named(plan.exercise)}, `;
  const tempo = plan.tempo === null ? "" : `${DOT}tempo\u00a0${written(plan.tempo)}`;
  return `Next: ${another}set ${plan.done + 1} of ${plan.sets}${DOT}${many(plan.reps)}${kilograms(plan)}${tempo}`;
}

function kilograms(plan) {
  return plan.weight_kg === null ? "" : `${DOT}${plan.weight_kg}\u00a0kg`;
}

// The rest clock; returns the seconds left, or null where no rest has an end.
export function showRest(rest, nowS) {
  const passed = Math.max(0, nowS - rest.began_unix_s);
  const left = rest.target_s === null ? null : rest.target_s - passed;
  const isOver = left !== null && left <= 0;
  const text = left === null ? clock(passed) : isOver ? `+${clock(-left)}` : clock(Math.ceil(left));
  byId("rest-clock").style.setProperty("--chars", text.length);
  put(byId("rest-clock"), text);
  put(byId("rest-name"), isOver ? "Rest is over" : left !== null && left <= 10 ? "Get ready" : "Rest");
  mark(byId("rest"), "near", left !== null && left <= 10 && left > 0);
  mark(byId("rest"), "over", isOver);
  return left;
}

// What is wrong, gravest first: [text, how].
function alarms(view) {
  const { strap, recording } = view;
  const found = [];
  if (recording.failed_since_s !== null) {
    const why = recording.trouble ? ` ${recording.trouble}` : "";
    found.push([`Nothing is recorded since ${clock(recording.failed_since_s)}.${why}`, "grave"]);
  } else if (recording.trouble) found.push([recording.trouble, "warning"]);
  if (strap.link === "lost") {
    found.push([`Strap out of reach. ${strap.trouble || "It records by itself; the count catches up."}`, "grave"]);
  } else if (strap.link === "looking") {
    found.push([`Looking for the strap. ${strap.trouble}`.trim(), "warning"]);
  } else if (strap.trouble) found.push([strap.trouble, "warning"]);
  if (strap.is_slipping) found.push(["The strap slips: tighten it.", "warning"]);
  if (strap.battery_pct !== null && strap.battery_pct <= LOW_BATTERY_PCT) {
    found.push([`The strap's battery is low: ${strap.battery_pct} %.`, "warning"]);
  }
  if (strap.is_clipping) found.push(["The movement exceeds what the sensor can measure.", "warning"]);
  return found;
}

export function showAlarms(found) {
  const shown = found.slice(0, 2);
  const box = byId("alarms");
  const key = JSON.stringify(shown);
  if (box.dataset.shown === key) return;
  box.dataset.shown = key;
  box.replaceChildren(...shown.map(([text, how]) => {
    const line = document.createElement("p");
    line.textContent = text;
    mark(line, "grave", how === "grave");
    mark(line, "hint", how === "hint");
    return line;
  }));
}
