"""The shapes that pages are made of: icons, plates, the trust ring, availability bars, covers, figures."""

import colorsys
import zlib
from dataclasses import dataclass

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core import figures

register = template.Library()
register.filter("size", figures.size)
register.filter("rate", figures.rate)
register.filter("clock", figures.clock)
register.filter("span", figures.span)

TAG_WORDS = {"best_quality": "Best quality", "trusted": "Trusted", "fast": "Fast"}
LOSSLESS = frozenset({"FLAC", "ALAC", "APE", "WAV", "WAVPACK", "AIFF", "TTA", "DSD", "DSF", "WV"})
GOOD_FROM, UNKNOWN_FROM = 70, 40
# A verdict's kind (its colour and shape), its word, and how full the ring is, %.
RINGS = {
    "genuine": ("good", "genuine", 100),
    "suspicious": ("suspicious", "suspicious", 40),
    "unknown": ("unknown", "unknown", 60),
    "damaged": ("bad", "damaged", 25),
    "pending": ("waiting", "checking", 10),
}


@register.filter
def tag_words(tag: str) -> str:
    """A result's tag in words; one that is new here reads as it is spelt."""
    return TAG_WORDS.get(tag, tag.replace("_", " ").capitalize())


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """An icon of `static/img/icons.svg`; decoration only, the words stand beside it or in `aria-label`."""
    return format_html(
        '<svg class="icon icon--{}{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        name,
        f" {kind}" if kind else "",
        static("img/icons.svg"),
        name,
    )


@register.inclusion_tag("core/_plate.html")
def plate(
    name: str | None, bit_depth: int | None = None, sample_rate: int | None = None, bitrate: int | None = None
) -> dict[str, object]:
    """A format as an engraved plate. `sample_rate` is in Hz, `bitrate` in kbit/s (bit/s is understood too)."""
    upper = (name or "").upper()
    kilobits = bitrate // 1000 if bitrate and bitrate >= 8000 else bitrate
    lossless = upper in LOSSLESS
    hires = lossless and ((bit_depth or 0) > 16 or (sample_rate or 0) > 48000)
    kind = "hires" if hires else "lossless" if lossless else "lossy"
    words = {"hires": "high resolution", "lossless": "lossless", "lossy": "compressed"}[kind]
    label = figures.audio_format(upper, bit_depth, sample_rate, None if lossless else kilobits)
    return {"label": label, "kind": kind, "words": words}


@register.inclusion_tag("core/_ring.html")
def ring(verdict: str = "", score: float | None = None) -> dict[str, object]:
    """Trust as a small ring with a word: by verdict where audio was checked, by score (0 to 100) before."""
    if verdict:
        kind, word, part = RINGS.get(verdict, RINGS["unknown"])
        return {"kind": kind, "word": word, "part": part, "score": None}
    part = round(score or 0)
    kind, word, _part = RINGS["unknown" if part >= UNKNOWN_FROM else "suspicious"]
    if part >= GOOD_FROM:
        kind, word = "good", "trusted"  # nothing was listened to yet: not *genuine*
    return {"kind": kind, "word": word, "part": max(part, 4), "score": part}


@register.inclusion_tag("core/_bars.html")
def bars(seeders: int | None) -> dict[str, object]:
    """Availability as three bars: none, 1 or 2, up to 9, 10 seeders and more; unknown is hollow."""
    count = seeders or 0
    level = 0 if count == 0 else 1 if count < 3 else 2 if count < 10 else 3
    words = "seeders unknown" if seeders is None else "no seeder" if not count else f"{count} seeder{'s'[: count != 1]}"
    return {"level": level, "words": words, "steps": [(1, 11, 5), (6, 7, 9), (11, 2, 14)]}


@register.inclusion_tag("core/_group_cover.html")
def group_cover(mbid: str | None, title: str = "", by: str = "", kind: str = "", size: int = 320) -> dict[str, object]:
    """The cover of a release group of MusicBrainz over a blank sleeve, which shows where there is no cover."""
    return {**cover(None, title, by, kind, size), "mbid": mbid}


@dataclass(frozen=True)
class Sleeve:
    """A blank sleeve for a record without a cover: its own colour and its title."""

    paper: str
    ink: str
    lines: list[str]
    by: str


@register.inclusion_tag("core/_cover.html")
def cover(
    url: str | None, title: str = "", by: str = "", kind: str = "", size: int = 320, eager: bool = False
) -> dict[str, object]:
    """A cover picture, or a blank sleeve with the title where there is none. `size` is in CSS pixels."""
    sleeve = None if url else blank_sleeve(title, by)
    return {"url": url, "title": title, "by": by, "kind": kind, "size": size, "eager": eager, "sleeve": sleeve}


def blank_sleeve(title: str, by: str) -> Sleeve:
    """The same title always gets the same quiet colour."""
    seed = zlib.crc32(f"{by}\n{title}".encode())
    hue = (seed % 360) / 360
    paper = colorsys.hls_to_rgb(hue, 0.24, 0.28)
    ink = colorsys.hls_to_rgb(hue, 0.86, 0.35)
    return Sleeve(_hex(paper), _hex(ink), _lines(title), by[:26])


def _hex(colour: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def _lines(title: str, width: int = 13, most: int = 4) -> list[str]:
    lines: list[str] = []
    for word in title.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word if len(word) <= width else f"{word[: width - 1]}…")
    return lines if len(lines) <= most else [*lines[: most - 1], "…"]
