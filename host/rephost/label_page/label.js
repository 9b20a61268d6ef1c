// The labelling page: buttons and keys, and what they do.

import { listenToFilm } from "./film.js";
import { listenToKeys } from "./keys.js";
import { Marks, NAMES } from "./marks.js";
import { Player } from "./player.js";
import { ask, say, Saving } from "./saving.js";
import { left, looseIn, showSets, summary } from "./sets.js";
import { touchable } from "./touch.js";
import { clock, Trace } from "./trace.js";

const SNAP_S = 0.3;
const NUDGE_S = 0.01;
const byId = (id) => document.getElementById(id);

let marks, player, trace, saving, recording;
let chosen = null; // a mark's id
let found = null; // the counter's times, once somebody asked for them
let wasFilmed = false; // some of the marks are by a video
let isStale = false;
let isOver = false;

async function begin() {
  const answer = await fetch("recording");
  recording = await answer.json();
  if (!answer.ok) throw new Error(recording.why);
  marks = new Marks(recording.duration_s);
  player = new Player(byId("video"), recording.duration_s);
  trace = new Trace(byId("trace"), byId("whole"), recording.duration_s, recording.gaps);
  saving = new Saving(recording.file, recording.version);
  byId("name").textContent = recording.name;
  document.title = `${recording.name} · labels`;
  await trace.load();
  marks.onChange = changed;
  player.onChange = moved;
  player.onTrouble = (why) => say(`${why.charAt(0).toUpperCase()}${why.slice(1)}.`);
  if (recording.labels) take(recording.labels);
  else changed();
  listenToFilm(player, recording.name);
  touchable(trace, marks, {
    tap: tapped,
    select: choose,
    drag,
    head: (t) => player.seek(t),
  });
  trace.show(0, recording.duration_s > 90 ? 60 : recording.duration_s);
  requestAnimationFrame(step);
  showAll();
  document.documentElement.dataset.ready = "";
}

function take(labels) {
  wasFilmed = labels.source === "video";
  chosen = null;
  marks.load(labels);
  say(`Going on with ${recording.file}.`);
}

function step(ms) {
  if (isOver) return;
  player.tick(ms);
  if (isStale) showAll();
  if (player.isPlaying) trace.follow(player.t, true);
  trace.draw(marks.sets(), player.t, chosen);
  requestAnimationFrame(step);
}

// Showing.

// Shown at the next picture: a finger that drags changes more than can be drawn.
function changed() {
  isStale = true;
}

