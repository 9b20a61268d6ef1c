// Saving, and what is asked before anything could be lost.

const byId = (id) => document.getElementById(id);
const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

export function say(text) {
  const toast = byId("toast");
  toast.querySelector("p").textContent = text;
  toast.hidden = false;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { toast.hidden = true; }, 7000);
}

// Asks by buttons, the first of which is the best; returns the name of what was chosen.
export function ask(text, choices) {
  const dialog = byId("ask");
  dialog.querySelector("p").textContent = text;
  return new Promise((answer) => {
    const buttons = Object.entries(choices).map(([name, label], i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.className = i ? "" : "main";
      button.addEventListener("click", () => dialog.close(name));
      return button;
    });
    dialog.querySelector(".buttons").replaceChildren(...buttons);
    dialog.returnValue = "";
    dialog.addEventListener("close", () => answer(dialog.returnValue), { once: true });
    dialog.showModal();
  });
}

async function asked(path, said) {
  const how = said === undefined ? {} : {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(said),
  };
  try {
    const answer = await fetch(path, how);
    return [answer.status, answer.status === 204 ? {} : await answer.json()];
  } catch {
    return [0, {}];
  }
}

export class Saving {
  constructor(file, version) {
    this.file = file;
    this.version = version;
  }

  // Saves labels; tells whether they are safe now. `take` is given other labels that are to be gone on with.
  async save(labels, take) {
    let isAgreed = false;
    for (;;) {
      const [status, answer] = await asked("labels", { labels, over: this.version, agreed: isAgreed });
      if (status === 200) {
        this.version = answer.version;
        return true;
      }
      if (status === 0) {
        await this.keepElsewhere(labels);
        return false;
      }
      if (status !== 409) {
        say(`Not saved. ${sentence(answer.why)}`);
        return false;
      }
      const [found, there] = await asked("labels");
      if (found !== 200) {
        say(`Not saved. ${found ? sentence(there.why) : "repbelt does not answer."}`);
        return false;
      }
      const choice = await ask(`${sentence(answer.why)} Nothing was saved yet.`, {
        cancel: "Leave it as it is", over: "Save over it", ...(there.labels ? { take: "Go on with what is there" } : {}),
      });
      if (choice === "take") {
        this.version = there.version;
        take(there.labels);
        return false;
      }
      if (choice !== "over") return false;
      this.version = there.version;
      isAgreed = true;
    }
  }

  async keepElsewhere(labels) {
    const choice = await ask("repbelt does not answer: is it still running? Nothing was saved; the marks are still here.", {
      cancel: "Go on", keep: "Keep them as a file",
    });
    if (choice !== "keep") return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(labels, null, 1)], { type: "application/json" }));
    link.download = this.file;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  async end() {
    const [status] = await asked("done", {});
    return status === 204;
  }
}
