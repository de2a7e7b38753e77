// What the server calls this browser, and which of its tabs makes the sound.

const KEY = "trusttune-device";
const tab = crypto.randomUUID();
const channel = new BroadcastChannel("trusttune-player");
const taken = new EventTarget();
let mine = true;

function named() {
  try {
    const known = localStorage.getItem(KEY);
    if (known) return known;
    const fresh = `browser-${crypto.randomUUID().slice(0, 8)}`;
    localStorage.setItem(KEY, fresh);
    return fresh;
  } catch {
    return "browser";
  }
}

export const device = named();
export const csrf = document.querySelector("meta[name=csrf-token]").content;
export const base = document.body.dataset.base;

// So that the pages which the server renders show this browser's queue, and its commands come here.
document.cookie = `trusttune_device=${device}; path=${base}; max-age=31536000; samesite=lax`;
document.getElementById("live").dataset.live += ` player:${device}`;

/** Whether this tab obeys commands; another one that starts to play takes over. */
export const isMine = () => mine;

export function claim() {
  mine = true;
  channel.postMessage({ claim: tab });
}

export const onTaken = (listener) => taken.addEventListener("taken", listener);

channel.addEventListener("message", (event) => {
  if (event.data.claim && event.data.claim !== tab) {
    mine = false;
    taken.dispatchEvent(new Event("taken"));
  }
});
