/* A form that stayed open: before it leaves, the session and the network are asked; where the
   session is over, one signs in here, and nothing that was typed is lost. */
const dialog = document.querySelector("#sign-in");
const OPEN_FOR = 5 * 60 * 1000; // a younger page needs no question: a session lasts hours
let opened = Date.now();

/* Take the token of the present session; where there is none, sign in here first. */
export async function renew() {
  const answer = await fetch(dialog.dataset.token, { redirect: "manual" });
  return taken(answer.ok ? await answer.json() : await signIn());
}

function taken(session) {
  opened = Date.now();
  if (String(session.account) !== dialog.dataset.account) {
    document.dispatchEvent(new Event("session:other"));
    location.replace("/w/"); // somebody else: nothing of this page stays on the screen
    return new Promise(() => {});
  }
  for (const one of document.querySelectorAll("[name=csrfmiddlewaretoken]")) one.value = session.token;
  return session;
}

let signing = null;
function signIn() {
  signing ??= new Promise((done) => {
    document.dispatchEvent(new Event("session:expired"));
    const shown = async (answer) => {
      if (new URL(answer.url).pathname === dialog.dataset.token) {
        dialog.close();
        signing = null;
        done(await answer.json());
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const inner = document.importNode(page.querySelector("main form[method=post]"), true);
      const errors = page.querySelector("#errors");
      const head = Object.assign(document.createElement("h2"), { textContent: dialog.getAttribute("aria-label") });
      const why = Object.assign(document.createElement("p"), { textContent: dialog.dataset.expired });
      const wrong = Object.assign(document.createElement("p"), { className: "error", textContent: errors?.querySelector("li")?.textContent ?? "" });
      inner.querySelector("[data-primary]")?.removeAttribute("data-primary");
      dialog.replaceChildren(head, why, wrong, inner);
      if (!dialog.open) dialog.showModal();
      inner.querySelector("input:not([type=hidden])")?.focus();
      inner.addEventListener("submit", async (event) => {
        event.preventDefault();
        event.stopPropagation();
        const action = new URL(inner.getAttribute("action") ?? answer.url, answer.url);
        shown(await fetch(action, { method: "POST", body: new URLSearchParams(new FormData(inner)) }));
      });
    };
    fetch(`${dialog.dataset.login}?next=${encodeURIComponent(dialog.dataset.token)}`).then(shown);
  });
  return signing;
}
dialog?.addEventListener("cancel", (event) => event.preventDefault());
dialog?.addEventListener("keydown", (event) => event.stopPropagation());

/* Say beside the button why the form stays; said again, it is said once. */
function stay(form, sentence) {
  const told = form.querySelector("[data-stays]") ?? document.createElement("p");
  told.dataset.stays = "";
  told.className = "error";
  told.setAttribute("role", "alert");
  told.textContent = sentence;
  (form.querySelector(".form-actions") ?? form).append(told);
}

async function leave(event) {
  const form = event.target;
  if (form.method !== "post" || form.dataset.draft || dialog.contains(form)) return;
  if (form.dataset.checked) { delete form.dataset.checked; return; }
  if (navigator.onLine && Date.now() - opened < OPEN_FOR) return;
  const button = event.submitter;
  event.preventDefault();
  event.stopImmediatePropagation();
  try {
    await renew();
  } catch {
    stay(form, dialog.dataset.offline);
    return;
  }
  form.querySelector("[data-stays]")?.remove();
  form.dataset.checked = "1";
  form.requestSubmit(button?.form === form ? button : null);
}
if (dialog) document.addEventListener("submit", leave, true);
