// What is marked: marks and sets, every change with its undo, and the labels that they are.

export const NAMES = {
  start_s: "start", bottom_s: "bottom", bottom_end_s: "bottom end", end_s: "lock-out",
  hold_s: "hold begins", release_s: "hold ends",
};
const OF_A_REP = ["start_s", "bottom_s", "bottom_end_s", "end_s"];
// Where a rep ends in the very moment in which the next one begins, its lock-out comes first.
const ORDER = { end_s: 0, release_s: 0, start_s: 1, hold_s: 1, bottom_s: 2, bottom_end_s: 3 };
const DOUBLE_TAP_S = 0.15; // no two lock-outs are so near
const LARGEST_UNDO = 1000;

const rounded = (s) => Math.round(s * 1000) / 1000;
const without = (whole, names) => Object.fromEntries(Object.entries(whole).filter(([name]) => !names.includes(name)));

export class Marks {
  // A state never changes; a change is another state.
  constructor(durationS) {
    this.durationS = durationS;
    this.ids = 0;
    this.past = [];
    this.future = [];
    this.state = { marks: [], sets: [this.newSet(-Infinity, null)], complete: false, untimed: [] };
    this.saved = this.state;
    this.onChange = () => {};
  }

  newSet(t, exercise, rest = {}) {
    return { id: ++this.ids, t, exercise, rest };
  }

  newMark(kind, t, isCounted = false, rest = {}) {
    return { id: ++this.ids, kind, t, isCounted, rest };
  }

  // Takes what was saved before, as it lies there.
  load(labels) {
    const isCounted = labels.source === "correction";
    const marks = [], sets = [], untimed = [];
    const firstOf = (one) => Math.min(...timesOf(one));
    const timed = labels.sets.filter((one) => timesOf(one).length || !untimed.push(one));
    timed.sort((one, other) => firstOf(one) - firstOf(other));
    let before = -Infinity;
    for (const one of timed) {
      sets.push(this.newSet((before + firstOf(one)) / 2, one.exercise, without(one, ["exercise", "reps", "start_s", "hold_s"])));
      before = Math.max(...timesOf(one));
      for (const rep of one.reps) {
        const known = OF_A_REP.filter((kind) => typeof rep[kind] === "number");
        for (const kind of known) {
          marks.push(this.newMark(kind, rep[kind], isCounted, kind === "end_s" ? without(rep, known) : {}));
        }
      }
      if (typeof one.start_s === "number") {
        marks.push(this.newMark("hold_s", one.start_s, isCounted));
        if (typeof one.hold_s === "number") marks.push(this.newMark("release_s", one.start_s + one.hold_s, isCounted));
      }
    }
    if (!sets.length) sets.push(this.newSet(-Infinity, null));
    this.past = [];
    this.future = [];
    this.state = { marks, sets, complete: labels.complete, untimed };
    this.saved = this.state;
    this.onChange();
  }

  change(part, isGoingOn = false) {
    if (!isGoingOn) this.past = [...this.past.slice(-LARGEST_UNDO), this.state];
    this.future = [];
    this.state = { ...this.state, ...part };
    this.onChange();
  }

  undo() {
    if (!this.past.length) return false;
    this.future.push(this.state);
    this.state = this.past.pop();
    this.onChange();
    return true;
  }

  redo() {
    if (!this.future.length) return false;
    this.past.push(this.state);
    this.state = this.future.pop();
    this.onChange();
    return true;
  }

  find(id) {
    return this.state.marks.find((one) => one.id === id);
  }

  // Marks a time. A rep has one mark of a kind: marked again, it moves. Returns the mark's id.
  add(kind, t, isCounted = false) {
    const { reps, set } = this.around(t);
    const own = set.marks.filter((one) => one.kind === kind);
    const same = kind === "end_s" ? own.find((one) => Math.abs(one.t - t) < DOUBLE_TAP_S)
      : OF_A_REP.includes(kind) ? own.find((one) => reps.from < one.t && one.t <= reps.to)
        : own[0];
    if (same) {
      this.move(same.id, t, { isCounted });
      return same.id;
    }
    const mark = this.newMark(kind, rounded(t), isCounted);
    this.change({ marks: [...this.state.marks, mark] });
    return mark.id;
  }

  move(id, t, { isCounted = false, isGoingOn = false } = {}) {
    const at = rounded(Math.min(Math.max(0, t), this.durationS));
    const marks = this.state.marks.map((one) => (one.id === id ? { ...one, t: at, isCounted } : one));
    this.change({ marks }, isGoingOn);
  }

