// <piece-bar cells="##5--">: what is here of a download, as a thin bar with its gaps.

class PieceBar extends HTMLElement {
  connectedCallback() {
    const cells = this.getAttribute("cells") ?? "";
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(cells.length, 1);
    canvas.height = 1;
    this.replaceChildren(canvas);
    const pen = canvas.getContext("2d");
    pen.fillStyle = getComputedStyle(this).color;
    for (let cell = 0; cell < cells.length; cell += 1) {
      const share = cells[cell] === "#" ? 1 : Number(cells[cell]) / 10 || 0;
      pen.globalAlpha = share;
      if (share) pen.fillRect(cell, 0, 1, 1);
    }
  }
}

customElements.define("piece-bar", PieceBar);
