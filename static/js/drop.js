// A torrent file or a magnet link dropped anywhere on the page goes to the downloads.

const form = () => document.getElementById("drop-form");

function carries(event) {
  const types = event.dataTransfer?.types ?? [];
  return types.includes("Files") || types.includes("text/uri-list") || types.includes("text/plain");
}

addEventListener("dragover", (event) => {
  if (!carries(event)) return;
  event.preventDefault();
  document.body.classList.add("dropping");
});

addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.body.classList.remove("dropping");
});

addEventListener("drop", (event) => {
  document.body.classList.remove("dropping");
  if (!carries(event)) return;
  const files = [...event.dataTransfer.files].filter((file) => file.name.toLowerCase().endsWith(".torrent"));
  const link = event.dataTransfer.getData("text/plain").trim();
  const target = form();
  if (!target || (!files.length && !link.startsWith("magnet:"))) return;
  event.preventDefault();
  const chosen = new DataTransfer();
  for (const file of files.slice(0, 1)) chosen.items.add(file);
  target.elements.torrent.files = chosen.files;
  target.elements.link.value = files.length ? "" : link;
  target.requestSubmit();
});
