
/* The state of this tab: the token from the address, its session, and what is unsaved. Text and
   decisions are also in the tab's own storage, so that a new server can be given them again. */
const tab = { token: "", session: "", version: -1, topic: null, dirty: false, busy: false,
  restoring: false, gone: false, rate: 1, decisions: [], name: "pasted", total: 0, offline: false };
const kept = {
  get(name) { try { return sessionStorage.getItem(`radrefs-${name}`); } catch { return null; } },
  set(name, value) { try {
    if (value === null) sessionStorage.removeItem(`radrefs-${name}`);
    else sessionStorage.setItem(`radrefs-${name}`, value); } catch { /* too much, or forbidden */ } },
};
{
  const found = /^#token=([\w-]+)$/.exec(location.hash);
  if (found) { kept.set("token", found[1]); history.replaceState(null, "", location.pathname); }
  tab.token = kept.get("token") ?? "";
}

class Refused extends Error { constructor(status, text) { super(text); this.status = status; } }

function banner(text, ...buttons) {
  const box = $("banner");
  box.textContent = text; box.hidden = !text;
  if (buttons.length) box.append(document.createElement("br"));
  for (const [label, act] of buttons) {
    const button = document.createElement("button");
    button.type = "button"; button.textContent = label;
    button.addEventListener("click", act); box.append(button);
  }
}
const GONE = "There is no connection to radrefs: it was stopped, or the machine was asleep. What you " +
  "saved is saved. Start radrefs serve again on the same port, and open the address that it prints " +
  "in this tab: your text and your decisions come back.";

