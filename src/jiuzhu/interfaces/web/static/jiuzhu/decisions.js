/* One key for one control: data-key names it; a <summary> opens and its first field gets the focus. */
const doc = document;

doc.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input:not([type=checkbox]), select, textarea")) return;
  const control = doc.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!control) return;
  event.preventDefault();
  control.click();
  control.parentElement.querySelector("textarea, input:not([type=hidden])")?.focus();
});

/* The button says how many cases are chosen. */
const button = doc.querySelector("[data-count]");
if (button) {
  const plain = button.textContent;
  doc.addEventListener("change", () => {
    const chosen = doc.querySelectorAll("tbody input[type=checkbox]:checked").length;
    button.textContent = chosen ? `${button.dataset.count} ${chosen}…` : plain;
  });
  doc.addEventListener("click", () => setTimeout(() => doc.dispatchEvent(new Event("change"))));
}
