// The review pages: what is pressed is asked for, and what came of it is shown at once.

const byId = (id) => document.getElementById(id);
const listeners = []; // called with the page's main element when it stands anew
let page = byId("page");

document.documentElement.classList.add("js-on");

export function onPage(draw) {
  listeners.push(draw);
  draw(page);
}

export function where(...parts) {
  return [page.dataset.base, "session", page.dataset.session, ...parts].join("/");
}

// Saying.

function say(text, isUndoable = false) {
  const toast = byId("toast");
  toast.querySelector("p").textContent = text;
  toast.querySelector("button").hidden = !isUndoable;
  toast.hidden = false;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { toast.hidden = true; }, isUndoable ? 12000 : 6000);
}

const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

// Asking.

let isBusy = false;

async function post(path, said) {
  const headers = { "content-type": "application/json" };
  try {
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(said) });
    return [answer.status, await answer.json()];
  } catch {
    return [0, { why: "repbelt does not answer: is it still running? Nothing was changed" }];
  }
}

async function correct(action) {
  if (isBusy) return;
  isBusy = true;
  document.body.setAttribute("aria-busy", "true");
  const at = page.dataset.set ? Number(page.dataset.set) : null;
  const [status, answer] = await post(where("correct"), { action, seen: page.dataset.seen, at });
  if (status === 200) {
    const path = at === null ? where() : answer.at === null ? where() : where("set", answer.at);
    await show(path);
    say(sentence(answer.said), action.do !== "undo");
  } else {
    if (status === 409) await show(location.pathname);
    say(sentence(answer.why));
  }
  isBusy = false;
  document.body.removeAttribute("aria-busy");
}

// Loads a page and puts what is new in place of what stands: nobody loses where they were.
async function show(path) {
  const answer = await fetch(path + (path === location.pathname ? location.search : ""));
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok && path === location.pathname) return void location.reload();
  const open = [...page.querySelectorAll("details[open]")].map(nameOf);
  for (const details of next.querySelectorAll("#page details")) {
    if (open.includes(nameOf(details))) details.open = true;
  }
  const focused = document.activeElement?.closest("details[id]")?.id;
  if (path !== location.pathname) history.replaceState(null, "", path);
  document.title = next.title;
  for (const id of ["ways", "page"]) byId(id).replaceWith(document.adoptNode(next.getElementById(id)));
  document.querySelectorAll("dialog").forEach((dialog) => dialog.remove());
  document.body.append(...next.querySelectorAll("dialog"));
  page = byId("page");
  (focused ? byId(focused)?.querySelector("summary") : null)?.focus();
  for (const draw of listeners) draw(page);
}

const nameOf = (details) => details.id || details.querySelector("summary").textContent.split(":")[0].trim();

// Forms: a describing one says only what was changed in it.

function actionOf(form) {
  const action = { do: form.dataset.do };
  let isChanged = !action.do.startsWith("describe");
  for (const input of form.elements) {
    if (!input.name) continue;
    const isNumber = input.type === "number" || "number" in input.dataset;
    if (action.do.startsWith("describe") && !("always" in input.dataset)) {
      const before = input.tagName === "SELECT"
        ? [...input.options].find((option) => option.defaultSelected)?.value : input.defaultValue;
      if (input.value === before) continue;
      isChanged = true;
    }
    action[input.name] = !isNumber ? input.value : input.value === "" ? null : Number(input.value);
  }
  return isChanged ? action : null;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.do) return;
  event.preventDefault();
  const action = actionOf(form);
  if (action) correct(action);
  else say("Nothing was changed.");
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { action, open } = button.dataset;
  if (action) correct(JSON.parse(action));
  else if ("undo" in button.dataset) correct({ do: "undo" });
  else if (open) byId(open).showModal();
  else if ("close" in button.dataset) button.closest("dialog").close();
  else if (button.dataset.delete) {
    const [status, answer] = await post(where("delete"), { delete: button.dataset.delete });
    if (status === 200) location.assign(`${page.dataset.base}/`);
    else say(sentence(answer.why));
  }
});

if (page.dataset.set && "trace" in page.dataset) import("./trace.js");