async function ask(name, body, options = {}) {
  const headers = { "X-Radrefs-Token": tab.token, "X-Radrefs-Session": tab.session };
  let answer;
  try {
    answer = await fetch(`/api/${name}`, { method: "POST", headers, body, ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    if (!tab.gone) { tab.gone = true; banner(GONE, ["Try again", () => void reattach()]); }
    throw new Refused(0, "not connected");
  }
  if (tab.gone) { tab.gone = false; banner(""); }
  if (answer.ok) return answer;
  const text = await answer.text();
  if (answer.status === 410 && !tab.restoring) { await attach(); return ask(name, body, options); }
  if (answer.status === 403) banner(tab.total
    ? "radrefs was started again, and its address has changed. Open the address " +
      "that it printed in this tab: your text and your decisions come back."
    : "This tab has no valid token. Open the address that radrefs serve printed, all of it.");
  throw new Refused(answer.status, text);
}
const askJson = async (name, data) => (await ask(name, JSON.stringify(data ?? {}))).json();
function quiet(error) {
  if (error.name === "AbortError" || error.status === 0 || error.status === 403) return;
  failed(error);
}

/* Open a session; the text and the decisions of this tab are sent along. */
async function attach(topic) {
  tab.restoring = true;
  try {
    const same = topic === undefined;
    const decisions = same ? JSON.parse(kept.get("decisions") ?? "[]") : [];
    const text = same ? kept.get("text") : null;
    const known = topic ?? (same ? kept.get("topic") : null);
    const found = await askJson("open", { topic: known, text, decisions });
    Object.assign(tab, { session: found.session, topic: found.topic, rate: found.rate,
      offline: found.offline, decisions });
    topics(found);
    kept.set("topic", found.topic);
    if (text !== null && !found.topic) $("text").value = text;
    await show(found);
    setDirty(Boolean(found.restored));
    if (found.restored) toast(`${found.restored} of your decisions brought back`);
  } finally { tab.restoring = false; }
}
async function reattach() { try { await attach(); tab.gone = false; banner(""); } catch (error) { quiet(error); } }

function topics(found) {
  const pick = $("topic-pick"), select = $("topic");
  pick.hidden = found.topics.length < 2;
  select.replaceChildren(...found.topics.map((name) => new Option(name, name, false, name === found.topic)));
  $("save").hidden = found.topic === null;
  if (found.topic !== null) {
    $("composer-title").textContent = found.topic;
    for (const part of ["text", "pick-file"]) $(part).hidden = true;
  }
}

/* Show the state; entries come in pieces, so that the first are seen at once. */
let showing = 0;
async function show(found) {
  const mine = ++showing;
  tab.version = found.version; tab.total = found.counts.total;
  count(found);
  $("result").hidden = !tab.total;
  $("empty").hidden = tab.total > 0; $("undo").hidden = !tab.total;
  $("notes").hidden = !found.notes.length;
  $("notes").replaceChildren(...found.notes.map((note) => {
    const line = document.createElement("li"); line.className = "problem"; line.textContent = note;
    return line; }));
  if (!tab.total) { list().replaceChildren(); return; }
  for (let from = 0; from < tab.total; ) {
    const piece = await askJson("entries", { from });
    if (mine !== showing || piece.version !== tab.version) return;
    const box = document.createElement("template");
    box.innerHTML = piece.html;
    const many = box.content.childElementCount;
    if (from === 0) list().replaceChildren(box.content); else list().append(box.content);
    if (!many) break;
    from += many;
    await new Promise((done) => setTimeout(done));
  }
  applyView();
}
function applyView() { if (state.sort !== "at") order(); filter(true); }
function count({ counts, undoable }) {
  for (const name of ["certain", "doubtful", "open"]) $(`n-${name}`).textContent = counts[name];
  const what = counts.total === 1 ? "reference" : "references";
  $("total").replaceChildren(bold(counts.total), ` ${what}, `, bold(counts.doi), " with a DOI");
  if (undoable !== undefined) $("undo").disabled = tab.busy || !undoable;
  $("resolve").disabled = tab.busy || !counts.total || tab.offline;
  $("resolve").title = tab.offline ? "radrefs was started with --offline: nothing is looked up" : "";
}
function bold(text) { const b = document.createElement("b"); b.textContent = text; return b; }
function setDirty(value) { tab.dirty = value;
  $("save").classList.toggle("primary", value); }

function replace(entries) {
  for (const { at: place, html } of entries) {
    const old = $(`e${place}`);
    if (!old) continue;
    const focused = old.contains(document.activeElement), open = old.querySelector("details.more")?.open;
    const box = document.createElement("template");
    box.innerHTML = html;
    const item = box.content.firstElementChild;
    old.replaceWith(item);
    if (open) item.querySelector("details.more").open = true;
    if (focused) item.focus({ preventScroll: true });
    item.hidden = !wanted(item) && !focused;
  }
}

/* Read while typing. */
let pause, reading;
const LARGEST = 5 * 1024 * 1024;
function typed(wait = 350) {
  clearTimeout(pause);
  pause = setTimeout(() => void readNow(), wait);
}
async function readNow() {
  if (tab.busy) return;
  const text = $("text").value;
  if (text.length > LARGEST) { tooLarge(); return; }
  reading?.abort(); reading = new AbortController();
  $("reading").textContent = "Reading…";
  try {
    const name = encodeURIComponent(tab.name);
    const answer = await ask(`read?name=${name}`, text, { signal: reading.signal });
    const found = await answer.json();
    kept.set("text", text.length < 2000000 ? text : null);
    const many = found.counts.total;
    $("reading").textContent = many ? `${many} ${many === 1 ? "reference" : "references"} read`
      : text.trim() ? "No reference list found yet. A list has a heading such as “Selected " +
        "References”, or numbered entries." : "";
    await show(found);
  } catch (error) {
    if (error.status === 413) tooLarge(error.message);
    else { $("reading").textContent = ""; quiet(error); }
  }
}
function tooLarge(text) {
  $("reading").textContent = text ?? "The text is larger than 5 MB. Paste the reference list " +
    "alone, or run radrefs resolve on the file.";
}
$("text").addEventListener("input", () => { tab.name = "pasted"; typed(); });
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void resolveAll();
});
async function takeFile(file) {
  if (!file) return;
  if (file.size > LARGEST) { tooLarge(); return; }
  const text = await file.text();
  if (text.includes("\u0000")) { $("reading").textContent =
    `${file.name} is not a text file. Save it as plain text or HTML first.`; return; }
  $("text").value = text; tab.name = file.name; await readNow();
}
$("pick-file").addEventListener("click", () => $("file").click());
$("file").addEventListener("change", () => void takeFile($("file").files[0]));
for (const kind of ["dragover", "dragleave", "drop"]) document.addEventListener(kind, (event) => {
  event.preventDefault();
  $("text").classList.toggle("over", kind === "dragover");
  if (kind === "drop" && tab.topic === null) void takeFile(event.dataTransfer.files[0]);
});
$("topic").addEventListener("change", async (event) => {
  if (tab.dirty && !confirm("Your decisions on this folder are not saved. Leave it without saving?")) {
    event.target.value = tab.topic; return; }
  kept.set("decisions", null);
  try { await attach(event.target.value); } catch (error) { quiet(error); }
});

