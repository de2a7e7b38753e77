// Messages leave by themselves after a while, later when they carry an Undo; never while one is over or in them.

const STAY = 6000;
const STAY_WITH_UNDO = 12000;
const box = document.getElementById("messages");

function leaveLater(message) {
  const stay = message.querySelector("form") ? STAY_WITH_UNDO : STAY;
  setTimeout(() => {
    if (message.matches(":hover, :focus-within")) leaveLater(message);
    else message.remove();
  }, stay);
}

for (const message of box.children) leaveLater(message);

new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) {
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      if (node.matches(".message")) leaveLater(node);
      else node.replaceWith(...node.children);
    }
  }
}).observe(box, { childList: true });

box.addEventListener("click", (event) => event.target.closest("[data-dismiss]")?.closest(".message").remove());
box.addEventListener("submit", (event) => setTimeout(() => event.target.closest(".message")?.remove()));
