"""What was asked for and what is on offer, in the words of the ranking that the home uses too."""

from collections.abc import Sequence

from api_server.schemas import Parsed, Result, Wishes
from apps.search.domain import FormatPreference, Preferences, Quality, QueryType
from apps.search.ranking.domain import Facts, Ranked, Wish
from apps.search.ranking.rank import rank
from apps.search.vocabulary import FORMAT_WORDS, LOSSLESS_FORMATS

_BY_QUALITY = {
    Quality.LOSSLESS: FormatPreference.LOSSLESS,
    Quality.HIRES: FormatPreference.HIRES,
    Quality.SMALL: FormatPreference.MP3,
}


def ranked(parsed: Parsed, preferences: Preferences, results: Sequence[Result]) -> list[Ranked]:
    """Every result once, in the order of the rules."""
    unique = {result.id: result for result in results}
    return rank([facts_of(result) for result in unique.values()], wish_of(parsed, preferences))


def wish_of(parsed: Parsed, preferences: Preferences) -> Wish:
    """What a good copy would be. The words win over the standing preference."""
    wishes = parsed.preferences or Wishes()
    quality = Quality(wishes.quality) if wishes.quality in list(Quality) else None
    return Wish(
        query_type=QueryType(parsed.query_type or "album"),
        artists=_named(parsed.artist),
        albums=_named(parsed.album),
        track=parsed.track or "",
        year=parsed.year,
        preference=_BY_QUALITY.get(quality, preferences.format) if quality else preferences.format,
        formats=tuple(_format(each) for each in _listed(wishes.format)),
        quality=quality,
        bitrate=wishes.bitrate,
        vbr=wishes.vbr or "",
        bit_depth=wishes.bit_depth,
        sample_rate=round(wishes.sample_rate_khz * 1000) if wishes.sample_rate_khz else None,
        medium=(wishes.source or "").upper(),
        edition=wishes.edition or "",
        live=wishes.live,
        remaster=wishes.remaster,
        log=wishes.log,
        excluded_formats=tuple(_format(each) for each in _listed(wishes.exclude_format)),
        excluded_media=tuple(each.upper() for each in _listed(wishes.exclude_source)),
        excluded_words=_listed(wishes.exclude_edition),
    )


def facts_of(result: Result) -> Facts:
    """What is known about a copy; its title is held against the names as it stands."""
    form = _format(result.format or "")
    rate = result.sample_rate or 0
    return Facts(
        id=result.id,
        title=result.title or "",
        year=result.year,
        edition=result.edition or "",
        format=form,
        lossless=form in LOSSLESS_FORMATS if form else None,
        bitrate=result.bitrate if isinstance(result.bitrate, int) else None,
        bit_depth=result.bit_depth,
        sample_rate=round(rate * 1000 if rate < 1000 else rate) or None,
        medium=(result.medium or "").upper(),
        size=result.size_bytes,
        seeders=result.seeders,
        leechers=result.leechers,
    )


def _format(word: str) -> str:
    known = FORMAT_WORDS.get(word.strip().casefold())
    return known.value if known else word.strip().upper()


def _named(name: str | None) -> tuple[str, ...]:
    return (name,) if name else ()


def _listed(value: list[str] | str | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())
