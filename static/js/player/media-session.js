// Headset keys, lock screens and the system's own player (Media Session API).

import { audio, current, isPlaying, length, next, pause, player, previous, resume, seek } from "./player.js";

const session = navigator.mediaSession;

function describe() {
  const entry = current();
  if (!entry) return;
  const artwork = entry.cover ? [{ src: new URL(entry.cover, location.href).href, sizes: "640x640" }] : [];
  session.metadata = new MediaMetadata({
    title: entry.track?.title ?? entry.title,
    artist: entry.track?.artist ?? entry.artist ?? "",
    album: entry.track?.album ?? entry.album ?? "",
    artwork,
  });
  session.playbackState = isPlaying() ? "playing" : "paused";
}

function place() {
  const duration = length();
  if (duration && session.setPositionState) {
    session.setPositionState({ duration, position: Math.min(audio.currentTime, duration), playbackRate: 1 });
  }
}

if (session) {
  session.setActionHandler("play", resume);
  session.setActionHandler("pause", pause);
  session.setActionHandler("nexttrack", next);
  session.setActionHandler("previoustrack", previous);
  session.setActionHandler("seekto", (details) => seek(details.seekTime));
  session.setActionHandler("seekbackward", (details) => seek(audio.currentTime - (details.seekOffset ?? 10)));
  session.setActionHandler("seekforward", (details) => seek(audio.currentTime + (details.seekOffset ?? 10)));
  player.addEventListener("change", describe);
  player.addEventListener("change", place);
  audio.addEventListener("loadedmetadata", place);
  audio.addEventListener("seeked", place);
}
