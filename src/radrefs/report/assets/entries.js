
"use strict";
const $ = (name) => document.getElementById(name);
const list = () => $("entries");
const items = () => [...(list()?.children ?? [])];
const state = { show: "", flag: "", words: "", sort: "at" };

function say(text) { const live = $("live"); live.textContent = ""; live.textContent = text; }

let toastEnds;
function toast(text) {
  const box = $("toast");
  box.textContent = text; box.hidden = false; say(text);
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => { box.hidden = true; }, 4000);
}

/* Light and dark: as the system says, until the switch is used. */
const dark = () => (document.documentElement.dataset.theme ??
  (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
const themeSays = () => { $("theme").textContent = dark() ? "Light" : "Dark";
  $("theme").setAttribute("aria-label", dark() ? "Switch to light" : "Switch to dark"); };
$("theme").addEventListener("click", () => {
  document.documentElement.dataset.theme = dark() ? "light" : "dark"; themeSays();
});
themeSays();

/* What is inside an entry is put there when it is opened. */
document.addEventListener("toggle", async (event) => {
  const box = event.target.open && event.target.querySelector?.("[data-wait]");
  if (!box) return;
  try { box.innerHTML = await detailsOf(at(event.target.closest(".entry")));
    delete box.dataset.wait; } catch (error) { failed(error); }
}, true);

/* Search, filters, order. */
const ORDER = { doubtful: 0, open: 1, certain: 2 };
const at = (item) => Number(item.dataset.at);
const BY = {
  at: (a, b) => at(a) - at(b),
  standing: (a, b) => ORDER[a.dataset.standing] - ORDER[b.dataset.standing] || at(a) - at(b),
  author: (a, b) => a.dataset.author.localeCompare(b.dataset.author) || at(a) - at(b),
  year: (a, b) => (Number(b.dataset.year) || 0) - (Number(a.dataset.year) || 0) || at(a) - at(b),
};
const PLAIN = { ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ß: "ss", ı: "i" };
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
  .replace(/[øłđðþæœßı]/g, (one) => PLAIN[one]);
function wanted(item) {
  if (state.show && item.dataset.standing !== state.show) return false;
  if (state.flag && !item.dataset.flags.split(" ").includes(state.flag)) return false;
  if (!state.words) return true;
  const text = folded(item.querySelector(".printed").textContent + " " +
    (item.querySelector(".doi")?.textContent ?? ""));
  return state.words.split(/\s+/).every((word) => text.includes(word));
}
function filter(quiet) {
  let left = 0;
  const all = items();
  for (const item of all) { item.hidden = !wanted(item); left += !item.hidden; }
  if ($("nothing")) $("nothing").hidden = left > 0 || !all.length;
  for (const button of document.querySelectorAll(".count"))
    button.setAttribute("aria-pressed", String(button.dataset.show === state.show));
  if (!quiet) say(left === all.length ? `All ${left} shown` : `${left} of ${all.length} shown`);
}
function order() { list().append(...items().sort(BY[state.sort])); }
function showAll() {
  Object.assign(state, { show: "", flag: "", words: "" });
  $("search").value = ""; $("flag").value = ""; filter();
}
let typing;
document.addEventListener("input", (event) => {
  if (event.target.id !== "search") return;
  clearTimeout(typing);
  typing = setTimeout(() => { state.words = folded(event.target.value.trim()); filter(); }, 120);
});
document.addEventListener("change", (event) => {
  if (event.target.id === "flag") { state.flag = event.target.value; filter(); }
  if (event.target.id === "sort") { state.sort = event.target.value; order();
    say(`Sorted by ${event.target.selectedOptions[0].textContent}`); }
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.classList.contains("count")) {
    state.show = state.show === button.dataset.show ? "" : button.dataset.show; filter();
  }
  if (button?.id === "clear") { showAll(); $("search").focus(); }
  if (button?.dataset.file) { void download(button.dataset.file); closeMenu(true); }
  if (button && "copy" in button.dataset) void copy(button.dataset.copy, "Copied");
  if (button && "copyBibtex" in button.dataset)
    void bibtexOf(at(button.closest(".entry"))).then((text) => copy(text, "BibTeX copied"), failed);
  if (!event.target.closest("#downloads")) closeMenu(false);
});
function closeMenu(focus) {
  const menu = $("downloads");
  if (menu?.open) { menu.open = false; if (focus) menu.querySelector("summary").focus(); }
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenu(true);
});
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);
function failed(error) { toast(sentence(String(error?.message ?? error))); }

async function copy(text, message) {
  try { await navigator.clipboard.writeText(text); toast(message); return; } catch { /* below */ }
  const area = document.createElement("textarea");
  area.value = text; document.body.append(area); area.select();
  const done = document.execCommand("copy"); area.remove();
  toast(done ? message : "The browser did not allow copying. Select the text and copy it by hand.");
}

/* Files are in the page, packed; a download is to the byte what the command writes. */
let unpacked;
let fileOf = async (name) => {
  unpacked ??= JSON.parse($("packed").textContent);
  const packed = unpacked[name];
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).blob();
};
let details;
let detailsOf = async (place) => {
  details ??= fileOf("details").then((blob) => blob.text()).then(JSON.parse);
  return (await details)[place];
};
let bibtexOf = async (place) => {
  const text = await (await fileOf("references.bib")).text();
  return text.split(/\n(?=@)/)[place] ?? "";
};
function saveAs(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob); link.download = name;
  document.body.append(link); link.click(); link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
async function download(name) {
  try { saveAs(await fileOf(name), name); toast(`${name} downloaded`); } catch (error) { failed(error); }
}
