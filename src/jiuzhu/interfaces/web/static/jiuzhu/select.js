/* Ticking rows of a list: x for the marked row, shift-click for a stretch, the count beside the acts. */
const form = document.querySelector("form[data-bulk]");
const boxes = () => [...form.querySelectorAll("tbody input[type=checkbox]")];
const whole = form?.querySelector("input[name=all]");
const words = form?.querySelector("[data-picked]");
let last = null;

function count() {
  const picked = boxes().filter((box) => box.checked).length;
  const all = form.querySelector("[data-check-all]");
  all.checked = picked > 0 && picked === boxes().length;
  all.indeterminate = picked > 0 && !all.checked;
  words.textContent = whole?.checked ? whole.dataset.words : words.dataset.words.replace("{n}", picked);
}

if (form) {
  form.addEventListener("click", (event) => {
    const box = event.target.closest("tbody input[type=checkbox]");
    if (!box) return;
    const all = boxes();
    if (event.shiftKey && last) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      for (const one of all.slice(from, to + 1)) one.checked = box.checked;
    }
    last = box;
  });
  form.addEventListener("change", () => queueMicrotask(count));
  document.addEventListener("click", () => queueMicrotask(count));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input:not([type=checkbox]), select, textarea")) return;
    const row = document.querySelector("tr.here[data-href]") ?? form.querySelector("tbody tr");
    const box = row?.querySelector("input[type=checkbox]");
    if (!box) return;
    event.preventDefault();
    box.checked = !box.checked;
    last = box;
    count();
  });
  addEventListener("pageshow", count);
  count();
}
