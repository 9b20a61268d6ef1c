// The live page: what comes is shown and sounded, what is pressed is asked for.

import { Connection } from "./connection.js";
import { named, number, put, show, showAlarms, showRest, written } from "./show.js";
import { MODES, Sound } from "./sound.js";
import { Trace } from "./trace.js";

const byId = (id) => document.getElementById(id);
const TOAST_MS = 4000;
const RECENT_S = 1.5; // A rest's signal is given when its moment comes, not when the page comes back.

let view = null;
let found = [];
let state = "connecting";
let ahead = 0; // of repbelt's clock before ours, seconds
let left = null; // of the rest, when last looked at
let lastRep = null; // { set, t } of the last rep that was said
let perMinute = null;

const sound = new Sound(showSound);
const trace = new Trace(byId("trace"));
const connection = new Connection(take, (now) => {
  if (now === state) return;
  state = now;
  if (now !== "on") trace.at(trace.nowS, false);
  byId("page").toggleAttribute("data-lost", now !== "on" && !isOver());
  alarm();
});

function isOver() {
  return view?.state === "over";
}

function take(message) {
  switch (message.type) {
    case "view": return takeView(message.view, message.unix_s);
    case "say": return takeRep(message);
    case "corrected":
      number(message.number);
      return sound.corrected(message.number);
    case "trace": return trace.push(message.t_s, message.deg);
    case "refused": return toast(message.why);
    case "plans": return showPlans(message.names);
    case "lifters": return showLifters(message.names, message.here);
  }
}

function takeRep({ number: rep, set, t_s: t }) {
  number(rep);
  byId("number").classList.remove("rep");
  void byId("number").offsetWidth; // so that the animation starts anew
  byId("number").classList.add("rep");
  const plan = view?.plan;
  sound.rep(rep, Boolean(plan) && !plan.is_over && plan.exercise === view.exercise && rep >= plan.reps[1]);
  perMinute = lastRep && lastRep.set === set && t > lastRep.t ? 60 / (t - lastRep.t) : null;
  lastRep = { set, t };
  // After the next frame the number is on the screen.
  requestAnimationFrame(() => setTimeout(() => performance.mark(`shown ${set} ${rep}`)));
}

function takeView(next, unixS) {
  const before = view;
  view = next;
  ahead = unixS - Date.now() / 1000;
  found = show(view, lastRep?.set === view.set_number ? perMinute : null);
  trace.at(view.now_s, view.strap.link === "on" && !isOver());
  connection.isLast = isOver();
  const { plan } = view;
  const isPlanned = plan !== null && !plan.is_over && plan.exercise === view.exercise;
  if (view.state !== "going") sound.still();
  else if (isPlanned) {
    if (view.phase === "eccentric") {
      sound.metronome(`${view.set_number} ${view.phase_began_s}`, view.now_s - view.phase_began_s, plan.tempo);
    }
    sound.slowdown(`${view.set_number} ${view.last_rep?.number}`, view.slowdown_pct, plan.slowdown_pct);
    if (plan.is_set_done && before?.state === "going" && !before.plan?.is_set_done) sound.setDone();
  }
  put(byId("tempo-why"), plan?.tempo ? `ticks through ${written(plan.tempo)}` : "needs a plan with a tempo");
  put(byId("slow-why"), plan?.slowdown_pct ? `silent until close to ${plan.slowdown_pct} %` : "needs a plan with a limit");
  rest();
  alarm();
}

function rest() {
  if (view?.state !== "resting" || view.rest === null) {
    left = null;
    return;
  }
  const before = left;
  left = showRest(view.rest, Date.now() / 1000 + ahead);
  if (before === null || left === null || before - left > RECENT_S) return;
  if (before > 10 && left <= 10) sound.restNear();
  if (before > 0 && left <= 0) sound.restOver();
}
setInterval(rest, 100);

function alarm() {
  const all = [];
  if (state !== "on" && isOver()) all.push(["The training is over. You can close this page.", "hint"]);
  else if (state === "refused") all.push(["This address is no longer valid: open the one that repbelt prints now.", "grave"]);
  else if (state === "lost") all.push(["No connection to repbelt. Trying again …", "grave"]);
  else if (state === "on") all.push(...found);
  if (sound.needsTap && !all.length && !isOver()) all.push(["Tap once anywhere for sound", "hint"]);
  showAlarms(all);
}

function showSound() {
  put(byId("sound-value"), sound.mode);
  document.querySelectorAll("[data-mode]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.dataset.mode === sound.mode));
  });
  alarm();
}

