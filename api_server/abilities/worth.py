"""What a copy is worth to the one who asked, by rules: the ledger of reasons behind an order and its sentences."""

from dataclasses import dataclass
from math import log2

from api_server.schemas import Parsed, Result
from apps.search.domain import FormatPreference, Preferences
from apps.search.vocabulary import FORMAT_WORDS, LOSSLESS_FORMATS, AudioFormat

ENOUGH_SEEDERS = 3


@dataclass(frozen=True, slots=True)
class Worth:
    """A copy's points (comparable within one request) and, in words, what speaks for it and against it."""

    points: float
    merits: tuple[str, ...]
    lacks: tuple[str, ...]
    tags: tuple[str, ...]


def worth(parsed: Parsed, preferences: Preferences, result: Result) -> Worth:
    """Add up what is known of the copy."""
    merits: list[str] = []
    lacks: list[str] = []
    points = _format(parsed, preferences, result, merits, lacks) + _sound(result, merits)
    points += _year(parsed, result, merits, lacks) + _swarm(result, merits, lacks) + _trust(result, merits, lacks)
    return Worth(points, tuple(merits), tuple(lacks), _tags(result))


def codec(name: str | None) -> AudioFormat | None:
    """The format that a word names."""
    return FORMAT_WORDS.get((name or "").strip().casefold())


def _format(parsed: Parsed, preferences: Preferences, result: Result, merits: list[str], lacks: list[str]) -> float:
    found = codec(result.format)
    said = parsed.preferences.format if parsed.preferences else None
    wanted = {codec(each) for each in ([said] if isinstance(said, str) else said or [])} - {None}
    quality = parsed.preferences.quality if parsed.preferences else None
    if wanted:
        ok, what = found in wanted, " or ".join(sorted(str(each) for each in wanted))
    elif quality in ("lossless", "hires", "best") or preferences.format in (
        FormatPreference.LOSSLESS,
        FormatPreference.HIRES,
    ):
        ok, what = found in LOSSLESS_FORMATS, "lossless"
    elif preferences.format is FormatPreference.MP3 or quality == "small":
        ok, what = found is not None and found not in LOSSLESS_FORMATS, "small"
    else:
        return 10.0 if found in LOSSLESS_FORMATS else 0.0
    if found is None:
        return 0.0
    (merits if ok else lacks).append(f"it is {found}, as you wished" if ok else f"it is {found}, not {what}")
    return 40.0 if ok else -40.0


def _sound(result: Result, merits: list[str]) -> float:
    if result.bit_depth and result.bit_depth >= 24:
        rate = f"/{result.sample_rate / 1000:g}" if result.sample_rate and result.sample_rate > 1000 else ""
        merits.append(f"{result.bit_depth}{rate} resolution")
    return (result.quality_score or 0.0) / 4


def _year(parsed: Parsed, result: Result, merits: list[str], lacks: list[str]) -> float:
    if not parsed.year or not result.year:
        return 0.0
    if parsed.year == result.year:
        merits.append(f"it is the {result.year} release")
        return 10.0
    lacks.append(f"it is from {result.year}")
    return -5.0


def _swarm(result: Result, merits: list[str], lacks: list[str]) -> float:
    seeders = result.seeders
    if seeders is None:
        return 0.0
    if seeders == 0:
        lacks.append("nobody shares it right now")
        return -60.0
    if seeders < ENOUGH_SEEDERS:
        lacks.append(f"only {seeders} share{'s' if seeders == 1 else ''} it")
    else:
        merits.append(f"{seeders} people share it")
    return min(log2(1 + seeders) * 3, 20.0)


def _trust(result: Result, merits: list[str], lacks: list[str]) -> float:
    if result.trust_score is None:
        return 0.0
    if result.trust_score >= 75:
        merits.append("it comes from a source that has been right before")
    elif result.trust_score < 35:
        lacks.append("little speaks for its source")
    return result.trust_score / 5


def _tags(result: Result) -> tuple[str, ...]:
    tags = []
    if codec(result.format) in LOSSLESS_FORMATS and (result.quality_score or 0) >= 80:
        tags.append("best_quality")
    if (result.trust_score or 0) >= 75:
        tags.append("trusted")
    if (result.seeders or 0) >= 20:
        tags.append("fast")
    return tuple(tags)