function showAll() {
  isStale = false;
  if (chosen !== null && !marks.find(chosen)) chosen = null;
  const sets = marks.sets();
  showSets(byId("sets"), sets, recording.exercises, chosen);
  const faults = marks.faults();
  byId("faults").hidden = !faults.length;
  byId("faults").replaceChildren(...faults.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  byId("complete").checked = marks.state.complete;
  const { untimed } = marks.state;
  byId("untimed").hidden = !untimed.length;
  byId("untimed").textContent = `Kept as they are, without times: ${untimed.map((one) => one.exercise).join(", ")}.`;
  const one = chosen === null ? null : marks.find(chosen);
  byId("chosen").hidden = !one;
  if (one) byId("chosen-name").textContent = `${NAMES[one.kind]} at ${clock(one.t, 3)}`;
  byId("state").toggleAttribute("data-unsaved", !isAllSaved());
  byId("state").textContent = stateInWords();
  moved();
}

function moved() {
  byId("time").textContent = clock(player.t, 3);
  const runs = player.isWaiting ? !player.video.paused : player.isPlaying;
  byId("play").textContent = runs ? "Pause" : "Play";
  byId("video").hidden = !player.hasVideo;
  byId("video").controls = !player.isLinked; // they would hide the feet
  byId("video").toggleAttribute("data-outside", player.isLinked && !player.isFilmed);
  byId("choose").hidden = player.hasVideo;
  byId("step-in").hidden = !player.isWaiting;
  byId("in-step").hidden = !player.isLinked;
  const { set } = marks.around(player.t);
  document.querySelector("[data-do=hold]").textContent = set.hold && !set.release ? "Hold ends here" : "Hold begins here";
  if (player.isLinked && document.activeElement !== byId("offset")) byId("offset").value = player.offset.toFixed(3);
}

// What is left out of the file counts as not saved.
function isAllSaved() {
  return marks.state === marks.saved && !looseIn(marks.sets());
}

function stateInWords() {
  const sets = marks.sets();
  if (marks.state !== marks.saved) return `Not saved yet. ${summary(sets)}`;
  if (looseIn(sets)) return `Saved in ${saving.file}, but ${left(sets)}.`;
  return saving.version ? `Saved in ${saving.file}.` : "Nothing is marked yet.";
}

function choose(id) {
  chosen = id;
  const one = marks.find(id);
  if (one && !player.isPlaying) player.seek(one.t);
  if (one) trace.follow(one.t, false);
  changed();
}

// Marking.

function snapped(kind, t) {
  const near = found?.[kind]?.reduce((best, one) => (Math.abs(one - t) < Math.abs(best - t) ? one : best), Infinity);
  return byId("snap").checked && Math.abs(near - t) <= SNAP_S ? [near, true] : [t, false];
}

function mark(kind, t) {
  if (t < 0 || t > recording.duration_s) return;
  if (player.isFilmed) wasFilmed = true;
  chosen = marks.add(kind, ...snapped(kind, t));
  changed();
}

function markHere(kind) {
  if (player.isWaiting) return say("First say which instant the video and the trace have in common, or tap the trace itself.");
  player.tick(performance.now());
  mark(kind, player.t);
  return undefined;
}

function tapped(t) {
  const kind = byId("tap").value;
  if (kind === "head") return player.seek(t);
  mark(kind, t);
  if (!player.isPlaying && !player.isWaiting) player.seek(t);
  return undefined;
}

function drag(id, t, isFirst) {
  chosen = id;
  const [at, isCounted] = snapped(marks.find(id).kind, t);
  marks.move(id, at, { isCounted, isGoingOn: !isFirst });
  if (!player.isPlaying && !player.isWaiting) player.seek(at);
}

function nudge(s) {
  const one = chosen === null ? null : marks.find(chosen);
  if (!one) return;
  marks.move(chosen, one.t + s);
  if (!player.isPlaying) player.seek(marks.find(chosen).t);
}

function neighbour(by) {
  const all = marks.sets().flatMap((set) => set.marks);
  const at = all.findIndex((one) => one.id === chosen);
  const next = at < 0 ? all.findIndex((one) => one.t >= player.t) : at + by;
  if (all[next]) choose(all[next].id);
}

// It is ticked when the counter's times are there: no mark before snaps by half.
async function snapAsked() {
  const box = byId("snap");
  if (!box.checked || found) return;
  box.checked = false;
  box.disabled = true;
  try {
    found = await (await fetch("counted")).json();
    box.checked = true;
  } catch {
    say("repbelt does not answer.");
  }
  box.disabled = false;
}

// Saving and leaving.

async function save() {
  const faults = marks.faults();
  if (faults.length) {
    say(`Not saved. ${faults[0]}`);
    return false;
  }
  const state = marks.state;
  const source = marks.isCounted ? "correction" : wasFilmed ? "video" : "hand";
  if (!(await saving.save(marks.labels(source), take))) return false;
  marks.saved = state;
  changed();
  say(`Saved: ${summary(marks.sets())}`);
  return true;
}

async function done() {
  if (!isAllSaved()) {
    const choice = await ask(stateInWords(), { save: "Save, and end", leave: "End without saving", cancel: "Go on" });
    if (!["save", "leave"].includes(choice) || (choice === "save" && !(await save()))) return;
  }
  player.pause();
  player.onChange = () => {};
  isOver = true;
  const hasEnded = await saving.end();
  byId("page").replaceChildren(Object.assign(document.createElement("p"), {
    className: "empty", textContent: hasEnded ? "That is all: this window can be closed." : "repbelt has ended already: this window can be closed.",
  }));
}

addEventListener("beforeunload", (event) => {
  if (marks && !isOver && !isAllSaved()) event.preventDefault();
});

// Buttons and keys.

const speeds = () => [...byId("speed").options].map((one) => Number(one.value));
function changeSpeed(by) {
  const all = speeds(), at = all.indexOf(player.speed) + by;
  if (all[at] === undefined) return;
  byId("speed").value = String(all[at]);
  player.pace = all[at];
}

const here = () => { player.tick(performance.now()); return player.t; };
const DOES = {
  start_s: () => markHere("start_s"),
  bottom_s: () => markHere("bottom_s"),
  bottom_end_s: () => markHere("bottom_end_s"),
  end_s: () => markHere("end_s"),
  play: () => player.toggle(),
  back: () => { player.step(-1); trace.follow(player.t, false); },
  on: () => { player.step(1); trace.follow(player.t, false); },
  in: () => trace.zoom(0.5, around()),
  out: () => trace.zoom(2, around()),
  whole: () => trace.show(0, recording.duration_s),
  undo: () => marks.undo() || say("There is nothing to take back."),
  redo: () => marks.redo() || say("There is nothing to do again."),
  earlier: () => nudge(-NUDGE_S),
  later: () => nudge(NUDGE_S),
  here: () => { if (chosen !== null) { if (player.isFilmed) wasFilmed = true; marks.move(chosen, ...place(here())); } },
  delete: () => { if (chosen !== null) marks.remove(chosen); },
  set: () => marks.addSet(here()),
  hold: () => {
    const { set } = marks.around(here());
    markHere(set.hold && !set.release ? "release_s" : "hold_s");
  },
  slower: () => changeSpeed(-1),
  faster: () => changeSpeed(1),
  before: () => neighbour(-1),
  after: () => neighbour(1),
  second_back: () => jump(-1),
  second_on: () => jump(1),
  begin: () => jump(-Infinity),
  end: () => jump(Infinity),
  page_back: () => trace.scroll(-0.7 * (trace.to - trace.from)),
  page_on: () => trace.scroll(0.7 * (trace.to - trace.from)),
  save: () => save(),
  film: () => byId("file").click(),
  clear: () => { marks.clear(); say("All marks are deleted; Undo brings them back."); },
};
const place = (t) => { const [at, isCounted] = snapped(marks.find(chosen).kind, t); return [at, { isCounted }]; };
const around = () => (player.t >= trace.from && player.t <= trace.to ? player.t : undefined);
const jump = (s) => { player.seek(player.t + s); trace.follow(player.t, false); };

listenToKeys(DOES, () => Boolean(marks) && !isOver);

addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || !marks || button.closest("dialog")) return;
  const data = button.dataset;
  if (data.do) DOES[data.do]();
  else if (data.choose) choose(Number(data.choose));
  else if (data.remove) marks.change({ marks: marks.state.marks.filter((one) => !data.remove.split(" ").includes(String(one.id))) });
  else if (data.join) marks.removeSet(Number(data.join));
  else if (data.go) { player.seek(Number(data.go)); trace.follow(player.t, false); }
  // A mouse leaves no focus behind: the space bar plays, whatever was pressed last.
  if (event.detail) button.blur();
});

byId("done").addEventListener("click", done);
byId("speed").addEventListener("change", () => { player.pace = Number(byId("speed").value); byId("speed").blur(); });
byId("tap").addEventListener("change", () => byId("tap").blur());
byId("complete").addEventListener("change", () => marks.change({ complete: byId("complete").checked }));
byId("snap").addEventListener("change", snapAsked);
byId("sets").addEventListener("change", (event) => {
  const id = Number(event.target.dataset.exercise);
  if (id) marks.nameSet(id, event.target.value);
});
begin().catch((fault) => {
  byId("state").textContent = `The recording cannot be shown: ${fault.message || "repbelt does not answer"}.`;
});