function setSound(mode) {
  sound.set(mode);
  try { localStorage.setItem("sound", mode); } catch { /* kept until the page closes */ }
}

function showLifters(names, here) {
  byId("lifters").hidden = names.length < 2;
  byId("lifters").replaceChildren(...names.map((name, i) => {
    const link = document.createElement("a");
    link.href = `?lifter=${i + 1}`;
    const text = document.createElement("span"); // what is cut when it is long
    text.textContent = name;
    link.append(text);
    if (i + 1 === here) link.setAttribute("aria-current", "page");
    return link;
  }));
}

function showPlans(names) {
  byId("plans").replaceChildren(...names.map((name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.plan = name;
    button.textContent = name;
    return button;
  }));
}

function toast(why) {
  put(byId("toast"), why);
  byId("toast").hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { byId("toast").hidden = true; }, TOAST_MS);
}

function ask(action) {
  if (!connection.send(action)) toast("Not connected: nothing was changed.");
}

// Buttons.

const press = {
  set: () => ask({ do: view?.state === "going" ? "stop" : "start" }),
  less: () => ask({ do: "add", reps: -1, set: null }),
  more: () => ask({ do: "add", reps: 1, set: null }),
  undo: () => ask({ do: "undo" }),
  discard: () => ask({ do: "discard", set: null }),
  choose: () => {
    const { plan } = view ?? {};
    const isByHand = plan?.is_ticked_by_hand ?? false;
    byId("tick").hidden = !isByHand;
    if (isByHand) put(byId("tick"), `Set of ${named(plan.exercise)} done: tick it off`);
    document.querySelectorAll("[data-exercise]").forEach((button) => {
      const chosen = view?.is_chosen ? view.exercise : "";
      button.setAttribute("aria-pressed", String(button.dataset.exercise === chosen));
    });
    put(byId("plan-now"), plan?.name ?? "none");
    byId("exercise-dialog").showModal();
  },
  plan: () => byId("plan-dialog").showModal(),
  weigh: () => {
    weight = view?.weight_kg ?? view?.sets.at(-1)?.weight_kg ?? view?.plan?.weight_kg ?? 20;
    showWeight();
    byId("weight-dialog").showModal();
  },
  sound: () => byId("sound-dialog").showModal(),
  finish: () => byId("end-dialog").showModal(),
  tick: () => ask({ do: "tick" }),
  "end-yes": () => ask({ do: "end" }),
  "weight-take": () => ask({ do: "weight", kg: weight }),
};

let weight = 0;
function showWeight() {
  put(byId("weight-now"), `${weight} kg`);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (event.detail) button.blur(); // a space bar pressed later is a key, not this button
  const { exercise, mode, kg, plan } = button.dataset;
  if (kg !== undefined) {
    weight = Math.min(1000, Math.max(0, weight + Number(kg)));
    showWeight();
    return;
  }
  if (exercise !== undefined) ask({ do: "choose", exercise: exercise || null });
  else if (mode !== undefined) setSound(mode);
  else if (plan !== undefined) ask({ do: "plan", name: plan || null });
  button.closest("dialog")?.close();
  press[button.id]?.();
});

// Keys.

const KEYS = {
  " ": "set", "+": "more", "=": "more", "-": "less", d: "discard", u: "undo", e: "choose", p: "plan",
  r: () => ask({ do: "choose", exercise: "rdl" }),
  s: () => ask({ do: "choose", exercise: "swing" }),
  m: () => {
    const next = MODES[(MODES.indexOf(sound.mode) + 1) % MODES.length];
    setSound(next);
    toast(`Sound: ${next}`);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (document.querySelector("dialog[open]")) return;
  const does = KEYS[event.key.toLowerCase()];
  if (!does) return;
  // Whoever walks from button to button by Tab presses that button.
  if (event.key === " " && event.target.closest?.("button, a")?.matches(":focus-visible")) return;
  event.preventDefault();
  if (typeof does === "function") does();
  else if (!byId(does).disabled) press[does]();
});

// Sound begins with the first touch.
for (const name of ["pointerup", "keydown"]) document.addEventListener(name, () => sound.unlock());
try {
  const kept = localStorage.getItem("sound");
  if (MODES.includes(kept)) sound.mode = kept;
} catch { /* a browser that keeps nothing */ }
showSound();

// The screen stays on while somebody lifts.
async function stayAwake() {
  if (document.hidden || !navigator.wakeLock) return;
  await navigator.wakeLock.request("screen").catch(() => {});
}
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
