"""Figures as people read them: sizes, rates, clock times, what is left. Decimal prefixes, as on the box of a disk."""

_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")


def size(count: float | None) -> str:
    """`412 MB`, `1.3 GB`; three digits at most before the unit. Unknown is empty."""
    if count is None or count < 0:
        return ""
    value, unit = float(count), 0
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    if unit == 0:
        return "1 byte" if int(value) == 1 else f"{int(value)} bytes"
    digits = 1 if value < 9.95 and unit >= 2 else 0
    return f"{value:.{digits}f} {_UNITS[unit]}"


def counted(number: int, word: str) -> str:
    """`1 seeder`, `1,204 pieces`: an English noun that takes an s."""
    return f"{number:,} {word}{'s' if number != 1 else ''}"


def rate(count: float | None) -> str:
    """`3.1 MB/s`; empty while nothing moves."""
    return f"{size(count)}/s" if count else ""


def clock(seconds: float | None) -> str:
    """`4:07`, `1:02:33`; unknown is `–:––`."""
    if seconds is None or seconds < 0:
        return "–:––"
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def span(seconds: float | None) -> str:
    """A length in words: `48 s`, `12 min`, `1 h 20 min`, `3 days`. Unknown is empty."""
    if seconds is None or seconds < 0:
        return ""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    if seconds < 3600:
        return f"{round(seconds / 60)} min"
    if seconds < 48 * 3600:
        hours, minutes = divmod(round(seconds / 60), 60)
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{round(seconds / 86400)} days"


def audio_format(name: str | None, bit_depth: int | None, sample_rate: int | None, bitrate: int | None) -> str:
    """What a plate says: `FLAC 24/96`, `MP3 320`. `sample_rate` is in Hz, `bitrate` in kbit/s."""
    if not name:
        return ""
    if bit_depth and sample_rate:
        return f"{name} {bit_depth}/{f'{sample_rate / 1000:.1f}'.removesuffix('.0')}"
    if bit_depth:
        return f"{name} {bit_depth} bit"
    return f"{name} {bitrate}" if bitrate else name