  remove(id) {
    this.change({ marks: this.state.marks.filter((one) => one.id !== id) });
  }

  clear() {
    this.change({ marks: [], sets: [this.newSet(-Infinity, null)], untimed: [] });
  }

  addSet(t) {
    const { exercise } = this.around(t).set;
    this.change({ sets: [...this.state.sets, this.newSet(rounded(t), exercise)] });
  }

  // What is in it then belongs to the set before.
  removeSet(id) {
    this.change({ sets: this.state.sets.filter((one) => one.id !== id) });
  }

  nameSet(id, exercise) {
    this.change({ sets: this.state.sets.map((one) => (one.id === id ? { ...one, exercise } : one)) });
  }

  // The set that a time is in, and between which lock-outs.
  around(t) {
    const set = this.sets().findLast((one, i) => i === 0 || one.t <= t);
    const ends = set.marks.filter((one) => one.kind === "end_s").map((one) => one.t);
    const from = Math.max(-Infinity, ...ends.filter((end) => end < t));
    const to = Math.min(Infinity, ...ends.filter((end) => end >= t));
    return { set, reps: { from, to } };
  }

  // Sets in order with their reps, holds, what belongs to no rep, and what is wrong with them.
  sets() {
    if (this.shown === this.state) return this.shownSets;
    const sets = [...this.state.sets].sort((one, other) => one.t - other.t)
      .map((one) => ({ ...one, marks: [], reps: [], hold: null, release: null, loose: [], faults: [] }));
    const marks = [...this.state.marks].sort((one, other) => one.t - other.t || ORDER[one.kind] - ORDER[other.kind]);
    for (const mark of marks) sets.findLast((one, i) => i === 0 || one.t <= mark.t).marks.push(mark);
    for (const set of sets) gather(set);
    this.shown = this.state;
    this.shownSets = sets;
    return sets;
  }

  // Why they cannot be saved, in sentences.
  faults() {
    return this.sets().flatMap((set, i) => set.faults.map((fault) => `Set ${i + 1}: ${fault}`));
  }

  get isCounted() {
    return this.state.marks.some((one) => one.isCounted);
  }

  labels(source) {
    const sets = this.sets().filter((set) => set.reps.length || set.hold).map((set) => ({
      exercise: set.exercise,
      ...set.rest,
      ...(set.hold ? { start_s: set.hold.t, hold_s: rounded(set.release.t - set.hold.t) } : {}),
      reps: set.reps.map(labelOf),
    }));
    return { schema: "repbelt.labels/1", source, complete: this.state.complete, sets: [...sets, ...this.state.untimed] };
  }
}

function gather(set) {
  let open = {};
  for (const mark of set.marks) {
    if (mark.kind === "hold_s") set.hold = mark;
    else if (mark.kind === "release_s") set.release = mark;
    else if (mark.kind === "end_s") {
      set.reps.push({ ...open, end_s: mark });
      open = {};
    } else {
      if (open[mark.kind]) set.loose.push(open[mark.kind]);
      open[mark.kind] = mark;
    }
  }
  set.loose.push(...Object.values(open));
  set.reps.forEach((rep, i) => {
    const times = OF_A_REP.filter((kind) => rep[kind]).map((kind) => rep[kind].t);
    if (times.some((t, k) => k > 0 && t < times[k - 1])) {
      set.faults.push(`start, bottom, bottom end and lock-out of rep ${i + 1} are not in this order.`);
    }
  });
  if (set.reps.length && (set.hold || set.release)) set.faults.push("a set has reps, or it is a hold: begin a new set between them.");
  else if (Boolean(set.hold) !== Boolean(set.release)) set.faults.push(set.hold ? "the hold has no end yet." : "the hold has no begin yet.");
  else if (set.hold && set.release.t <= set.hold.t) set.faults.push("the hold ends before it begins.");
  if (!set.exercise && (set.reps.length || set.hold)) set.faults.push("choose its exercise.");
}

// Without a start there is no eccentric, where the rep's begin at the bottom is marked.
function labelOf(rep) {
  const times = OF_A_REP.filter((kind) => rep[kind]).map((kind) => [kind, rep[kind].t]);
  const none = rep.bottom_end_s && !rep.start_s ? { start_s: null } : {};
  return { ...none, ...Object.fromEntries(times), ...rep.end_s.rest };
}

function timesOf(set) {
  const held = typeof set.start_s === "number" ? [set.start_s, set.start_s + (set.hold_s ?? 0)] : [];
  return [...held, ...set.reps.flatMap((rep) => OF_A_REP.map((kind) => rep[kind]).filter((t) => typeof t === "number"))];
}
