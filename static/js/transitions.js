// Shows where a cover went: from the shelf to its album's page. Only there, and never with reduced motion.

const calm = matchMedia("(prefers-reduced-motion: reduce)");

document.addEventListener("htmx:beforeTransition", (event) => {
  const sleeve = event.detail.requestConfig?.elt?.closest(".sleeve") ?? event.target.closest?.(".sleeve");
  if (calm.matches) event.preventDefault();
  else sleeve?.querySelector(".cover")?.style.setProperty("view-transition-name", "poster");
});
