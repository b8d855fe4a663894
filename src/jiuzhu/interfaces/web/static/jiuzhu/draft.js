/* What is typed is kept on the server every few seconds; sign-in and network may go in between. */
import { renew } from "./session.js";

const form = document.querySelector("form[data-draft]");
const saved = document.querySelector("#saved");
const WAIT = 1000, LONGEST = 3500, RETRY = 5000;
let version = Number(form?.dataset.version ?? 0);
let timer = 0, since = 0, busy = false, dirty = false, stopped = false, checked = false;

export const word = (name, value = "") =>
  document.querySelector("#words").content.querySelector(`[data-word="${name}"]`).textContent.replace("{}", value);

function say(sentence, tone = "muted") {
  saved.textContent = sentence;
  saved.className = `saved ${tone}`;
}

const token = () => form.elements.csrfmiddlewaretoken.value;

/* Ask the server as this page; an expired session and a token of an earlier one are mended. */
export async function ask(url, values, again = true) {
  const body = new URLSearchParams(values);
  body.set("csrfmiddlewaretoken", token());
  const answer = await fetch(url, { method: "POST", body, redirect: "manual", keepalive: String(body).length < 60000 });
  if (again && (answer.type === "opaqueredirect" || answer.status === 403)) {
    await renew();
    return ask(url, values, false);
  }
  return answer;
}

document.addEventListener("session:expired", () => say(word("expired"), "error"));
document.addEventListener("session:other", () => { dirty = false; });

const typed = () => {
  const values = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && value) values.append(name, value);
  values.set("draft_form", form.dataset.form);
  values.set("draft_version", version);
  values.set("draft_title", form.dataset.title || form.elements.name?.value || "");
  return values;
};

export async function save() {
  clearTimeout(timer);
  if (!dirty || busy || stopped) return;
  busy = true;
  dirty = false;
  since = 0;
  say(word("saving"));
  try {
    const answer = await ask(form.dataset.draft, typed());
    const told = await answer.json();
    if (answer.ok) {
      version = told.version;
      say(word("saved", told.at));
    } else {
      stopped = answer.status === 409;
      say(told.sentence, "error");
    }
  } catch {
    dirty = true;
    say(word("offline"), "error");
    timer = setTimeout(save, RETRY);
  }
  busy = false;
  if (dirty && since) touched();
}

export function touched() {
  if (stopped) return;
  dirty = true;
  since ||= Date.now();
  clearTimeout(timer);
  timer = setTimeout(save, Math.max(0, Math.min(WAIT, since + LONGEST - Date.now())));
}

/* The form leaves only when the session and the network are there; otherwise it stays, and says so. */
async function leave(event) {
  if (checked) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = event.submitter;
  try {
    await renew();
  } catch {
    say(word("offline"), "error");
    saved.scrollIntoView({ block: "nearest" });
    return;
  }
  clearTimeout(timer);
  checked = true;
  stopped = true;
  form.requestSubmit(button?.form === form ? button : null);
}

if (form?.dataset.draft) {
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("submit", leave);
  addEventListener("online", save);
  addEventListener("pageshow", () => { checked = false; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (new URL(xhr.responseURL, location).pathname === requestConfig.path.split("?")[0]) return;
    event.detail.shouldSwap = false; // the page of the sign-in, not the answer
    renew();
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if ("csrfmiddlewaretoken" in event.detail.parameters) event.detail.parameters.csrfmiddlewaretoken = token();
  });
  document.addEventListener("submit", async (event) => {
    if (!event.target.hasAttribute("data-leaves") || !dirty) return;
    event.preventDefault();
    await save();
    event.target.submit();
  });
}
