// What plays: the queue as the server keeps it, and the one audio element of the shell. Announces "change" and "time".

import { claim, device, isMine, onTaken } from "./device.js";
import { level } from "./loudness.js";
import * as server from "./server.js";

const REPORT_EVERY = 10_000;
const RESTART_AFTER = 3;
const RETRIES = 20;
const RETRY_AFTER = 1500;
const COUNTS_AFTER = 240;

export const audio = document.getElementById("audio");
export const player = new EventTarget();

let entries = [];
let position = 0;
let revision = -1;
let waiting = false;
let retries = 0;
let counted = false;
let startAt = 0;
let wish = "pause";
let loudness = "off";

export const current = () => entries[position];
export const queue = () => entries;
export const at = () => position;
export const isPlaying = () => wish === "play";
export const isWaiting = () => waiting;
export const length = () => current()?.track?.duration || (Number.isFinite(audio.duration) ? audio.duration : 0);

const announce = (name = "change") => player.dispatchEvent(new Event(name));

export function say(text) {
  const box = document.getElementById("messages");
  const message = document.createElement("div");
  message.className = "message message--error";
  const words = document.createElement("p");
  words.textContent = text;
  message.append(words);
  box.append(message);
}

function tell(state = wish === "play" ? "playing" : "paused") {
  if (!current()) return;
  const fields = { state, position, elapsed: audio.currentTime || startAt };
  server.report(fields).then((answer) => (revision = Math.max(revision, answer.revision))).catch(() => {});
}

function start(entry, from) {
  startAt = from;
  counted = false;
  retries = 0;
  audio.src = entry.url;
  if (from > 0) audio.currentTime = from;
}

async function sound() {
  claim();
  wish = "play";
  level(audio, current(), loudness);
  announce();
  try {
    await audio.play();
  } catch (error) {
    if (error.name === "NotAllowedError") {
      wish = "pause";
      say("Ready to play. Your browser wants one more press on Play.");
    }
  }
  announce();
}

// Some browsers let an element sound only if it was started in the very click; what comes later may then sound too.
const SILENCE = [82, 73, 70, 70, 36, 0, 0, 0, 87, 65, 86, 69, 102, 109, 116, 32, 16, 0, 0, 0, 1, 0, 1, 0, 64, 31, 0, 0, 64, 31, 0, 0, 1, 0, 8, 0, 100, 97, 116, 97, 0, 0, 0, 0];
let unlocked = false;

/** To be called in a click whose sound comes only after a while. */
export function unlock() {
  if (unlocked || current()) return;
  unlocked = true;
  audio.src = URL.createObjectURL(new Blob([new Uint8Array(SILENCE)], { type: "audio/wav" }));
  audio.play().catch(() => {});
}

/** Take over what the server says the queue is; go on with the same sound where it is the same entry. */
export function adopt({ state, queue: told }, { play = false } = {}) {
  if (state.revision < revision) return;
  revision = state.revision;
  const before = current()?.id;
  entries = told.items;
  position = state.position;
  loudness = state.even_loudness ?? loudness;
  const entry = current();
  if (!entry) {
    wish = "pause";
    audio.removeAttribute("src");
    audio.load();
  } else if (entry.id !== before || !audio.src.endsWith(entry.url)) {
    start(entry, play && state.elapsed < RESTART_AFTER ? 0 : state.elapsed);
  }
  if (play && entry) sound();
  else level(audio, entry, loudness);
  announce();
}

export function resume() {
  if (current()) sound().then(() => tell());
}

export function pause() {
  wish = "pause";
  audio.pause();
  tell();
  announce();
}

export const toggle = () => (wish === "play" ? pause() : resume());

export function jump(to) {
  if (!entries[to]) return;
  position = to;
  start(current(), 0);
  sound().then(() => tell());
}

export function next() {
  if (entries[position + 1]) jump(position + 1);
  else if (wish === "play") {
    wish = "pause";
    audio.pause();
    audio.currentTime = 0;
    tell("stopped");
    announce();
  }
}

export function previous() {
  if (audio.currentTime > RESTART_AFTER || position === 0) seek(0);
  else jump(position - 1);
}

export function seek(seconds) {
  const end = length();
  startAt = Math.max(0, end ? Math.min(seconds, end - 0.25) : seconds);
  audio.currentTime = startAt;
  tell();
  announce("time");
}

export function setVolume(value) {
  audio.volume = Math.min(1, Math.max(0, value));
  audio.muted = false;
}

/** A command of the server, from another program or page of the household. */
function obey(command) {
  if (command.device !== device || !isMine() || command.revision <= revision) return;
  if (command.action === "seek") seek(command.elapsed);
  else if (command.action === "volume") setVolume(command.volume / 100);
  else if (command.action === "pause" || command.action === "stop") pause();
  else server.present().then((told) => adopt(told, { play: command.action === "play" })).catch((error) => say(error.message));
}

document.addEventListener("change", (event) => {
  if (event.target.id !== "field-even_loudness") return;
  loudness = event.target.value;
  level(audio, current(), loudness);
});

document.addEventListener("live:event", (event) => {
  if (event.detail.type === "command") obey(event.detail);
});

onTaken(() => {
  if (wish !== "play") return;
  wish = "pause";
  audio.pause();
  announce();
});

audio.addEventListener("ended", next);
audio.addEventListener("playing", () => {
  waiting = false;
  retries = 0;
  announce();
});
audio.addEventListener("waiting", () => {
  waiting = true;
  announce();
});
audio.addEventListener("pause", () => {
  if (audio.ended || wish === "pause") return;
  wish = "pause"; // a headset, another program or the system took it
  tell();
  announce();
});
audio.addEventListener("play", () => {
  if (wish !== "play" && current()) resume();
});
audio.addEventListener("timeupdate", () => {
  announce("time");
  const track = current()?.track;
  if (track && !counted && audio.currentTime > Math.min(COUNTS_AFTER, (length() || COUNTS_AFTER * 2) / 2)) {
    counted = true;
    server.played(track.id).catch(() => {});
  }
});

// A file that is still arriving may not have its first bytes yet: the same place is tried again for a while.
audio.addEventListener("error", () => {
  const entry = current();
  if (!entry || !audio.src.endsWith(entry.url)) return;
  if (entry.download_id && retries < RETRIES) {
    retries += 1;
    waiting = true;
    announce();
    const from = audio.currentTime || startAt;
    setTimeout(() => {
      if (current() !== entry) return;
      audio.src = entry.url;
      audio.currentTime = from;
      if (wish === "play") audio.play().catch(() => {});
    }, RETRY_AFTER);
    return;
  }
  waiting = false;
  say(`“${entry.title}” could not be played. The file may be damaged or gone.`);
  if (entries[position + 1]) jump(position + 1);
  else pause();
});

setInterval(() => {
  if (wish === "play" && !audio.paused) tell();
}, REPORT_EVERY);

addEventListener("pagehide", () => {
  if (current() && isMine()) server.farewell({ state: "paused", position, elapsed: audio.currentTime });
});

server
  .present()
  .then((told) => entries.length || adopt(told))
  .catch(() => {});
