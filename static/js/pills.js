// A chosen pill can be let go again by choosing it once more; a form with data-send-on-change sends itself.

let chosenBefore = null;

document.addEventListener("pointerdown", (event) => {
  const pill = event.target.closest(".pill");
  chosenBefore = pill?.querySelector("input[type=radio]:checked") ?? null;
});

document.addEventListener("click", (event) => {
  const keepsOne = event.target.closest?.("form[data-send-on-change]");
  if (!keepsOne && event.target.matches?.(".pill input[type=radio]") && event.target === chosenBefore) {
    event.target.checked = false;
    chosenBefore = null;
  }
});

document.addEventListener("keydown", (event) => {
  if ((event.key === "Delete" || event.key === "Backspace") && event.target.matches?.(".pill input[type=radio]")) {
    event.target.checked = false;
  }
});

document.addEventListener("change", (event) => event.target.closest("form[data-send-on-change]")?.requestSubmit());
