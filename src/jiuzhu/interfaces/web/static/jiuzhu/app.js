/* Niceties only: every page works without this file. */
const doc = document;
const typing = (el) => el.matches("input, select, textarea, [contenteditable]");
const rows = () => [...doc.querySelectorAll("table.grid[data-keys] tbody tr[data-href]")];

function mark(row) {
  for (const other of rows()) other.classList.toggle("here", other === row);
  if (!row) return;
  row.scrollIntoView({ block: "nearest" });
  row.querySelector("a[href]")?.focus({ preventScroll: true });
}

function step(by) {
  const all = rows();
  const at = all.findIndex((row) => row.classList.contains("here"));
  const next = at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by));
  mark(all[next]);
}

function open(row) {
  sessionStorage.setItem("row:" + location.pathname + location.search, row.dataset.href);
  location.assign(row.dataset.href);
}

doc.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey) return;
  if (event.altKey) {
    const primary = doc.querySelector("[data-primary]");
    if (event.key === "Enter" && primary) { event.preventDefault(); primary.click(); }
    if (event.key === "q") doc.querySelector("form[data-leaves]")?.requestSubmit();
    return;
  }
  if (event.key === "Escape") {
    for (const sheet of doc.querySelectorAll("details.dropdown[open]")) sheet.open = false;
    return;
  }
  if (typing(event.target)) return;
  const here = doc.querySelector("tr.here[data-href]");
  if (event.key === "/") { event.preventDefault(); doc.querySelector("#search")?.focus(); }
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "Enter" && event.target === doc.body) {
    const row = here ?? rows()[0];
    if (row) open(row);
  }
});

doc.addEventListener("click", (event) => {
  for (const sheet of doc.querySelectorAll("details.dropdown[open]")) {
    if (!sheet.contains(event.target)) sheet.open = false;
  }
  const row = event.target.closest("tr[data-href]");
  if (row && !event.target.closest("a, button, input, label, select") && !String(getSelection())) open(row);
  if (row && event.target.closest("a")) {
    sessionStorage.setItem("row:" + location.pathname + location.search, row.dataset.href);
  }
  const turn = event.target.closest("[data-turn]");
  if (turn) {
    const figure = turn.closest("figure");
    const now = Number(figure.dataset.turned ?? 0);
    const next = (now + 1) % 4;
    figure.classList.remove("turn-" + now);
    figure.classList.add("turn-" + next);
    figure.dataset.turned = next;
  }
  const all = event.target.closest("[data-check-all]");
  if (all) for (const box of all.closest("table").querySelectorAll("tbody input[type=checkbox]")) box.checked = all.checked;
});

/* Enter moves to the next field of a data-enter-moves form, as in a spreadsheet. */
doc.addEventListener("keydown", (event) => {
  const form = event.target.form;
  if (event.key !== "Enter" || !form?.hasAttribute("data-enter-moves") || event.altKey) return;
  if (!event.target.matches("input:not([type=submit]), select")) return;
  event.preventDefault();
  const fields = [...form.querySelectorAll("input:not([type=hidden]), select, textarea, [data-primary]")]
    .filter((field) => field === event.target || (field.tabIndex >= 0 && field.checkVisibility()
      && (field.type !== "radio" || field.checked || !form.querySelector(`[name="${field.name}"]:checked`))));
  const next = fields[fields.indexOf(event.target) + 1];
  next?.focus();
  if (next?.matches("input[type=text]")) next.select();
});

/* A form is sent once: the second click waits for the first answer. */
doc.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("data-leaves")) sessionStorage.clear();
  if (form.method !== "post" || form.hasAttribute("data-repeat")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 8000);
});
addEventListener("pageshow", () => { for (const form of doc.forms) delete form.dataset.sent; });

const summary = doc.querySelector("#errors");
if (summary) summary.focus();
else {
  const last = sessionStorage.getItem("row:" + location.pathname + location.search);
  const row = (last && rows().find((one) => one.dataset.href === last)) || doc.querySelector("tr.returned");
  if (row) { row.classList.add("here"); row.scrollIntoView({ block: "nearest" }); }
}

/* Buttons that need a script stay hidden without one. */
for (const el of doc.querySelectorAll("[data-script]")) el.hidden = false;
doc.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});
