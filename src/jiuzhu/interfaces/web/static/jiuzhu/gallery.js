/* Keys of the file viewer, pictures and papers alike; without this file the links do the same. */
const figure = document.querySelector(".viewer .preview");
const BIGGEST = 4;
let turned = 0;
let zoom = 1;

function look(what) {
  if (!figure) return;
  figure.classList.remove("turn-" + turned, "zoom-" + zoom);
  if (what === "turn") turned = (turned + 1) % 4;
  if (what === "in") zoom = Math.min(BIGGEST, zoom + 1);
  if (what === "out") zoom = Math.max(1, zoom - 1);
  figure.classList.add("turn-" + turned, "zoom-" + zoom);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-view]");
  if (button) look(button.dataset.view);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, select, textarea")) return;
  const link = document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`);
  if (link) { event.preventDefault(); location.assign(link.href); return; }
  const act = { r: "turn", R: "turn", "+": "in", "=": "in", "-": "out" }[event.key];
  if (act) { event.preventDefault(); look(act); }
});
