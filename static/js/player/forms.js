// Play buttons are forms that work without this; with it the sound starts in place, and a download plays while it arrives.

import { adopt, current, say, unlock } from "./player.js";
import * as server from "./server.js";

const ASK_EVERY = 700;
const ASK_FOR = 120_000;

const pause = (time) => new Promise((done) => setTimeout(done, time));

async function playForm(form) {
  const where = form.elements.enqueue?.value ?? "replace";
  const idle = !current();
  const told = await server.play(new FormData(form));
  adopt(told, { play: where === "replace" || idle });
  if (where !== "replace") say("Added to the queue.");
}

async function songsKnown(downloadId) {
  const until = Date.now() + ASK_FOR;
  while (Date.now() < until) {
    const told = await server.get(`api/download/${downloadId}`);
    if (told.error) throw new Error(told.error.message);
    if (told.files.some((file) => file.kind === "audio" && file.wanted)) return;
    await pause(ASK_EVERY);
  }
  throw new Error("Nobody has sent the first notes yet. It goes on in Downloads.");
}

async function playResult(form) {
  unlock();
  const { download_id: id } = await server.post("downloads/take/", new FormData(form));
  say("On its way. The music starts with the first notes that arrive.");
  await songsKnown(id);
  adopt(await server.play({ download_id: id }), { play: true });
}

async function changeQueue(form) {
  const path = new URL(form.action).pathname.slice(document.body.dataset.base.length);
  adopt(await server.post(path, new FormData(form)));
}

const WORK = { play: playForm, playResult, queueDrop: changeQueue, queueClear: changeQueue };

async function run(form, work) {
  const button = form.querySelector("button");
  button.setAttribute("aria-busy", "true");
  try {
    await work(form);
  } catch (error) {
    say(error.message);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

// In the capture phase: before htmx takes the form as a boosted one.
document.addEventListener(
  "submit",
  (event) => {
    const name = Object.keys(WORK).find((each) => each in event.target.dataset);
    if (!name) return;
    event.preventDefault();
    event.stopPropagation();
    run(event.target, WORK[name]);
  },
  true,
);
