// <speed-graph download="0 12 …" upload="…">: the last ten minutes as two lines, the newest at the right.

const NAMESPACE = "http://www.w3.org/2000/svg";
const WIDTH = 600;
const HEIGHT = 120;
const UNITS = ["B/s", "kB/s", "MB/s", "GB/s"];

const numbers = (text) => (text ?? "").split(" ").filter(Boolean).map(Number);

// The next round figure above the peak, so that the scale does not twitch.
function ceilingOf(peak) {
  const power = 10 ** Math.floor(Math.log10(Math.max(peak, 1000)));
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= peak);
}

function words(rate) {
  const unit = Math.min(Math.floor(Math.log10(Math.max(rate, 1)) / 3), UNITS.length - 1);
  return `${rate / 1000 ** unit} ${UNITS[unit]}`;
}

function line(rates, top) {
  const step = WIDTH / Math.max(rates.length - 1, 1);
  return rates.map((rate, at) => `${(at * step).toFixed(1)},${(HEIGHT - (rate / top) * HEIGHT).toFixed(1)}`);
}

function shape(name, attributes) {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

class SpeedGraph extends HTMLElement {
  connectedCallback() {
    const taken = numbers(this.getAttribute("download"));
    const given = numbers(this.getAttribute("upload"));
    const top = ceilingOf(Math.max(...taken, ...given, 0));
    const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", class: "speed-lines" });
    for (const share of [0.5, 1]) {
      const y = HEIGHT - HEIGHT * share;
      svg.append(shape("line", { x1: 0, x2: WIDTH, y1: y, y2: y, class: "speed-rule" }));
    }
    if (taken.length) {
      const points = line(taken, top).join(" ");
      svg.append(shape("polygon", { points: `0,${HEIGHT} ${points} ${WIDTH},${HEIGHT}`, class: "speed-area" }));
      svg.append(shape("polyline", { points, class: "speed-in" }));
      svg.append(shape("polyline", { points: line(given, top).join(" "), class: "speed-out" }));
    }
    const scale = document.createElement("span");
    scale.className = "speed-scale";
    scale.textContent = words(top);
    this.replaceChildren(svg, scale);
  }
}

customElements.define("speed-graph", SpeedGraph);
