/* The signature pad, the code for a phone, and the list of who has signed. */
const form = document.querySelector("#signing");
const dialog = document.querySelector("#pad");
const canvas = dialog.querySelector("canvas");
const pen = canvas.getContext("2d");
const done = dialog.querySelector("[value=yes]");
let target = null, drawing = false;

function clear() {
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.lineWidth = 4;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "#000";
  done.disabled = true;
}

const point = (event) => {
  const box = canvas.getBoundingClientRect();
  return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
};
canvas.addEventListener("pointerdown", (event) => {
  drawing = true;
  canvas.setPointerCapture(event.pointerId);
  pen.beginPath();
  pen.moveTo(...point(event));
});
canvas.addEventListener("pointermove", (event) => {
  if (!drawing) return;
  pen.lineTo(...point(event));
  pen.stroke();
  done.disabled = false;
});
for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { drawing = false; if (!done.disabled) done.focus(); });

function show(card, picture) {
  const image = card.querySelector("img.signature");
  image.hidden = !picture;
  if (picture) image.src = picture;
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pad]");
  if (!button) return;
  sign(button.closest("[data-signer]"));
});

function sign(card) {
  target = card;
  const signer = card.querySelector("[name$=signer_name]").value, person = card.getAttribute("aria-label");
  const both = dialog.dataset.both.replace("{}", signer).replace("{}", person);
  dialog.querySelector("h2").textContent = signer === person ? signer : both;
  clear();
  if (!dialog.open) dialog.showModal();
}

/* Who signs next of those who are ticked and have not drawn yet. */
const waiting = () => [...form.querySelectorAll("[data-signer]")]
  .find((card) => card.querySelector("[name$=signs]").checked && !card.querySelector("[name$=drawing]").value);

dialog.addEventListener("click", (event) => {
  const choice = event.target.closest("button")?.value;
  if (choice === "clear") return clear();
  if (choice === "yes") {
    const picture = canvas.toDataURL("image/png");
    target.querySelector("[name$=drawing]").value = picture;
    target.querySelector("[name$=signs]").checked = true;
    show(target, picture);
  }
  if (choice === "yes" && waiting()) return sign(waiting());
  if (choice) {
    dialog.close();
    (choice === "yes" ? form.querySelector("[name=statement], [data-primary]") : target.querySelector("[data-pad]")).focus();
  }
});
for (const card of form.querySelectorAll("[data-signer]")) show(card, card.querySelector("[name$=drawing]").value);

/* The code for a phone comes into a dialog; the list tells when the phone has signed. */
const shown = document.querySelector("#shown-here");
form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button?.hasAttribute("data-shows")) return;
  event.preventDefault();
  event.stopPropagation();
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  const answer = await fetch(button.formAction, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = page.querySelector("#shown") ?? page.querySelector("main");
  shown.replaceChildren(document.importNode(part, true));
  shown.showModal();
});
shown.addEventListener("click", (event) => {
  if (!event.target.closest("[data-close]")) return;
  event.preventDefault();
  shown.close();
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "state") return;
  for (const one of event.target.querySelectorAll("[data-signed]")) {
    document.querySelector(`[data-signer="${one.dataset.person}"]`)?.remove();
    if (shown.open && shown.querySelector(`[data-person="${one.dataset.person}"]`)) shown.close();
  }
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (new URL(xhr.responseURL, location).pathname !== requestConfig.path) event.detail.shouldSwap = false;
});
form.querySelector("[data-pad]")?.focus();
