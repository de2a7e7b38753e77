// Keys. Never while someone types, and never in place of what the focused element does itself.

const GO = { s: "[data-place=exact]", d: "[data-place][href*=downloads]", l: "[data-place][href*=library]", w: "[data-place][href*=wanted]", p: "#player-open" };
let going = false;

const typing = (element) => element.closest("input:not([type=range], [type=radio], [type=checkbox]), textarea, select, [contenteditable]");
const ownsSpace = (element) => element.closest("button, a, summary, input, [role=button]");
const ownsArrows = (element) => element.closest("input, [role=slider], [role=listbox], dialog");

function player(action) {
  document.dispatchEvent(new CustomEvent("player:do", { detail: action }));
}

function toSearch() {
  const input = document.getElementById("query");
  if (input) {
    input.focus();
    input.select();
  } else {
    document.querySelector(GO.s).click();
  }
}

const PLAIN = {
  "/": toSearch,
  "?": () => document.getElementById("shortcuts").showModal(),
  g: () => {
    going = true;
    setTimeout(() => (going = false), 1200);
  },
};

const ARROWS = {
  ArrowLeft: (event) => player(event.shiftKey ? "previous" : "back"),
  ArrowRight: (event) => player(event.shiftKey ? "next" : "forward"),
  ArrowUp: () => player("louder"),
  ArrowDown: () => player("softer"),
};

// An empty search line lets go of the keys, so that a page that begins in it can be left by them.
const letsGo = (element, event) => event.key === "Escape" && element.matches("input[type=search]") && !element.value;

document.addEventListener("keydown", (event) => {
  const at = event.target instanceof Element ? event.target : document.body;
  if (letsGo(at, event)) at.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(at)) return;
  if (document.querySelector("dialog[open]")) return;
  if (going && GO[event.key]) document.querySelector(GO[event.key])?.click();
  else if (event.key === " " && !ownsSpace(at)) player("toggle");
  else if (PLAIN[event.key]) PLAIN[event.key]();
  else if (ARROWS[event.key] && !ownsArrows(at) && playerIsOpen() && !scrolls(event)) ARROWS[event.key](event);
  else return;
  event.preventDefault();
});

const playerIsOpen = () => !document.getElementById("player")?.hidden;
// Up and down scroll the page; they turn the volume only on the now-playing page.
const scrolls = (event) => (event.key === "ArrowUp" || event.key === "ArrowDown") && !document.querySelector(".now");
