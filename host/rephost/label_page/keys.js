// Which key does what; what it does is told by `does`, by name.

const KEYS = {
  " ": "play", m: "end_s", 1: "start_s", 2: "bottom_s", 3: "bottom_end_s", 4: "end_s", h: "hold", n: "set",
  u: "undo", ",": "back", ".": "on", "<": "slower", ">": "faster", "[": "before", "]": "after",
  "+": "in", "=": "in", "-": "out", 0: "whole", Delete: "delete", Backspace: "delete",
  ArrowLeft: "second_back", ArrowRight: "second_on", Home: "begin", End: "end",
  PageUp: "page_back", PageDown: "page_on",
};
const WITH_CONTROL = { s: "save", z: "undo", y: "redo" };
const WITH_SHIFT = { ArrowLeft: "earlier", ArrowRight: "later" };

export function listenToKeys(does, isReady) {
  addEventListener("keydown", (event) => {
    if (!isReady() || document.querySelector("dialog[open]")) return;
    const name = meant(event);
    if (!name) return;
    event.preventDefault(); // the video has keys of its own
    event.stopPropagation();
    does[name]();
  }, true);
}

function meant(event) {
  const { target } = event;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) return key === "z" && event.shiftKey ? "redo" : WITH_CONTROL[key];
  if (event.altKey || target.matches("input:not([type=checkbox]), select, textarea")) return undefined;
  if (key === " " && target.matches("button, input, summary")) return undefined;
  return (event.shiftKey && WITH_SHIFT[key]) || KEYS[key];
}
