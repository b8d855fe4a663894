/* The counter's sitting: numbers fill, rows grow, a copied block is shown before it is taken. */
import { ask, touched, word } from "./draft.js";

const form = document.querySelector("#sitting");
const LARGE = 60000;
const ROW = "tbody tr";

/* Enter from cell to cell skips what a number has already said. */
function fill(holder, told, prefix = "") {
  const field = (name) => form.elements[prefix + name];
  const found = told.querySelector("[data-number]");
  for (const name of ["sex", "born_on", "paper_reason"]) if (field(name)) field(name).tabIndex = found ? -1 : 0;
  if (!found) return;
  field("identity_number").value = found.dataset.number;
  if (field("sex")) field("sex").value = found.dataset.sex;
  if (field("born_on")) field("born_on").value = found.dataset.born;
  const here = document.activeElement; // who was faster than the answer goes on from a skipped field
  if (here.tabIndex < 0 && here.form === form && here.name.startsWith(prefix)) {
    here.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  }
  touched();
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "known") fill(form, event.target);
});

form.addEventListener("change", async (event) => {
  const input = event.target;
  const prefix = input.name?.match(/^((?:members|supporters)-\d+-)identity_number$/)?.[1];
  if (!prefix) return;
  const cell = input.closest("td").firstElementChild;
  cell.querySelector(".cell-told")?.remove();
  if (!input.value.trim()) return;
  const answer = await ask(form.dataset.known, { identity_number: input.value });
  const told = Object.assign(document.createElement("div"), { className: "cell-told", role: "status" });
  told.append(...new DOMParser().parseFromString(await answer.text(), "text/html").body.children);
  cell.append(told);
  fill(cell, told, prefix);
});

/* Rows: the last one is copied and emptied, under the next free number. */
function addRow(table) {
  const all = [...table.querySelectorAll(ROW)];
  const last = all.at(-1);
  const places = all.map((row) => Number(row.querySelector("[name]").name.match(/-(\d+)-/)[1]));
  if (all.length >= Number(table.dataset.most)) {
    document.querySelector("#saved").textContent = word("full");
    return null;
  }
  const row = last.cloneNode(true);
  const place = Math.max(...places) + 1, number = all.length + 1;
  for (const gone of row.querySelectorAll(".cell-told, .error, .changed")) gone.remove();
  for (const field of row.querySelectorAll("[name]")) {
    field.name = field.name.replace(/-\d+-/, `-${place}-`);
    field.id = `id_${field.name}`;
    field.removeAttribute("aria-describedby");
    field.removeAttribute("aria-invalid");
    field.setAttribute("aria-label", field.getAttribute("aria-label").replace(/\d+/, number));
    field.tabIndex = 0;
    if (field.matches("select")) field.selectedIndex = 0;
    else field.value = "";
  }
  row.querySelector("th").textContent = number;
  last.after(row);
  return row;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "F3") return;
  event.preventDefault();
  const table = event.target.closest?.("[data-rows]") ?? form.querySelector("[data-rows=members]");
  addRow(table)?.querySelector("[name]").focus();
});
form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=rows][value$=':add']");
  if (!button) return;
  event.preventDefault();
  addRow(button.closest("[data-rows]"))?.querySelector("[name]").focus();
});

/* A copied block: shown cell by cell, filled in only when accepted. */
const dialog = document.querySelector("#pasted");
const isBlank = (row) => [...row.querySelectorAll("input")].every((field) => !field.value);

function take(table) {
  const blank = [...table.querySelectorAll(ROW)].filter(isBlank);
  for (const pasted of dialog.querySelectorAll("[data-pasted]")) {
    const row = blank.shift() ?? addRow(table);
    if (!row) break;
    const prefix = row.querySelector("[name]").name.replace(/[^-]+$/, "");
    for (const cell of pasted.querySelectorAll("[data-name]")) {
      const field = form.elements[prefix + cell.dataset.name];
      field.value = cell.dataset.value;
      if (cell.dataset.name === "identity_number") field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
  touched();
}

form.addEventListener("paste", async (event) => {
  const text = event.clipboardData.getData("text/plain");
  const table = event.target.closest("[data-rows]");
  if (text.length > LARGE) {
    event.preventDefault();
    const saved = document.querySelector("#saved");
    saved.textContent = word("large");
    saved.className = "saved error";
    return;
  }
  if (!table || event.target.matches("textarea") || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const answer = await ask(form.dataset.pasted, { table: table.dataset.rows, text });
  dialog.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.children);
  dialog.onclick = (click) => {
    const choice = click.target.closest("button")?.value;
    if (!choice) return;
    dialog.close();
    if (choice === "yes") take(table);
    event.target.focus();
  };
  dialog.showModal();
});

if (!document.querySelector("#errors")) form.querySelector("input:not([type=hidden]):not([tabindex='-1']), select")?.focus();
for (const input of form.querySelectorAll("[name$=identity_number]")) {
  if (input.value && !document.querySelector("#errors")) input.dispatchEvent(new Event("change", { bubbles: true }));
}
