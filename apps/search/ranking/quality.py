"""Quality: how good the audio should be, in the eyes of who asked. 100 is the best for that preference.

Format gives up to 80, the medium up to 10, the evidence of a careful rip up to 10.
"""

from apps.search.domain import FormatPreference, Quality
from apps.search.ranking.domain import Facts, Line, Wish
from apps.search.vocabulary import LOSSLESS_FORMATS

_LOSSLESS_NAMES = frozenset(str(each) for each in LOSSLESS_FORMATS)
_EFFICIENCY = {"MP3": 1.0, "AAC": 1.25, "OGG": 1.25, "OPUS": 1.6, "MPC": 1.2, "WMA": 0.9}  # against MP3, at one bitrate
_VBR_BITRATE = {"V0": 245, "V1": 225, "V2": 190, "V3": 175, "V4": 165, "V5": 130, "APS": 190, "APX": 245}
_MEDIA = {
    "CD": 10.0, "WEB": 10.0, "SACD": 10.0, "BLURAY": 10.0, "DVD": 9.0, "HDCD": 9.0, "VINYL": 6.0, "REEL": 7.0,
    "DAT": 7.0, "MINIDISC": 4.0, "SOUNDBOARD": 5.0, "CASSETTE": 2.0, "FM": 1.0, "DAB": 1.0, "SAT": 2.0, "CABLE": 2.0,
    "LINE": 2.0, "STREAM": 1.0,
}  # fmt: skip


def is_lossless(copy: Facts) -> bool | None:
    """Whether it claims to be lossless; None where it claims nothing."""
    if copy.lossless is not None:
        return copy.lossless
    return copy.format in _LOSSLESS_NAMES if copy.format else None


def is_hires(copy: Facts) -> bool:
    """More than CD: over 16 bits or over 48 kHz, or DSD."""
    more = (copy.bit_depth or 0) > 16 or (copy.sample_rate or 0) > 48_000
    return copy.format == "DSD" or (more and is_lossless(copy) is not False)


def format_words(copy: Facts) -> str:
    """The format in a few words: `FLAC 24/96`, `MP3 320`, `MP3 V0`."""
    name = copy.format or ("lossless" if copy.lossless else "unknown format")
    if copy.bit_depth or copy.sample_rate:
        rate = f"{(copy.sample_rate or 0) / 1000:g}" if copy.sample_rate else ""
        return f"{name} {'/'.join(part for part in (str(copy.bit_depth or ''), rate) if part)}"
    if copy.vbr:
        return f"{name} {copy.vbr}"
    return f"{name} {copy.bitrate}" if copy.bitrate and not is_lossless(copy) else name


def quality_lines(copy: Facts, wish: Wish) -> tuple[Line, ...]:
    """Format, medium and rip, each with what it gives."""
    return (_format_line(copy, wish), _medium_line(copy, wish), _rip_line(copy))


def format_points(copy: Facts, wish: Wish) -> float:
    """What the format gives: the one part of quality that the preference changes."""
    return _format_judged(copy, wish)[1]


def _format_line(copy: Facts, wish: Wish) -> Line:
    code, points, text = _format_judged(copy, wish)
    return Line(code, points, text.format(format_words(copy)))


def _format_judged(copy: Facts, wish: Wish) -> tuple[str, float, str]:
    """A code, points (0 to 80), and a sentence with a place for the format's name."""
    lossless = is_lossless(copy)
    if lossless is None:
        return "format_unknown", 32.0, "its title names no format"
    if _wants_mp3(wish):
        return _for_small(copy, lossless)
    if lossless:
        return _for_lossless(copy, wish)
    value = _lossy_value(copy)
    if _wants_lossless(wish):
        return "lossy_unwished", value * 0.45, "{} is lossy, and lossless is preferred"
    return "lossy", value, "it is {}"


def _for_lossless(copy: Facts, wish: Wish) -> tuple[str, float, str]:
    hires = is_hires(copy)
    if wish.preference is FormatPreference.HIRES or wish.quality is Quality.HIRES or (wish.bit_depth or 0) > 16:
        if hires:
            return "hires", 80.0 if _is_wished_rate(copy, wish) else 74.0, "{} is high resolution"
        return "lossless_not_hires", 58.0, "{} is lossless, but not high resolution"
    if hires and wish.quality is Quality.BEST:
        return "hires", 80.0, "{} is high resolution"
    return "lossless", 78.0 if hires else 76.0, "{} is lossless"


def _for_small(copy: Facts, lossless: bool) -> tuple[str, float, str]:
    if lossless:
        return "lossless_unwished", 34.0, "{} is larger than a small copy needs to be"
    if copy.format not in ("MP3", ""):
        return "other_lossy", _lossy_value(copy) * 0.9, "{} is small, but not MP3"
    return "lossy", min(80.0, _lossy_value(copy) + 16), "it is {}"


def _lossy_value(copy: Facts) -> float:
    """10 to 64, by the bitrate and how well the codec uses it."""
    bitrate = copy.bitrate or _VBR_BITRATE.get(copy.vbr, 0)
    if not bitrate:
        return 40.0
    effective = min(320.0, bitrate * _EFFICIENCY.get(copy.format, 1.0))
    share: float = max(0.0, min(1.0, (effective - 64) / 256)) ** 0.7
    return 10.0 + 54.0 * share


def _medium_line(copy: Facts, wish: Wish) -> Line:
    medium = copy.medium
    if wish.medium:
        if medium == wish.medium:
            return Line("medium_wished", 10.0, f"it is from {medium}, as wished")
        return Line("medium_other", 0.0 if medium else 3.0, f"it is not said to be from {wish.medium}")
    if not medium:
        return Line("medium_unknown", 6.0, "its medium is not told")
    return Line("medium", _MEDIA.get(medium, 5.0), f"it is from {medium}")


def _rip_line(copy: Facts) -> Line:
    if copy.log_score is not None:
        return Line("log", 10.0 * copy.log_score / 100, f"its rip log scores {copy.log_score} %")
    if copy.log and copy.cue:
        return Line("log", 8.0, "it has a rip log and a cue sheet")
    if copy.log or copy.cue:
        return Line("log", 6.0, "it has a rip log" if copy.log else "it has a cue sheet")
    return Line("no_log", 4.0 if copy.medium == "WEB" else 2.0, "it has no rip log")


def _is_wished_rate(copy: Facts, wish: Wish) -> bool:
    return (not wish.sample_rate or copy.sample_rate == wish.sample_rate) and (
        not wish.bit_depth or copy.bit_depth == wish.bit_depth
    )


def _wants_mp3(wish: Wish) -> bool:
    return wish.preference is FormatPreference.MP3 or wish.quality is Quality.SMALL or wish.formats == ("MP3",)


def _wants_lossless(wish: Wish) -> bool:
    lossless = (FormatPreference.LOSSLESS, FormatPreference.HIRES)
    return wish.preference in lossless or wish.quality in (Quality.LOSSLESS, Quality.HIRES, Quality.BEST)
