"""A square front cover with the album's name on it, drawn larger than it is for smooth edges."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.sandbox.covers.palettes import PALETTES, Palette
from tests.sandbox.covers.styles import STYLES, Sheet

SIDE = 1000


def draw_cover(style: str, palette: str, seed: int, artist: str, title: str) -> Image.Image:
    """A 1000 x 1000 RGB picture. A name beyond ASCII is not lettered: the face that comes with Pillow lacks it."""
    colours = PALETTES[palette]
    side = 3 * SIDE // 2
    picture = _ground(colours, side)
    STYLES[style](Sheet(picture, ImageDraw.Draw(picture, "RGBA"), side, colours, np.random.default_rng(seed), title))
    picture = _grain(picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS), seed)
    if style != "numerals":
        _letter(picture, colours, artist, title)
    return picture


def _ground(colours: Palette, side: int) -> Image.Image:
    top, bottom = (np.array(one, np.float32) for one in colours.ground)
    ramp = np.linspace(0, 1, side, dtype=np.float32)[:, None]
    rows = top * (1 - ramp) + bottom * ramp
    return Image.fromarray(np.broadcast_to(rows[:, None, :], (side, side, 3)).astype(np.uint8).copy())


def _grain(picture: Image.Image, seed: int) -> Image.Image:
    """The slight unevenness of printed paper; it also hides banding in the gradients."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray((rng.random((SIDE, SIDE)) * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.7))
    grain = (np.asarray(coarse, np.float32) - 127) * 0.09
    return Image.fromarray(np.clip(np.asarray(picture, np.float32) + grain[:, :, None], 0, 255).astype(np.uint8))


def _letter(picture: Image.Image, colours: Palette, artist: str, title: str) -> None:
    if not (artist + title).isascii():
        return
    draw = ImageDraw.Draw(picture)
    left, top = 58, 52
    large = ImageFont.load_default(46 if len(title) < 24 else 38)
    small = ImageFont.load_default(23)
    draw.text((left, top), title, colours.type, large, stroke_width=0.6, stroke_fill=colours.type)
    draw.text((left + 2, top + 62), " ".join(artist.upper()).replace("   ", "     "), colours.type, small)
