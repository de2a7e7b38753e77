// Paints what plays: in the bar, and wherever else a page shows it. Elements say what they show with data-now.

import { at, audio, current, isPlaying, isWaiting, length, player, queue } from "./player.js";

const bar = document.getElementById("player");

export function clock(seconds) {
  if (!Number.isFinite(seconds) || seconds < 0) return "–:––";
  const whole = Math.floor(seconds);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = String(whole % 60).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

const every = (name) => document.querySelectorAll(`[data-now="${name}"]`);
const texts = (name, text) => every(name).forEach((each) => each.textContent !== text && (each.textContent = text));

function fill(range, value, most) {
  range.max = String(most || 1);
  if (!range.matches(":active")) range.value = String(value);
  range.style.setProperty("--fill", `${most ? (Number(range.value) / most) * 100 : 0}%`);
}

export function paintTime() {
  const end = length();
  texts("elapsed", clock(audio.currentTime));
  texts("length", end ? clock(end) : "–:––");
  for (const range of every("seek")) {
    fill(range, audio.currentTime, end);
    range.setAttribute("aria-valuetext", `${clock(audio.currentTime)} of ${clock(end)}`);
  }
}

// The wash of the cover, in both schemes; the server has checked that text can be read on it.
function paintWash(entry) {
  for (const scheme of ["dark", "light"]) {
    const colour = entry.wash?.[scheme]?.background;
    if (colour) bar.style.setProperty(`--wash-${scheme}`, colour);
    else bar.style.removeProperty(`--wash-${scheme}`);
  }
}

// The seek bar of the now-playing page takes the shape of the track, where the track was measured.
function paintWave(track) {
  for (const place of every("wave")) {
    if (place.dataset.of === (track?.id ?? "")) continue;
    place.dataset.of = track?.id ?? "";
    place.classList.remove("has-wave");
    if (!track) continue;
    const picture = new Image();
    picture.src = `${document.body.dataset.base}library/tracks/${track.id}/waveform.svg`;
    picture.onload = () => {
      if (place.dataset.of !== track.id) return;
      place.style.setProperty("--wave", `url("${picture.src}")`);
      place.classList.add("has-wave");
    };
  }
}

function paintCover(entry) {
  for (const place of every("cover")) {
    const url = entry.cover ?? "";
    place.hidden = !url;
    if (url && place.getAttribute("src") !== url) place.src = url;
  }
  every("no-cover").forEach((each) => each.toggleAttribute("hidden", Boolean(entry.cover)));
}

export function paint() {
  const entry = current();
  bar.hidden = !entry;
  if (!entry) return;
  const track = entry.track;
  texts("title", track?.title ?? entry.title);
  texts("by", isWaiting() && isPlaying() ? "Waiting for the sound …" : track?.artist ?? entry.artist ?? "Still arriving");
  texts("album", track?.album ?? entry.album ?? "");
  paintCover(entry);
  paintWash(entry);
  paintWave(track?.duration ? track : null);
  every("album-link").forEach((each) => track && (each.href = `${document.body.dataset.base}library/albums/${track.album_id}/`));
  document.querySelectorAll("[data-playing]").forEach((each) => (each.dataset.playing = String(isPlaying())));
  every("toggle").forEach((each) => each.setAttribute("aria-label", isPlaying() ? "Pause" : "Play"));
  every("next").forEach((each) => (each.disabled = !queue()[at() + 1]));
  document.querySelectorAll("[data-track]").forEach((each) => each.classList.toggle("track--playing", each.dataset.track === track?.id));
  document.querySelectorAll("[data-entry]").forEach((each) => each.classList.toggle("entry--now", each.dataset.entry === entry.id));
  paintTime();
}

export function paintVolume() {
  const volume = audio.muted ? 0 : audio.volume;
  for (const range of every("volume")) fill(range, Math.round(volume * 100), 100);
  every("mute").forEach((each) => each.setAttribute("aria-pressed", String(audio.muted)));
}

player.addEventListener("change", paint);
player.addEventListener("time", paintTime);
audio.addEventListener("volumechange", paintVolume);
document.addEventListener("htmx:afterSettle", paint);
document.addEventListener("htmx:afterSettle", paintVolume);
document.addEventListener("htmx:wsAfterMessage", paint);
document.addEventListener("htmx:historyRestore", paint);
paintVolume();
