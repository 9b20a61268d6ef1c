// The video: chosen, brought into step, and remembered where it began.

import { say } from "./saving.js";

const byId = (id) => document.getElementById(id);

export function listenToFilm(player, recording) {
  let name = ""; // of this video beside this recording

  byId("file").addEventListener("change", () => {
    const [file] = byId("file").files;
    if (!file) return;
    name = [recording, file.name, file.size].join("|");
    player.load(file);
    const kept = Number.parseFloat(storage()?.getItem(name));
    if (!Number.isFinite(kept)) return;
    player.begin(kept);
    say("The common instant is where you set it last time.");
  });
  byId("link").addEventListener("click", () => {
    player.link();
    keep();
  });
  byId("unlink").addEventListener("click", () => player.unlink());
  byId("offset").addEventListener("change", () => {
    const offset = byId("offset").valueAsNumber;
    if (!Number.isFinite(offset)) return;
    player.begin(offset);
    keep();
  });

  function keep() {
    try {
      storage()?.setItem(name, String(player.offset));
    } catch {
      // No room: the instant is then set again next time.
    }
  }
}

// A browser may keep nothing.
function storage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
