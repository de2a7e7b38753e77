// Plays every song about equally loud: by ReplayGain, through a Web Audio gain, never beyond full scale.
//
// The sound goes through Web Audio only once the browser lets that run (after a click): connected before, it would be
// silent. Until then, and with the setting off from the start, the audio element plays by itself.

const RAMP = 0.03; // seconds: a jump of the gain would click

let mode = "off";
let entry = null;
let context = null;
let gain = null;
let starting = false;

/** The factor for a queue entry: its gain as wished, else the other one; at most what keeps its peak in full scale. */
export function factorOf(told, wished) {
  if (!told || wished === "off") return 1;
  const [first, second] = wished === "album" ? ["album", "track"] : ["track", "album"];
  const kind = told[first] != null ? first : second;
  const decibels = told[kind];
  if (decibels == null) return 1;
  const peak = told[`${kind}_peak`] ?? told[`${kind === "album" ? "track" : "album"}_peak`];
  const most = peak > 0 ? 1 / peak : 1; // of a song whose peak nobody knows nothing is made louder
  return Math.min(10 ** (decibels / 20), most);
}

function apply(audio) {
  const factor = factorOf(entry?.gain, mode);
  audio.dataset.level = factor.toFixed(3);
  gain.gain.cancelScheduledValues(context.currentTime);
  gain.gain.setTargetAtTime(factor, context.currentTime, RAMP / 3);
}

function connect(audio) {
  if (gain || context.state !== "running") return;
  gain = context.createGain();
  context.createMediaElementSource(audio).connect(gain).connect(context.destination);
  apply(audio);
}

async function begin(audio) {
  if (starting) return;
  starting = true;
  try {
    context ??= new AudioContext();
    if (context.state !== "running") await context.resume();
    connect(audio);
  } catch {
    // A browser without Web Audio plays as it is.
  } finally {
    starting = false;
  }
}

/** Play `next` at its own level from now on, as the setting wishes; to be called when its sound starts. */
export function level(audio, next, wished) {
  entry = next;
  mode = wished ?? mode;
  if (gain) apply(audio);
  else if (mode !== "off" && factorOf(entry?.gain, mode) !== 1) begin(audio);
  if (context?.state === "suspended" || context?.state === "interrupted") context.resume().catch(() => {});
}
