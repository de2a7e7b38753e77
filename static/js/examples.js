// The example under the search line changes while the line is empty; tapping it takes it.

const EVERY = 5200;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function change() {
  const box = document.querySelector("[data-examples]");
  const input = document.getElementById("query");
  if (!box || !input || input.value || document.hidden || calm.matches) return;
  const examples = JSON.parse(box.dataset.examples);
  const button = box.querySelector("button");
  if (document.activeElement === button) return;
  button.textContent = examples[(examples.indexOf(button.textContent.trim()) + 1) % examples.length];
}

setInterval(change, EVERY);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-examples] button");
  if (!button) return;
  event.preventDefault();
  const input = document.getElementById("query");
  input.value = button.textContent.trim();
  input.focus();
});
