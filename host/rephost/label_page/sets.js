// The sets in words: what is drawn, for eyes and fingers that want a list.

import { NAMES } from "./marks.js";
import { clock } from "./trace.js";

function made(tag, more = {}, ...children) {
  const { data = {}, ...own } = more;
  const one = Object.assign(document.createElement(tag), own);
  Object.assign(one.dataset, data);
  one.append(...children);
  return one;
}

const several = (n, what) => (n === 1 ? `${n} ${what}` : `${n} ${what}s`);

export const looseIn = (sets) => sets.reduce((sum, set) => sum + set.loose.length, 0);

// What is left out of a file, and why.
export function left(sets) {
  const loose = looseIn(sets);
  return loose === 1 ? "1 mark has no lock-out behind it, and is left out" : `${loose} marks have no lock-out behind them, and are left out`;
}

export function summary(sets) {
  const filled = sets.filter((set) => set.reps.length || set.hold);
  const reps = filled.reduce((sum, set) => sum + set.reps.length, 0);
  return `${several(reps, "rep")} in ${several(filled.length, "set")}.${looseIn(sets) ? ` ${left(sets)}.` : ""}`;
}

// Shows the sets in `list`; whoever had the focus keeps it.
export function showSets(list, sets, exercises, chosen) {
  const focused = document.activeElement?.dataset.key;
  list.replaceChildren(...sets.map((set, i) => setOf(set, i, sets.length, exercises, chosen)));
  if (focused) list.querySelector(`[data-key="${focused}"]`)?.focus({ preventScroll: true });
}

function setOf(set, i, count, exercises, chosen) {
  const unknown = set.exercise && !exercises.some(({ name }) => name === set.exercise) ? [{ name: set.exercise, shown: set.exercise }] : [];
  const names = [...exercises, ...unknown].map(({ name, shown }) => made("option", { value: name, textContent: shown, selected: name === set.exercise }));
  const none = made("option", { value: "", textContent: "choose…", selected: !set.exercise, disabled: true });
  const select = made("select", { ariaLabel: `Exercise of set ${i + 1}`, data: { exercise: set.id, key: `exercise-${set.id}` } }, none, ...names);
  const held = set.hold && set.release ? [`held ${(set.release.t - set.hold.t).toFixed(2)} s`] : [];
  const what = set.reps.length || !held.length ? [several(set.reps.length, "rep")] : [];
  const head = made("div", {}, made("h2", { textContent: `Set ${i + 1}` }), select, made("span", { textContent: [...what, ...held].join(", ") }));
  if (i) {
    head.append(
      made("button", { type: "button", className: "small", textContent: `From ${clock(set.t, 1)}`, data: { go: set.t, key: `go-${set.id}` } }),
      made("button", { type: "button", className: "small grave", textContent: `Join with set ${i}`, data: { join: set.id, key: `join-${set.id}` } }),
    );
  }
  const rows = set.reps.map((rep, k) => row(String(k + 1), Object.values(rep), rep.end_s, `rep ${k + 1}`, chosen));
  for (const mark of [set.hold, set.release].filter(Boolean)) rows.push(row("", [mark], mark, NAMES[mark.kind], chosen, true));
  for (const mark of set.loose) rows.push(row("?", [mark], mark, `${NAMES[mark.kind]} without a lock-out`, chosen, true));
  const parts = rows.length ? [head, made("ol", { className: "reps-of-set" }, ...rows)] : [head];
  return made("section", { className: "set", ariaLabel: `Set ${i + 1} of ${count}` }, ...parts);
}

function row(number, marks, last, name, chosen, isNamed = false) {
  const times = marks.map((mark) => made("button", {
    type: "button", ariaLabel: `${NAMES[mark.kind]} at ${clock(mark.t, 2)}`, ariaPressed: String(mark.id === chosen),
    textContent: isNamed ? `${NAMES[mark.kind]} ${clock(mark.t, 2)}` : clock(mark.t, 2), data: { choose: mark.id, key: `mark-${mark.id}` },
  }));
  for (const [i, button] of times.entries()) button.style.borderBottomColor = `var(--${marks[i].kind})`;
  return made("li", {},
    made("b", { textContent: number }), made("span", { className: "times" }, ...times),
    made("button", { type: "button", textContent: "✕", ariaLabel: `Delete ${name}`, data: { remove: marks.map((one) => one.id).join(" "), key: `remove-${last.id}` } }));
}
