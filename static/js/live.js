// Tells the page socket which live sections are on the page, and shows when the server is away.

const shell = document.getElementById("live");
const notice = document.getElementById("offline");
const NOTICE_AFTER = 2500;
const AGAIN_AFTER = 2000;
let socket = null;
let told = "";
let noticeTimer = 0;

function sections() {
  const names = [...document.querySelectorAll("[data-live]")].flatMap((each) => each.dataset.live.split(" "));
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

document.addEventListener("htmx:wsBeforeMessage", (event) => {
  if (!hasPlace(event.detail.message)) event.preventDefault();
});

document.addEventListener("htmx:afterSettle", tell);
document.addEventListener("htmx:historyRestore", tell);
document.addEventListener("htmx:sendError", away);
document.addEventListener("htmx:afterOnLoad", () => socket?.socket?.readyState !== WebSocket.CLOSED && back());
