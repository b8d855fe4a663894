/* Each photo is sent as soon as it was taken; without this file the form sends its photos itself. */
const address = "/v/photos/";
const zh = document.documentElement.lang.startsWith("zh");
const words = zh
  ? { sending: "正在存…", kept: "已存：", again: "没存上，再试一次", remove: "删掉重拍" }
  : { sending: "Saving…", kept: "Saved: ", again: "Not saved, try again", remove: "Remove and retake" };

function twinOf(input) {
  return input.form?.elements.namedItem(input.name + "_kept");
}

async function send(input, fields) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", input.form.elements.namedItem("csrfmiddlewaretoken").value);
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const answer = await fetch(address, { method: "POST", body });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error ?? "");
  return said;
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

function show(line, text, ...buttons) {
  line.replaceChildren(text, " ", ...buttons);
}

function clear(input, line) {
  const twin = twinOf(input);
  if (twin.value) send(input, { remove: twin.value }).catch(() => {});
  twin.value = "";
  input.hidden = false;
  line.replaceChildren();
  input.focus();
}

async function keep(input, line, photo) {
  const twin = twinOf(input);
  show(line, words.sending);
  try {
    const said = await send(input, { photo, ...(twin.value ? { remove: twin.value } : {}) });
    twin.value = said.token;
    input.value = "";
    input.hidden = true;
    show(line, words.kept + said.name, button(words.remove, () => clear(input, line)));
  } catch (problem) {
    show(line, problem.message, button(words.again, () => keep(input, line, photo)));
  }
}

for (const input of document.querySelectorAll("input[type=file]")) {
  if (!twinOf(input)) continue;
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  line.className = "changed";
  input.after(line);
  input.addEventListener("change", () => input.files[0] && keep(input, line, input.files[0]));
}
