// A cover that does not come leaves the blank sleeve under it.

const drop = (image) => image.remove();

document.addEventListener("error", (event) => event.target.matches?.("img[data-or-nothing]") && drop(event.target), true);

for (const image of document.querySelectorAll("img[data-or-nothing]")) {
  if (image.complete && !image.naturalWidth) drop(image);
}
