// Selecting downloads with the mouse and the keys, and doing one thing with all that are selected.
// The form works without this: ticks and buttons. What is selected outlives a list that is rendered anew.

const main = document.getElementById("main");
const selected = new Set();
let anchor = ""; // from here on a selection with Shift extends

const list = () => document.getElementById("download-list");
const rows = () => [...document.querySelectorAll("[data-selectable]")];
const rowOf = (id) => document.querySelector(`[data-selectable="${CSS.escape(id)}"]`);
const tickOf = (row) => row.querySelector(".download-tick");
const idOf = (row) => row.dataset.selectable;

function show() {
  const present = rows();
  if (!list()) selected.clear();
  for (const row of present) {
    tickOf(row).checked = selected.has(idOf(row));
    row.tabIndex = -1;
  }
  const count = present.filter((row) => selected.has(idOf(row))).length; // what left the list may come back
  list()?.classList.toggle("is-selecting", count > 0);
  const bar = document.getElementById("bulk");
  if (!bar) return;
  bar.classList.toggle("is-shown", count > 0);
  const place = bar.querySelector("[data-count]");
  const words = count ? `${count} selected` : "";
  if (place.textContent !== words) place.textContent = words;
}

function only(ids) {
  selected.clear();
  for (const id of ids) selected.add(id);
  show();
}

function toggle(id) {
  if (!selected.delete(id)) selected.add(id);
  anchor = id;
  show();
}

function reach(id) {
  const ids = rows().map(idOf);
  const [from, to] = [ids.indexOf(anchor), ids.indexOf(id)].sort((a, b) => a - b);
  only(ids.slice(Math.max(from, 0), to + 1));
}

const focused = () => document.activeElement?.closest?.("[data-selectable]") ?? null;

function step(by, extend) {
  const present = rows();
  if (!present.length) return;
  const at = present.indexOf(focused() ?? rowOf(anchor));
  const next = present[at < 0 ? (by > 0 ? 0 : present.length - 1) : Math.min(Math.max(at + by, 0), present.length - 1)];
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  if (extend && anchor) reach(idOf(next));
  else {
    anchor = idOf(next);
    only([anchor]);
  }
}

// By the keys: one after the other, each deciding by what the last one left on the page. A form would not do, since it
// goes with the page that the last one's answer replaces.
let turn = Promise.resolve();

function send(ids, action) {
  const path = document.getElementById("bulk").getAttribute("action"); // its buttons are called `action`
  return htmx.ajax("POST", path, { source: main, target: main, values: { action, download: ids }, replace: "true" });
}

function act(decide) {
  const ids = selected.size ? [...selected] : focused() ? [idOf(focused())] : [];
  if (!ids.length || !document.getElementById("bulk")) return false;
  if (!selected.size) only(ids);
  const doIt = () => document.getElementById("bulk") && send(ids, decide(ids.map(rowOf).filter(Boolean)));
  turn = turn.then(doIt).catch(() => {}); // that the server is away is told by the page
  return true;
}

const rests = (row) => row?.querySelector("[data-rests]");
const pauseOrResume = () => act((chosen) => (chosen.every(rests) ? "resume" : "pause"));

function remove() {
  const isTaken = act(() => "remove");
  only([]);
  return isTaken;
}

function open() {
  const row = focused() ?? (selected.size === 1 ? rowOf([...selected][0]) : null);
  row?.querySelector(".download-page-link")?.click();
  return Boolean(row);
}

const busy = () => selected.size > 0 || Boolean(focused());
const KEYS = {
  j: (event) => step(1, event.shiftKey) ?? true,
  J: () => step(1, true) ?? true,
  k: (event) => step(-1, event.shiftKey) ?? true,
  K: () => step(-1, true) ?? true,
  ArrowDown: (event) => busy() && (step(1, event.shiftKey) ?? true),
  ArrowUp: (event) => busy() && (step(-1, event.shiftKey) ?? true),
  x: () => Boolean(focused()) && (toggle(idOf(focused())) ?? true),
  " ": () => busy() && pauseOrResume(),
  Delete: () => busy() && remove(),
  Backspace: () => busy() && remove(),
  Enter: () => busy() && open(),
  Escape: () => selected.size > 0 && (only([]) ?? true),
};

const typing = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
const ownsKey = (element, key) =>
  (key === " " || key === "Enter") && element.closest("button, a, summary, input, [role=button]");

// In the capture phase: space is the player's everywhere else.
document.addEventListener(
  "keydown",
  (event) => {
    const at = event.target instanceof Element ? event.target : document.body;
    if (!list() || event.altKey || event.isComposing || typing(at) || document.querySelector("dialog[open]")) return;
    const command = event.ctrlKey || event.metaKey;
    let done = false;
    if (command && event.key === "a") done = only(rows().map(idOf)) ?? true;
    else if (!command && Object.hasOwn(KEYS, event.key) && !ownsKey(at, event.key)) done = KEYS[event.key](event);
    if (!done) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-clear]")) return only([]);
  const row = event.target.closest("[data-selectable]");
  if (!row) return undefined;
  if (event.target.closest(".download-tick")) {
    if (event.shiftKey && anchor) reach(idOf(row));
    else toggle(idOf(row));
    return undefined;
  }
  if (event.target.closest("a, button, summary, input, label, textarea, select, .download-details")) return undefined;
  if (event.ctrlKey || event.metaKey) toggle(idOf(row));
  else if (event.shiftKey && anchor) {
    getSelection()?.removeAllRanges();
    reach(idOf(row));
  }
  return undefined;
});

let waiting = 0;

new MutationObserver(() => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(show);
}).observe(main, { childList: true, subtree: true });
show();
