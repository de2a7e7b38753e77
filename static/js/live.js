// Tells the page socket which live sections are on the page, and shows when the server is away.

const shell = document.getElementById("live");
const notice = document.getElementById("offline");
const NOTICE_AFTER = 2500;
const AGAIN_AFTER = 2000;
let socket = null;
let told = "";
let noticeTimer = 0;

function sections() {
  const shown = [...document.querySelectorAll("[data-live]")].filter((each) => !each.closest("details:not([open])"));
  const names = shown.flatMap((each) => each.dataset.live.split(" "));
  return [...new Set(names.filter(Boolean))];
}

function tell() {
  const message = JSON.stringify({ sections: sections() });
  if (socket && message !== told) {
    told = message;
    socket.send(message, shell);
  }
}

function away() {
  told = "";
  if (!noticeTimer) noticeTimer = setTimeout(() => (notice.hidden = false), NOTICE_AFTER);
}

function back() {
  clearTimeout(noticeTimer);
  noticeTimer = 0;
  notice.hidden = true;
}

// A message is one element. What it belongs to may have left the page while it was on its way.
function hasPlace(html) {
  const oob = /^\s*<[^>]*\bhx-swap-oob="[a-z]+:([^"]+)"/.exec(html);
  if (oob) return document.querySelector(oob[1]);
  const id = /^\s*<[^>]*?\bid="([^"]+)"/.exec(html);
  return id && document.getElementById(id[1]);
}

document.addEventListener("htmx:wsOpen", (event) => {
  socket = event.detail.socketWrapper;
  back();
  tell();
});

document.addEventListener("htmx:wsClose", (event) => {
  away();
  const retriedByExtension = [1006, 1011, 1012, 1013].includes(event.detail.event.code);
  if (!retriedByExtension) setTimeout(() => event.detail.socketWrapper.reconnect(), AGAIN_AFTER);
});

// Something new that a list has no row for yet: the list is fetched again, once for all that come together.
let refreshing = 0;

function refreshListOf(html) {
  const id = /^\s*<[^>]*?\bid="([^"]+)"/.exec(html)?.[1];
  const list = id && [...document.querySelectorAll("[data-refresh]")].find((each) => id.startsWith(each.dataset.refreshFor));
  if (!list || refreshing) return;
  refreshing = setTimeout(() => {
    refreshing = 0;
    const target = `#${list.id}`;
    htmx.ajax("GET", list.dataset.refresh, { source: list, target, swap: "outerHTML" });
  }, 200);
}

function isOld(place, html) {
  const version = /^\s*<[^>]*?\bdata-version="([^"]+)"/.exec(html);
  return version && place.dataset.version === version[1];
}

// What is open or focused inside an element that is about to be replaced, by id, so that it can be again.
function stateOf(place) {
  const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
  return { open: [...place.querySelectorAll("details[open][id]")].map((each) => each.id), focused };
}

function restore(state) {
  for (const id of state.open) document.getElementById(id)?.setAttribute("open", "");
  if (state.focused) document.getElementById(state.focused)?.focus({ preventScroll: true });
}

// While something inside an element is on its way to the server, the element stays: htmx needs the form that asked.
const asking = new Set();
let held = [];
const SETTLED_AFTER = 400;

document.addEventListener("htmx:beforeRequest", (event) => asking.add(event.detail.elt));
document.addEventListener("htmx:afterRequest", (event) => {
  setTimeout(() => {
    asking.delete(event.detail.elt);
    const waiting = held;
    held = [];
    for (const html of waiting) swapIn(html);
  }, SETTLED_AFTER);
});

const isAsking = (place) => [...asking].some((element) => place.contains(element));

function swapIn(html) {
  const place = hasPlace(html);
  if (!place || isOld(place, html)) return;
  if (isAsking(place)) {
    held.push(html);
    return;
  }
  const state = stateOf(place);
  htmx.swap(place, html, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
  restore(state);
}

let kept = null;

document.addEventListener("htmx:wsBeforeMessage", (event) => {
  const html = event.detail.message;
  if (html.startsWith("{")) {
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("live:event", { detail: JSON.parse(html) }));
    return;
  }
  const place = hasPlace(html);
  if (!place) refreshListOf(html);
  if (place && isAsking(place)) held.push(html);
  if (!place || isOld(place, html) || isAsking(place)) event.preventDefault();
  else kept = stateOf(place);
});

document.addEventListener("htmx:wsAfterMessage", () => {
  if (kept) restore(kept);
  kept = null;
});

document.addEventListener("htmx:afterSettle", tell);
document.addEventListener("htmx:historyRestore", tell);
document.addEventListener("toggle", tell, true);
document.addEventListener("htmx:sendError", away);
document.addEventListener("htmx:afterOnLoad", () => socket?.socket?.readyState !== WebSocket.CLOSED && back());
