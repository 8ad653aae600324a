// What the page does in the browser: it sends files, asks how far a job is, and shows what the server has drawn.
// It computes no figure. Nothing is fetched from anywhere but this server.
"use strict";

const page = document.body;
const root = page.dataset.root;
const words = page.dataset;
const find = (selector, within = document) => within.querySelector(selector);
const main = () => find("#main");

// -------------------------------------------------------------------- talking to the server
function language() {
  return document.documentElement.lang.startsWith("en") ? 1 : 0;
}

function say(text, bad = false) {
  const line = find("#said");
  line.textContent = text;
  line.classList.toggle("bad", bad);
  line.hidden = !text;
}

async function asked(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { credentials: "same-origin", ...options });
  } catch {
    say(words.lost, true);
    throw new Error("lost");
  }
  if (!answer.ok) {
    let told = `${answer.status}`;
    try {
      told = (await answer.json()).error[language()];
    } catch { /* no words in it */ }
    say(told, true);
    throw new Error(told);
  }
  return answer;
}

function post(path, body) {
  return asked(`${root}/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

let drawings = 0;

async function redraw() {
  const place = main();
  if (!place) return;
  const mine = (drawings += 1);
  const text = await (await asked(`${root}/${place.dataset.fragment}`)).text();
  if (mine !== drawings) return; // one that was asked for later is as things are now
  const open = find("[role=tab][aria-selected=true]", place)?.id;
  place.innerHTML = text;
  if (open && document.getElementById(open)) show(document.getElementById(open));
}

// -------------------------------------------------------------------- the job
let watching = null;
let again = false;

function progress(title, step, part) {
  const bar = find("#job-bar");
  find("#job").hidden = false;
  find("#job-title").textContent = title;
  find("#job-step").textContent = step === title ? "" : step;
  if (part === null || part === undefined) bar.removeAttribute("value");
  else bar.value = part;
}

async function watch() {
  again = true; // a job that begins while the last one is drawn is watched too
  watching ??= followed();
  await watching;
}

async function followed() {
  try {
    while (again) {
      again = false;
      let seen = -1;
      for (;;) {
        const state = await (await asked(`${root}/state`)).json();
        if (state.version !== seen && seen !== -1) await redraw();
        seen = state.version;
        if (!state.busy) break;
        progress(state.title, state.step, state.part);
        await new Promise((done) => setTimeout(done, 200));
      }
      await redraw();
    }
  } finally {
    watching = null;
    find("#job").hidden = true;
  }
}

// -------------------------------------------------------------------- files
let sending = null;

function send(path, file, name, told) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    sending = request;
    request.open("POST", `${root}/${path}`);
    request.setRequestHeader("X-Name", encodeURIComponent(name));
    request.setRequestHeader("X-Saved", String(file.lastModified));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => told(event.loaded);
    request.onload = () => {
      sending = null;
      if (request.status < 300) return done();
      let why = `${name}: ${request.status}`;
      try {
        why = JSON.parse(request.responseText).error[language()];
      } catch { /* no words in it */ }
      failed(new Error(why));
    };
    request.onerror = () => failed(new Error(`${name}: ${words.lost}`));
    request.onabort = () => failed(new Error(words.cancelled));
    request.send(file);
  });
}

async function take(files) {
  if (!files.length) return;
  say("");
  const whole = files.reduce((sum, one) => sum + one.file.size, 0) || 1;
  let sent = 0;
  const refused = [];
  for (const { file, name } of files) {
    progress(`${words.sending} ${name}`, "", sent / whole);
    try {
      await send("file", file, name, (loaded) => progress(`${words.sending} ${name}`, "", (sent + loaded) / whole));
    } catch (error) {
      refused.push(error.message);
      if (error.message === words.cancelled) break;
    }
    sent += file.size;
  }
  find("#job").hidden = true;
  if (refused.length) say(refused.join("\n"), true);
  if (refused.length < files.length || files.length === 0) await post("look", {});
  await watch();
}

function hidden(name) {
  return name.split("/").some((part) => part.startsWith(".") || part.startsWith("~$"));
}

function chosen(list) {
  return [...list]
    .map((file) => ({ file, name: file.webkitRelativePath || file.name }))
    .filter((one) => !hidden(one.name))
    .map((one) => ({ file: one.file, name: inside(one.name) }));
}

function inside(name) {
  // The folder that was dropped is left out of the names, as the command leaves out the one that it is given.
  const parts = name.split("/");
  return parts.length > 1 ? parts.slice(1).join("/") : name;
}

async function walked(entry, path, found) {
  if (entry.isFile) {
    const file = await new Promise((done, failed) => entry.file(done, failed));
    found.push({ file, name: path + file.name });
  } else if (entry.isDirectory) {
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!some.length) break;
      for (const each of some) await walked(each, `${path}${entry.name}/`, found);
    }
  }
}

async function dropped(event) {
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return chosen(event.dataTransfer.files);
  const found = [];
  for (const entry of entries) {
    const own = [];
    await walked(entry, "", own);
    found.push(...own.map((one) => (entry.isDirectory && entries.length === 1 ? { ...one, name: inside(one.name) } : one)));
  }
  return found.filter((one) => !hidden(one.name));
}

async function takeTemplate(file) {
  if (!file) return;
  say("");
  try {
    await send("template", file, file.name, () => {});
  } catch (error) {
    say(error.message, true);
    return;
  }
  await watch();
}

// -------------------------------------------------------------------- tabs of sheets
function show(tab) {
  for (const other of tab.parentElement.querySelectorAll("[role=tab]")) {
    const on = other === tab;
    other.setAttribute("aria-selected", on);
    other.tabIndex = on ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = !on;
  }
}

// -------------------------------------------------------------------- the page of functions
let patience = 0;

async function answer(form) {
  const given = [...form.querySelectorAll("input, textarea")].map((field) => field.value);
  const told = await (await post(`functions/${form.dataset.name}`, { given })).json();
  const body = document.createElement("tbody");
  for (const row of told.cells) {
    const line = body.insertRow();
    for (const cell of row) line.insertCell().textContent = cell;
  }
  find("#cells table").replaceChildren(body);
  for (const [program, formula] of Object.entries(told.formulas)) find(`[data-program="${program}"]`).textContent = formula;
}

// -------------------------------------------------------------------- settings
function rows(name) {
  return [...document.querySelectorAll(`[data-rows=${name}] .line`)].map((line) =>
    Object.fromEntries([...line.querySelectorAll("[data-key]")].map((field) => [field.dataset.key, field.value])),
  );
}

async function saved(form) {
  const fields = Object.fromEntries(
    [...form.querySelectorAll("[name]")].map((field) => [field.name, field.value]),
  );
  say("");
  const told = await (
    await post("settings", { mark: form.dataset.mark, fields, campaigns: rows("campaigns"), rates: rows("rates") })
  ).json();
  form.dataset.mark = told.mark;
  await watch();
  say(words.saved);
}

// -------------------------------------------------------------------- listening
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button, a");
  if (!button) return;
  try {
    if (button.id === "cancel") {
      sending?.abort();
      await post("cancel", {});
      await redraw();
      say(words.cancelled);
    } else if (button.id === "close") {
      await asked("/close", { method: "POST" });
      find("main").textContent = words.closed;
    } else if (button.role === "tab" || button.getAttribute("role") === "tab") {
      show(button);
    } else if (button.dataset.post) {
      if (button.dataset.sure && !confirm(button.dataset.sure)) return;
      say("");
      await post(button.dataset.post, JSON.parse(button.dataset.body));
      if (button.dataset.then) location.href = root + button.dataset.then;
      else await watch();
    } else if (button.dataset.answer !== undefined) {
      await post("answer", { question: JSON.parse(find("#question-json").textContent), answer: button.dataset.answer });
      await watch();
    } else if (button.dataset.more) {
      const list = find(`[data-rows=${button.dataset.more}]`);
      const line = list.lastElementChild.cloneNode(true);
      for (const field of line.querySelectorAll("input")) {
        field.value = "";
        field.readOnly = false;
      }
      list.append(line);
      find("input", line).focus();
    } else if (button.dataset.copy) {
      await navigator.clipboard.writeText(find(`[data-program="${button.dataset.copy}"]`).textContent);
      say(words.copied);
    }
  } catch { /* it was said */ }
});

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest("[role=tab]");
  if (!tab || !["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
  const all = [...tab.parentElement.querySelectorAll("[role=tab]")];
  const at = all.indexOf(tab);
  const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: all.length - 1 }[event.key];
  const other = all[(next + all.length) % all.length];
  show(other);
  other.focus();
  event.preventDefault();
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  event.preventDefault();
  try {
    if (form.id === "settings") await saved(form);
    else if (form.dataset.form) {
      say("");
      await post(form.dataset.form, Object.fromEntries(new FormData(form)));
      await watch();
    } else if (form.dataset.answerForm !== undefined) {
      await post("answer", { question: JSON.parse(find("#question-json").textContent), answer: find("#answer").value });
      await watch();
    }
  } catch { /* it was said */ }
});

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.id === "template") takeTemplate(input.files[0]);
  else if (input.id === "files" || input.id === "folder") take(chosen(input.files)).catch(() => {});
  else return;
  input.value = "";
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("#function");
  if (form) {
    clearTimeout(patience);
    patience = setTimeout(() => answer(form).catch(() => {}), 150);
  }
  if (event.target.id === "find") {
    const wanted = event.target.value.trim().toLowerCase();
    for (const one of document.querySelectorAll("[data-find]")) one.hidden = !one.dataset.find.includes(wanted);
    for (const family of document.querySelectorAll(".family")) family.hidden = !find("[data-find]:not([hidden])", family);
  }
});

for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    const place = event.target.closest?.(".own") || find("#drop");
    for (const each of document.querySelectorAll(".over")) if (each !== place) each.classList.remove("over");
    place?.classList.add("over");
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) for (const each of document.querySelectorAll(".over")) each.classList.remove("over");
});
document.addEventListener("drop", async (event) => {
  event.preventDefault();
  const own = event.target.closest?.(".own");
  for (const each of document.querySelectorAll(".over")) each.classList.remove("over");
  if (!find("#drop")) return;
  if (own) return takeTemplate(event.dataTransfer.files[0]);
  take(await dropped(event)).catch(() => {});
});

// -------------------------------------------------------------------- the beginning
(async () => {
  try {
    const begin = main()?.dataset.begin;
    const state = await (await asked(`${root}/state`)).json();
    if (begin && !state.busy) await post(begin, {});
    if (begin || state.busy) await watch();
  } catch { /* it was said */ }
})();
