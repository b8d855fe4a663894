/* The ? key shows the map of keys over the page; Escape closes it and the focus goes back. */
const address = document.querySelector("[data-keys-url]")?.dataset.keysUrl;
const typing = (el) => el.matches("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");
let dialog;

async function built() {
  if (dialog) return dialog;
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  const map = page.querySelector("#keys-map");
  dialog = document.createElement("dialog");
  dialog.className = "keys-map";
  dialog.setAttribute("aria-labelledby", "keys-title");
  map.querySelector("h1").id = "keys-title";
  const close = document.createElement("button");
  close.className = "btn";
  close.textContent = document.querySelector("[data-keys-url]").dataset.close;
  close.addEventListener("click", () => dialog.close());
  dialog.append(map, close);
  document.body.append(dialog);
  return dialog;
}

async function show() {
  const before = document.activeElement;
  const map = await built();
  if (map.open) return;
  map.addEventListener("close", () => before?.focus?.(), { once: true });
  map.showModal();
}

if (address) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    event.preventDefault();
    show();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-keys-map]") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    show();
  });
}
