// The player's words with the server. Every answer is `{state, queue}` or throws an Error with a sentence.

import { base, csrf, device } from "./device.js";

const AWAY = "TrustTune does not answer. Try again in a moment.";

async function asked(path, options) {
  let response;
  try {
    response = await fetch(base + path, { ...options, headers: { Accept: "application/json", "X-CSRFToken": csrf } });
  } catch {
    throw new Error(AWAY);
  }
  const document = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(document.error?.message ?? AWAY);
  return document;
}

function form(fields) {
  const data = fields instanceof FormData ? fields : new FormData();
  if (!(fields instanceof FormData)) for (const [name, value] of Object.entries(fields)) data.set(name, value);
  data.set("device", device);
  return data;
}

export const get = (path) => asked(path, { method: "GET" });
export const post = (path, fields) => asked(path, { method: "POST", body: form(fields) });

export const present = () => get(`player/state/?device=${encodeURIComponent(device)}`);
export const play = (fields) => post("player/play/", fields);
export const report = (fields) => post("player/report/", fields);
export const played = (trackId) => post("player/played/", { track_id: trackId });

/** The last word of a page that goes away. */
export function farewell(fields) {
  const data = form(fields);
  data.set("csrfmiddlewaretoken", csrf);
  navigator.sendBeacon(`${base}player/report/`, data);
}
