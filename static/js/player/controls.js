// Buttons and ranges that steer the player, by delegation, so that every page can have them; and the keys.

import { audio, jump, next, pause, player, previous, resume, seek, setVolume, toggle } from "./player.js";

const VOLUME_KEY = "trusttune-volume";
const STEP = 10;

const DO = {
  toggle,
  next,
  previous,
  resume,
  pause,
  back: () => seek(audio.currentTime - STEP),
  forward: () => seek(audio.currentTime + STEP),
  louder: () => setVolume(audio.volume + 0.05),
  softer: () => setVolume(audio.volume - 0.05),
  mute: () => (audio.muted = !audio.muted),
};

document.addEventListener("player:do", (event) => DO[event.detail]?.());

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) {
    event.preventDefault();
    DO[button.dataset.do]?.();
  }
  const entry = event.target.closest("[data-jump]");
  if (entry) {
    event.preventDefault();
    jump(Number(entry.dataset.jump));
  }
});

document.addEventListener("input", (event) => {
  if (event.target.dataset?.now === "volume") setVolume(Number(event.target.value) / 100);
  if (event.target.dataset?.now === "seek") player.dispatchEvent(new Event("time"));
});

document.addEventListener("change", (event) => {
  if (event.target.dataset?.now === "seek") seek(Number(event.target.value));
});

try {
  const kept = localStorage.getItem(VOLUME_KEY);
  if (kept !== null) audio.volume = Number(kept);
  audio.addEventListener("volumechange", () => localStorage.setItem(VOLUME_KEY, String(audio.volume)));
} catch {
  // a browser that keeps nothing starts at full volume
}
