"""The drawings. Each takes a sheet (a square, already coloured from top to bottom) and draws on it."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.sandbox.covers.palettes import Colour, Palette


@dataclass(frozen=True)
class Sheet:
    picture: Image.Image
    draw: ImageDraw.ImageDraw
    side: int
    colours: Palette
    rng: np.random.Generator
    title: str

    def ink(self, index: int, alpha: int = 255) -> tuple[int, int, int, int]:
        return (*self.colours.inks[index % len(self.colours.inks)], alpha)

    def disc(
        self,
        x: float,
        y: float,
        radius: float,
        fill: tuple[int, ...] | None,
        outline: tuple[int, ...] | None = None,
        width: int = 1,
    ) -> None:
        s = self.side
        self.draw.ellipse(
            [(x - radius) * s, (y - radius) * s, (x + radius) * s, (y + radius) * s], fill, outline, width
        )

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: tuple[int, ...]) -> None:
        self.draw.rectangle([x0 * self.side, y0 * self.side, x1 * self.side - 1, y1 * self.side - 1], fill)

    def polygon(self, points: np.ndarray, fill: tuple[int, ...]) -> None:
        self.draw.polygon([(float(x) * self.side, float(y) * self.side) for x, y in points], fill)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """Adds light that fades to nothing at `radius`."""
        axis = np.linspace(0, 1, self.side // 8, dtype=np.float32)
        distance = np.hypot(axis[None, :] - x, axis[:, None] - y) / radius
        mask = Image.fromarray((np.clip(1 - distance, 0, 1) ** 2 * 255 * strength).astype(np.uint8))
        self.picture.paste(
            Image.new("RGB", self.picture.size, colour),
            mask=mask.resize(self.picture.size, Image.Resampling.BICUBIC),
        )


def waves(sheet: Sheet, base: float, height: float, roughness: int = 3) -> np.ndarray:
    """A wavy line from left to right as points of the unit square."""
    x = np.linspace(-0.01, 1.01, 160)
    y = np.full_like(x, base)
    for n in range(1, roughness + 1):
        y += height / n * np.sin(2 * np.pi * (x * n * sheet.rng.uniform(0.5, 1.1) + sheet.rng.random()))
    return np.stack([x, y], 1)


def below(line: np.ndarray) -> np.ndarray:
    return np.vstack([line, [[1.01, 1.01], [-0.01, 1.01]]])


def strata(sheet: Sheet) -> None:
    sheet.disc(0.69, 0.36, 0.13, sheet.ink(3))
    for index, base in enumerate(np.linspace(0.46, 0.92, 5)):
        sheet.polygon(below(waves(sheet, base, 0.035)), sheet.ink([2, 1, 0, 3, 4][index] if index < 3 else index, 235))


def lanterns(sheet: Sheet) -> None:
    for _ in range(26):
        x, y = sheet.rng.uniform(0.06, 0.94), sheet.rng.uniform(0.22, 0.95)
        size = sheet.rng.uniform(0.012, 0.055) * (0.5 + y)
        colour = sheet.ink(int(sheet.rng.integers(0, 3)))
        sheet.glow(x, y, size * 4.2, colour[:3], 0.5)
        s = sheet.side
        sheet.draw.rounded_rectangle(
            [(x - size * 0.8) * s, (y - size) * s, (x + size * 0.8) * s, (y + size) * s],
            size * 0.5 * s,
            (*colour[:3], 240),
        )
        sheet.draw.rectangle(
            [(x - size * 0.45) * s, (y - size * 0.55) * s, (x + size * 0.45) * s, (y + size * 0.55) * s],
            sheet.ink(4, 130),
        )


def sunset(sheet: Sheet) -> None:
    for index, radius in enumerate((0.40, 0.33, 0.26, 0.19)):
        sheet.disc(0.5, 0.70, radius, sheet.ink((1, 0, 1, 0)[index], (90, 110, 160, 255)[index]))
    for index in range(9):
        top = 0.70 + index * 0.034
        sheet.box(0, top, 1, top + 0.005 + index * 0.0032, sheet.ink(2 if index < 4 else 3))
    sheet.polygon(below(waves(sheet, 0.955, 0.012)), sheet.ink(4))


def ridges(sheet: Sheet) -> None:
    x = np.linspace(0.12, 0.88, 220)
    hill = np.exp(-(((x - 0.5) / 0.16) ** 2))
    for index, base in enumerate(np.linspace(0.30, 0.90, 34)):
        rough = np.convolve(sheet.rng.random(len(x)) ** 2, np.hanning(9) / 4.5, "same")
        line = base - hill * rough * 0.115 - sheet.rng.random(len(x)) * 0.002
        points = np.stack([x, line], 1)
        mix = index / 33
        ground = tuple(int(a * (1 - mix) + b * mix) for a, b in zip(*sheet.colours.ground, strict=True))
        sheet.polygon(np.vstack([points, [[0.88, base + 0.02], [0.12, base + 0.02]]]), ground)
        colour = sheet.ink(0 if index % 7 else 1)
        sheet.draw.line([(float(px) * sheet.side, float(py) * sheet.side) for px, py in points], colour, 6, "curve")


def arches(sheet: Sheet) -> None:
    for index in range(6):
        inset = 0.13 + index * 0.062
        top = 0.27 + index * 0.075
        width = 1 - 2 * inset
        colour = sheet.ink((0, 1, 2, 3, 1, 4)[index])
        sheet.disc(0.5, top + width / 2, width / 2, colour)
        sheet.box(inset, top + width / 2, 1 - inset, 1, colour)


def numerals(sheet: Sheet) -> None:
    for index in range(26):
        y = 0.60 + (index / 25) ** 2 * 0.40
        sheet.box(0, y, 1, y + 0.0022, sheet.ink(2, 190))
    for index in range(-14, 15):
        start, end = (0.5 + index * 0.028, 0.6), (0.5 + index * 0.16, 1.0)
        sheet.draw.line([(x * sheet.side, y * sheet.side) for x, y in (start, end)], sheet.ink(2, 190), 4)
    for index in range(11):
        sheet.disc(0.5, 0.42, 0.24 - index * 0.002, sheet.ink(1 if index % 2 else 0, 60))
    sheet.disc(0.5, 0.42, 0.215, sheet.ink(1))
    for index in range(6):
        top = 0.42 + index * 0.034
        half = (0.24**2 - (top - 0.42) ** 2) ** 0.5
        bar = (*sheet.colours.ground[0], 255)
        sheet.box(0.5 - half, top, 0.5 + half, top + 0.006 + index * 0.002, bar)
    face = ImageFont.load_default(int(sheet.side * 0.30))
    sheet.draw.text(
        (sheet.side * 0.5, sheet.side * 0.47),
        sheet.title,
        sheet.ink(4),
        face,
        "mm",
        stroke_width=10,
        stroke_fill=sheet.ink(0),
    )


def orbits(sheet: Sheet) -> None:
    for index in range(16):
        sheet.disc(0.56, 0.60, 0.64 - index * 0.04, None, sheet.ink(index % 3, 90 + index * 9), 5 + index // 3)
    sheet.glow(0.56, 0.60, 0.30, sheet.colours.inks[2], 0.7)
    sheet.disc(0.56, 0.60, 0.085, sheet.ink(2))
    for radius, angle, size, ink in (
        (0.24, 2.3, 0.022, 3),
        (0.36, 5.4, 0.034, 1),
        (0.48, 3.7, 0.016, 2),
        (0.44, 0.4, 0.026, 3),
    ):
        sheet.disc(0.56 + radius * np.cos(angle), 0.60 + radius * np.sin(angle), size, sheet.ink(ink))


def windows(sheet: Sheet) -> None:
    left = -0.02
    while left < 1:
        width, top = sheet.rng.uniform(0.10, 0.18), sheet.rng.uniform(0.34, 0.62)
        shade = tuple(int(c * sheet.rng.uniform(0.35, 0.75)) for c in sheet.colours.ground[1])
        sheet.box(left, top, left + width, 1, (*shade, 255))
        for y in np.arange(top + 0.03, 0.98, 0.042):
            for x in np.arange(left + 0.016, left + width - 0.022, 0.029):
                if sheet.rng.random() < 0.42:
                    lit = sheet.ink(0 if sheet.rng.random() < 0.8 else 1, int(sheet.rng.uniform(110, 255)))
                    sheet.box(x, y, x + 0.014, y + 0.021, lit)
        left += width + sheet.rng.uniform(-0.01, 0.004)
    sheet.glow(0.76, 0.25, 0.22, sheet.colours.inks[4], 0.35)
    sheet.disc(0.76, 0.25, 0.055, sheet.ink(4))


def beams(sheet: Sheet) -> None:
    edges = np.cumsum(sheet.rng.uniform(0.5, 1.6, 13))
    edges = 0.08 + 0.84 * np.concatenate([[0], edges]) / edges[-1]
    for index, (start, end) in enumerate(pairwise(edges)):
        top = 0.30 + 0.34 * abs(np.sin(index * 1.1 + 0.4))
        sheet.box(start, top, end - 0.006, 0.93, sheet.ink(index))
        sheet.disc((start + end - 0.006) / 2, top, (end - start - 0.006) / 2, sheet.ink(index))


def snow(sheet: Sheet) -> None:
    for index, base in enumerate((0.72, 0.80, 0.89)):
        for x in np.arange(-0.05, 1.05, 0.055):
            height, foot = (
                sheet.rng.uniform(0.09, 0.20) * (0.7 + index * 0.25),
                base + sheet.rng.uniform(0, 0.02),
            )
            tree = np.array([[x, foot], [x + 0.028, foot - height], [x + 0.056, foot]])
            sheet.polygon(tree, sheet.ink(2 + index, 235))
        sheet.polygon(below(waves(sheet, base, 0.012)), sheet.ink(1 if index < 2 else 0))
    for _ in range(240):
        sheet.disc(
            sheet.rng.random(),
            sheet.rng.random(),
            sheet.rng.uniform(0.0015, 0.006),
            sheet.ink(0, int(sheet.rng.uniform(120, 255))),
        )


def constellation(sheet: Sheet) -> None:
    for x, y, radius, ink in ((0.3, 0.75, 0.6, 1), (0.8, 0.5, 0.5, 2), (0.55, 0.95, 0.5, 0)):
        sheet.glow(x, y, radius, sheet.colours.inks[ink], 0.42)
    for _ in range(360):
        sheet.disc(
            sheet.rng.random(),
            sheet.rng.random(),
            sheet.rng.uniform(0.0006, 0.0026),
            sheet.ink(4, int(sheet.rng.uniform(60, 230))),
        )
    stars = np.stack([np.linspace(0.16, 0.86, 9), 0.52 + sheet.rng.uniform(-0.20, 0.26, 9)], 1)
    sheet.draw.line([(x * sheet.side, y * sheet.side) for x, y in stars], sheet.ink(3, 170), 4)
    for x, y in stars:
        sheet.glow(x, y, 0.06, sheet.colours.inks[3], 0.55)
        sheet.disc(x, y, sheet.rng.uniform(0.006, 0.013), sheet.ink(3))


def tiles(sheet: Sheet) -> None:
    count, top = 6, 0.235
    size = (1 - 0.116) / count
    for row in range(5):
        for column in range(count):
            x, y = 0.058 + column * size, top + row * size
            first, second = sheet.ink((row + column) % 2), sheet.ink(2 + (row * column) % 2)
            sheet.box(x + 0.003, y + 0.003, x + size - 0.003, y + size - 0.003, second)
            s = sheet.side
            for corner, start in (
                ((x, y), 0),
                ((x + size, y), 90),
                ((x + size, y + size), 180),
                ((x, y + size), 270),
            ):
                radius = size * 0.47
                box = [
                    (corner[0] - radius) * s,
                    (corner[1] - radius) * s,
                    (corner[0] + radius) * s,
                    (corner[1] + radius) * s,
                ]
                sheet.draw.pieslice(box, start, start + 90, first)
            sheet.disc(x + size / 2, y + size / 2, size * 0.15, sheet.ink(3 if (row + column) % 3 else 4))


def spotlight(sheet: Sheet) -> None:
    for x, spread, ink, alpha in ((0.30, 0.30, 2, 70), (0.72, 0.26, 2, 80), (0.5, 0.34, 0, 60)):
        sheet.polygon(
            np.array([[x - 0.02, -0.01], [x + 0.02, -0.01], [0.5 + spread, 0.86], [0.5 - spread, 0.86]]),
            sheet.ink(ink, alpha),
        )
    sheet.draw.ellipse([0.10 * sheet.side, 0.80 * sheet.side, 0.90 * sheet.side, 0.93 * sheet.side], sheet.ink(0, 235))
    sheet.box(0.495, 0.50, 0.503, 0.86, sheet.ink(3))
    sheet.disc(0.499, 0.47, 0.042, sheet.ink(1))
    sheet.disc(0.499, 0.47, 0.030, None, sheet.ink(3, 160), 6)
    sheet.polygon(np.array([[0.44, 0.865], [0.56, 0.865], [0.54, 0.85], [0.46, 0.85]]), sheet.ink(3))


def grid(sheet: Sheet) -> None:
    count, left, top = 4, 0.058, 0.255
    size = (1 - 2 * left) / count
    s = sheet.side
    for row in range(3):
        for column in range(count):
            x, y = left + column * size, top + row * size
            shape, ink = int(sheet.rng.integers(0, 5)), int(sheet.rng.integers(0, 5))
            box = [x * s, y * s, (x + size) * s, (y + size) * s]
            if shape == 0:
                sheet.disc(x + size / 2, y + size / 2, size / 2, sheet.ink(ink))
            elif shape == 1:
                sheet.draw.pieslice([box[0], box[1], box[2] + size * s, box[3] + size * s], 180, 270, sheet.ink(ink))
            elif shape == 2:
                sheet.draw.rectangle(box, sheet.ink(ink))
                sheet.disc(x + size / 2, y + size / 2, size * 0.28, sheet.ink(ink + 2))
            elif shape == 3:
                sheet.polygon(np.array([[x, y + size], [x + size, y + size], [x + size, y]]), sheet.ink(ink))
            else:
                for stripe in range(4):
                    sheet.box(x, y + stripe * size / 4, x + size, y + (stripe + 0.5) * size / 4, sheet.ink(ink))


def halo(sheet: Sheet) -> None:
    layer = Image.new("RGB", sheet.picture.size, sheet.colours.ground[0])
    brush = ImageDraw.Draw(layer)
    s = sheet.side
    for x, y, radius, ink in (
        (0.30, 0.42, 0.34, 1),
        (0.72, 0.56, 0.36, 2),
        (0.46, 0.88, 0.36, 4),
        (0.82, 0.18, 0.22, 0),
    ):
        brush.ellipse([(x - radius) * s, (y - radius) * s, (x + radius) * s, (y + radius) * s], sheet.ink(ink)[:3])
    small = layer.resize((s // 8, s // 8)).filter(ImageFilter.GaussianBlur(s / 8 * 0.11))
    sheet.picture.paste(Image.blend(sheet.picture, small.resize((s, s), Image.Resampling.BICUBIC), 0.82))
    for width, radius in ((26, 0.235), (5, 0.275)):
        sheet.disc(0.5, 0.57, radius, None, sheet.ink(0, 245), width)


def moonpath(sheet: Sheet) -> None:
    sheet.glow(0.5, 0.42, 0.36, sheet.colours.inks[3], 0.5)
    sheet.disc(0.5, 0.42, 0.105, sheet.ink(3))
    sheet.box(0, 0.60, 1, 1, sheet.ink(0, 150))
    for index in range(30):
        y = 0.605 + index * 0.0132
        width = 0.05 + index * 0.0075 + sheet.rng.uniform(-0.035, 0.035)
        middle = 0.5 + sheet.rng.uniform(-0.016, 0.016)
        sheet.box(middle - width / 2, y, middle + width / 2, y + 0.0045, sheet.ink(3, 235 - index * 4))
    hull = np.array([[0.20, 0.585], [0.37, 0.585], [0.35, 0.612], [0.225, 0.612]])
    sheet.polygon(hull, (*sheet.colours.ground[0], 255))
    for x in np.arange(0.225, 0.345, 0.02):
        sheet.box(x, 0.566, x + 0.012, 0.576, sheet.ink(4))
    sheet.box(0.215, 0.578, 0.36, 0.586, (*sheet.colours.ground[0], 255))


STYLES: dict[str, Callable[[Sheet], None]] = {
    style.__name__: style
    for style in (
        strata, lanterns, sunset, ridges, arches, numerals, orbits, windows, beams, snow, constellation, tiles,
        spotlight, grid, halo, moonpath,
    )
}  # fmt: skip