/* Resolve, with progress as it comes. */
let running;
function busy(value) {
  tab.busy = value;
  $("progress").hidden = !value; $("stop").hidden = !value; $("resolve").hidden = value;
  $("text").readOnly = value; $("undo").disabled = true;
}
function minutes(seconds) {
  if (seconds < 1.5) return "a moment";
  return seconds < 90 ? `about ${Math.round(seconds)} seconds` : `about ${Math.round(seconds / 60)} minutes`;
}
async function resolveAll() {
  if (tab.busy || !tab.total || tab.offline) return;
  clearTimeout(pause);
  if (!tab.topic && $("text").value !== (kept.get("text") ?? $("text").value)) await readNow();
  busy(true); banner("");
  const open = items().filter((item) => item.dataset.standing !== "certain").length;
  $("bar").max = tab.total; $("bar").value = 0;
  $("bar-says").textContent = `Looking up ${open}: ${minutes(open / tab.rate)}`;
  say($("bar-says").textContent);
  running = new AbortController();
  let ended = null, refused = "";
  try {
    const answer = await ask("resolve", "", { signal: running.signal });
    for await (const [kind, data] of events(answer.body)) {
      if (kind === "step") {
        $("bar").value = data.done;
        $("bar-says").textContent = `${data.done} of ${data.total} looked up` +
          (data.done < data.total ? `, ${minutes(data.left)} left` : "");
        replace(data.entries); count({ counts: data.counts });
      }
      if (kind === "wrong") refused = data.message;
      if (kind === "end") ended = data;
    }
    if (!ended && !refused && !running.signal.aborted) throw new TypeError("cut");
  } catch (error) {
    if (error instanceof TypeError) { tab.gone = true; banner(GONE, ["Try again", () => void reattach()]); }
    else quiet(error);
  }
  busy(false);
  if (refused) banner(`Not everything was looked up: ${refused}. What was found stays.`);
  if (running.signal.aborted) { toast("Stopped; what was looked up stays"); ended = await askJson("stop").then(
    () => askJson("entries", { from: 0 })).then(() => null, () => null); }
  if (ended) { count(ended); setDirty(true);
    const { certain, doubtful, open: left } = ended.counts;
    toast(`Done: ${certain} certain, ${doubtful} doubtful, ${left} with no DOI yet`); }
  $("resolve").disabled = !tab.total;
  applyView();
}
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
      const [first, second] = text.slice(0, end).split("\n");
      yield [first.slice(7), JSON.parse(second.slice(6))];
    }
  }
}
$("resolve").addEventListener("click", () => void resolveAll());
$("stop").addEventListener("click", () => running?.abort());

/* Decide. */
async function decide(data) {
  try {
    const found = await askJson("decide", data);
    changed(found, { accept: "Accepted", reject: "Rejected", correct: "Corrected",
      withdraw: "Your decision is undone" }[data.act]);
    return "";
  } catch (error) { if (error.status === 409) return error.message; quiet(error); return ""; }
}
function changed(found, what) {
  tab.decisions = found.decisions; kept.set("decisions", JSON.stringify(found.decisions));
  replace(found.entries); count(found); setDirty(true);
  toast(found.message || what);
}
async function undo() {
  if ($("undo").disabled) return;
  try { changed(await askJson("undo"), "Undone"); } catch (error) { quiet(error); }
}
$("undo").addEventListener("click", () => void undo());
async function act(item, button) {
  const place = at(item), kind = button.dataset.act;
  if (kind === "correct") { await correct(item); return; }
  if (kind === "accept" && !button.dataset.doi) { askDoi(item); return; }
  const wrong = await decide({ at: place, act: kind, doi: button.dataset.doi });
  if (wrong) toast(sentence(wrong));
}
function form(item, label) {
  item.querySelector(".edit")?.remove();
  const made = document.createElement("form");
  made.className = "edit"; made.setAttribute("aria-label", label); made.noValidate = true;
  item.querySelector(".actions").after(made);
  return made;
}
function input(made, label, value, wide) {
  const box = document.createElement("label"), line = document.createElement("input");
  box.textContent = label; box.className = wide ? "wide" : "";
  line.value = value; line.autocomplete = "off"; line.spellcheck = false;
  box.append(line); made.append(box);
  return line;
}
function finish(item, made, label, send) {
  const row = document.createElement("div"), error = document.createElement("p");
  row.className = "buttons"; error.className = "error"; error.setAttribute("role", "alert");
  const yes = document.createElement("button"), no = document.createElement("button");
  yes.type = "submit"; yes.className = "primary"; yes.textContent = label;
  no.type = "button"; no.textContent = "Cancel";
  row.append(yes, no, error); made.append(row);
  const close = () => { made.remove(); item.focus(); };
  no.addEventListener("click", close);
  made.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") close();
  });
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    const data = send();
    if (!data) { close(); return; }
    yes.disabled = true;
    error.textContent = sentence(await decide(data));
    yes.disabled = false;
  });
}
function askDoi(item) {
  const made = form(item, "Accept a DOI");
  const line = input(made, "DOI of this reference", "", true);
  line.placeholder = "10.…";
  finish(item, made, "Accept", () => ({ at: at(item), act: "accept", doi: line.value }));
  line.focus();
}
async function correct(item) {
  let rows;
  try { const box = document.createElement("template");
    box.innerHTML = await detailsOf(at(item));
    rows = [...box.content.querySelectorAll("tr[data-typed]")]; } catch (error) { quiet(error); return; }
  const made = form(item, "Correct the fields");
  const lines = rows.map((row) => [row.dataset.field, row.dataset.typed, input(made,
    row.querySelector("th").textContent + (row.dataset.field === "author" ? " (Family, Given; …)" : ""),
    row.dataset.typed, ["author", "title", "container_title", "note"].includes(row.dataset.field))]);
  finish(item, made, "Correct", () => {
    const fields = Object.fromEntries(lines.filter(([, old, line]) => line.value !== old)
      .map(([name, , line]) => [name, line.value]));
    return Object.keys(fields).length ? { at: at(item), act: "correct", fields } : null;
  });
  const year = lines.find(([name]) => name === "issued") ?? lines[0];
  year[2].focus(); year[2].select();
}
detailsOf = async (place) => (await askJson("details", { at: place })).html;
document.addEventListener("click", (event) => {
  const button = event.target.closest("button.act"), item = event.target.closest(".entry");
  if (button) { item.focus({ preventScroll: true }); void act(item, button); }
});

