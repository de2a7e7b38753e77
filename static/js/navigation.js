// What a browser does for a full page load and a boosted link does not: mark the place, move the focus, keep the scroll.

const main = document.getElementById("main");
let here = location.pathname + location.search;

document.documentElement.classList.remove("no-script");

function markPlaces() {
  for (const link of document.querySelectorAll("[data-place]")) {
    const path = new URL(link.href).pathname;
    const { place, also } = link.dataset;
    const below = (start) => start && location.pathname.startsWith(start);
    const current = place === "exact" ? location.pathname === path || below(also) : below(path);
    if (current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function arrived() {
  here = location.pathname + location.search;
  markPlaces();
}

// What was asked for last is what is shown: neither a slow page nor a slow "back" comes over what was asked after it.
let coming = null;
let back = null;

function expect(request) {
  back?.abort();
  coming = request;
}

document.addEventListener("htmx:beforeSend", ({ detail }) => detail.target === main && expect(detail.xhr));
document.addEventListener("htmx:historyCacheMiss", ({ detail }) => {
  expect(detail.xhr);
  back = detail.xhr;
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr, requestConfig } = event.detail;
  if (target === main && requestConfig.verb === "get" && xhr !== coming) event.preventDefault();
});

document.addEventListener("htmx:pushedIntoHistory", arrived);
document.addEventListener("htmx:replacedInHistory", arrived);

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target !== main) return;
  const first = main.querySelector("[autofocus]") ?? main;
  first.focus({ preventScroll: true });
});

addEventListener("scrollend", () => {
  if (location.pathname + location.search === here) sessionStorage.setItem(`scroll ${here}`, String(scrollY));
});

document.addEventListener("htmx:historyRestore", () => {
  arrived();
  scrollTo({ top: Number(sessionStorage.getItem(`scroll ${here}`) ?? 0), behavior: "instant" });
});
