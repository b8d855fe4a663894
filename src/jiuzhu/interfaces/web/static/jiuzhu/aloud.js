/* Reads the main text of a page aloud; without a voice in the browser the button stays hidden. */
const button = document.querySelector("[data-aloud]");
const label = button?.querySelector("span");
const start = label?.textContent;

/* What a person would read out: no buttons, no pictures, no fields. */
function mainText() {
  const copy = document.querySelector("main").cloneNode(true);
  for (const el of copy.querySelectorAll("button, svg, form, script, [hidden], .no-print, .btn")) el.remove();
  const lines = copy.querySelectorAll("h1, h2, h3, p, li, dt, dd");
  return [...lines].map((el) => el.textContent.trim().replace(/\s+/g, " ")).filter(Boolean);
}

function stop() {
  speechSynthesis.cancel();
  label.textContent = start;
  button.setAttribute("aria-pressed", "false");
}

function speak() {
  const lines = mainText();
  lines.forEach((line, place) => {
    const words = new SpeechSynthesisUtterance(line);
    words.lang = document.documentElement.lang;
    words.rate = 0.9;
    if (place === lines.length - 1) words.onend = stop;
    speechSynthesis.speak(words);
  });
  label.textContent = button.dataset.stop;
  button.setAttribute("aria-pressed", "true");
}

if (button && "speechSynthesis" in globalThis) {
  button.hidden = false;
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") stop();
    else speak();
  });
  addEventListener("pagehide", () => speechSynthesis.cancel());
}