/* One key for each act, while an entry has the focus. */
function move(item, way) {
  const all = items().filter((one) => !one.hidden);
  const next = all[item ? all.indexOf(item) + way : 0];
  if (next) { next.focus({ preventScroll: true }); next.scrollIntoView({ block: "nearest" }); }
}
const KEYS = {
  j: (item) => move(item, 1), ArrowDown: (item) => move(item, 1),
  k: (item) => move(item, -1), ArrowUp: (item) => move(item, -1),
  a: (item) => item.querySelector(".actions [data-act=accept]").click(),
  r: (item) => item.querySelector(".actions [data-act=reject]").click(),
  c: (item) => item.querySelector(".actions [data-act=correct]").click(),
  f: (item) => item.querySelector(".actions [data-act=withdraw]")?.click(),
  o: (item) => { const more = item.querySelector("details.more"); more.open = !more.open; },
  Enter: (item) => KEYS.o(item), u: () => void undo(), s: () => void save(),
  "/": () => $("search").focus(),
};
for (const key of "1234") KEYS[key] = async (item) => {
  const more = item.querySelector("details.more"), sign = `[data-choice="${key}"]`;
  if (!more.open) { more.open = true; }
  for (let waited = 0; waited < 40 && more.querySelector("[data-wait]"); waited++)
    await new Promise((done) => setTimeout(done, 50));
  more.querySelector(sign)?.click();
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const item = event.target.closest?.(".entry");
  const here = item === event.target || (item && event.target.matches("button, summary, a") && event.key !== "Enter");
  if (!item || !here || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault(); KEYS[event.key](item);
});
/* Tab goes to the first entry; from there j and k go on. */
new MutationObserver(() => {
  const first = items().find((item) => !item.hidden);
  for (const item of list().querySelectorAll(":scope > [tabindex='0']")) if (item !== first) item.tabIndex = -1;
  if (first) first.tabIndex = 0;
}).observe(list(), { childList: true });

/* Take files, and save. */
fileOf = async (name) => (await ask("file", JSON.stringify({ name }))).blob();
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-file='resolutions.json']")) setDirty(false);
});
async function save(overwrite = false) {
  if (tab.topic === null) return;
  try { const found = await askJson("save", { overwrite }); banner(""); setDirty(false);
    kept.set("decisions", null); toast(found.message); }
  catch (error) {
    if (error.status === 409 && error.message.includes("changed by another"))
      banner(`Not saved: ${error.message}, perhaps in another tab.`,
        ["Overwrite it with mine", () => void save(true)],
        ["Open it again", () => { kept.set("decisions", null); void attach(tab.topic).then(() => banner("")); }]);
    else if (error.status === 409) banner(`Not saved: ${error.message}.`);
    else quiet(error);
  }
}
$("save").addEventListener("click", () => void save());
addEventListener("beforeunload", (event) => { if (tab.dirty && !tab.gone) event.preventDefault(); });
addEventListener("pagehide", (event) => { if (tab.session && !event.persisted) void ask("close", "", { keepalive: true }).catch(() => {}); });
setInterval(() => { if (tab.session && !tab.busy) void ask("beat", "").catch(() => {}); }, 30000);

attach().catch(quiet);
