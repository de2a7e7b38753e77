// <piece-map cells="##~-!.">: a square for each cell, in the colours of the legend beside it.

const KINDS = { "#": "here", "~": "coming", "-": "missing", "!": "nobody", ".": "unwanted" };
const GAP = 1;
const SMALLEST = 5;
const LARGEST = 14;
const TALLEST = 132;

function colours(place) {
  const swatch = document.createElement("i");
  place.append(swatch);
  const found = {};
  for (const kind of Object.values(KINDS)) {
    swatch.className = `piece piece--${kind}`;
    found[kind] = getComputedStyle(swatch).backgroundColor;
  }
  swatch.remove();
  return found;
}

// The largest square with which all cells fit into the width and not too many lines.
function sideFor(count, width) {
  for (let side = LARGEST; side > SMALLEST; side -= 1) {
    const columns = Math.floor(width / (side + GAP));
    if (Math.ceil(count / columns) * (side + GAP) <= TALLEST) return side;
  }
  return SMALLEST;
}

class PieceMap extends HTMLElement {
  connectedCallback() {
    this.canvas = document.createElement("canvas");
    this.replaceChildren(this.canvas);
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this);
    this.draw();
  }

  disconnectedCallback() {
    this.watcher.disconnect();
  }

  draw() {
    const cells = this.getAttribute("cells") ?? "";
    const width = Math.floor(this.clientWidth);
    if (!width || !cells) return;
    const side = sideFor(cells.length, width);
    const columns = Math.max(1, Math.floor((width + GAP) / (side + GAP)));
    const height = Math.ceil(cells.length / columns) * (side + GAP) - GAP;
    const scale = devicePixelRatio || 1;
    this.canvas.width = width * scale;
    this.canvas.height = height * scale;
    this.canvas.style.height = `${height}px`;
    const pen = this.canvas.getContext("2d");
    pen.scale(scale, scale);
    const colour = colours(this);
    for (let cell = 0; cell < cells.length; cell += 1) {
      const left = (cell % columns) * (side + GAP);
      const top = Math.floor(cell / columns) * (side + GAP);
      const tenths = Number(cells[cell]);
      pen.fillStyle = colour[KINDS[cells[cell]] ?? "missing"];
      pen.fillRect(left, top, side, side);
      if (tenths) {
        pen.fillStyle = colour.here;
        pen.fillRect(left, top, (side * tenths) / 10, side);
      }
    }
  }
}

customElements.define("piece-map", PieceMap);
