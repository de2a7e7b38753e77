"""Bringing a release title to one spelling before it is read."""

import html
import re
from typing import NamedTuple

from apps.library.audio_formats import BY_SUFFIX
from apps.search.titles.subjects import is_subject, name_in_subject
from apps.search.titles.word_sets import word_set

MAX_LENGTH = 600
"""Characters read of a title. The longest on public trackers stay under 400."""

VIDEO_EXTENSIONS = word_set(
    """
    mkv avi mp4 m4v ts m2ts mov wmv mpg mpeg vob webm flv divx ogm rmvb
    """
)
AUDIO_EXTENSIONS = (frozenset(suffix[1:] for suffix in BY_SUFFIX) | {"dts", "shn", "mka"}) - VIDEO_EXTENSIONS
_BOOK_EXTENSIONS = word_set(
    """
    epub mobi azw3 pdf cbr cbz cb7 djvu fb2
    """
)
_WRAPPERS = word_set(
    """
    torrent nzb rar zip 7z tar iso
    """
)
_EXTENSIONS = AUDIO_EXTENSIONS | VIDEO_EXTENSIONS | _BOOK_EXTENSIONS | _WRAPPERS

_PUNCTUATION = str.maketrans(
    {
        "【": "[",
        "】": "]",
        "（": "(",
        "）": ")",
        "［": "[",
        "］": "]",
        "〔": "[",
        "〕": "]",
        "–": "-",
        "—": "-",
        "‒": "-",
        "―": "-",
        "−": "-",
        "‐": "-",
        "‑": "-",
        "－": "-",
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "\u200e": None,
        "\u200f": None,
        "\u200b": None,
        "\ufeff": None,
    }
)
_INITIALS = re.compile(r"(?<![^\W_])(?:[^\W\d_]_){2,}(?=-|$)")
_AT_BITRATE = re.compile(r"\s?@\s?(\d{2,3})(?!\d)\s?(?:kbps|kb/?s|k\b)?", re.IGNORECASE)
_SITE = re.compile(r"^\s*(?:[\[({]\s*)?(?:https?://)?www\.[\w.-]{1,60}(?:\s*[\])}])?\s*[-–|:]*\s*", re.IGNORECASE)
_VARIOUS = frozenset({"va", "v.a.", "v.a", "v/a", "various", "various artists", "сборник", "v a"})
_DOTS = re.compile(r"(?<=[^\W_]{2})\.|\.(?=[^\W_]{2})")


class Spelling(NamedTuple):
    """A title in one spelling, its extension apart, and whether it had spaces or underscores for them."""

    text: str
    extension: str
    spaced: bool
    underscored: bool


def spell(title: str) -> Spelling:
    """One spelling: entities and pluses read, dashes and brackets plain, spaces single, the extension apart."""
    text = title[:MAX_LENGTH]
    if not text.isprintable():
        text = "".join(character if character.isprintable() else " " for character in text)
    if is_subject(text):
        text = name_in_subject(text)
    if "&" in text and ";" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = text.translate(_PUNCTUATION)
    if " " not in text and text.count("+") > 1:
        text = text.replace("+", " ")
    if "@" in text:
        text = _AT_BITRATE.sub(r" \1kbps", text)
    text, extension = _without_extension(text.strip())
    if "www." in text or "WWW." in text:
        text = _SITE.sub("", text, count=1) or text
    spaced = " " in text
    underscored = "_" in text
    if underscored:
        if "_-" in text or text[-1] == "_":
            text = _INITIALS.sub(lambda match: match[0].replace("_", "."), text)
        text = text.replace("_", " ")
    return Spelling(" ".join(text.split()), extension, spaced, underscored)


def is_various(artist: str | None) -> bool:
    """Whether an artist's name says that there are many."""
    return artist is not None and artist.lower() in _VARIOUS


def spell_name(text: str) -> str:
    """A name cut out of a title: its edges trimmed, dots read as spaces where they stand for them."""
    text = text.strip(" -–,;:~|/")
    if text[:1] == '"' == text[-1:]:
        text = text.strip('" ')
    if "." in text and " " not in text:
        text = _DOTS.sub(" ", text).strip()
    return text


def _without_extension(text: str) -> tuple[str, str]:
    extension = ""
    while True:
        stem, dot, suffix = text.rpartition(".")
        suffix = suffix.lower()
        if not dot or suffix not in _EXTENSIONS or not stem:
            return text, extension
        text = stem.rstrip()
        extension = extension if extension and extension not in _WRAPPERS else suffix
