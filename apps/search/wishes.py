"""From a request and what it was found to be, to the wish that copies are held against and the words to look for."""

from __future__ import annotations

from dataclasses import replace

from apps.library.domain import EditionDetails
from apps.search.catalogue.domain import Match
from apps.search.domain import Balance, FormatPreference, ParsedQuery, Preferences, Quality, QueryType
from apps.search.likeness import likeness
from apps.search.ranking.domain import Wish
from apps.search.sources.domain import Terms
from apps.search.titles import ReleaseTitle, Wanted
from apps.search.vocabulary import LOSSLESS_FORMATS

_LOSSLESS = frozenset(str(each) for each in LOSSLESS_FORMATS)
_BY_QUALITY = {
    Quality.LOSSLESS: FormatPreference.LOSSLESS,
    Quality.HIRES: FormatPreference.HIRES,
    Quality.SMALL: FormatPreference.MP3,
}


def wish_for(parsed: ParsedQuery, preferences: Preferences, match: Match | None, balance: Balance) -> Wish:
    """What a good copy would be. The words win over the standing preference."""
    group = match.group if match else None
    editions = _editions(match)
    lengths = [seconds for edition in editions if (seconds := length_of(edition))]
    query_type = parsed.query_type
    if query_type is QueryType.ARTIST and group is not None:
        query_type = QueryType.ALBUM
    return Wish(
        query_type=query_type,
        artists=artist_names(parsed, match),
        albums=_names((group.title if group else None), *(e.title for e in editions), parsed.album, parsed.work),
        track=(match.track.title if match and match.track else parsed.track) or "",
        year=(group.year if group else None) or parsed.year,
        years=tuple(dict.fromkeys(int(e.edition_date[:4]) for e in editions if e.edition_date[:4].isdigit())),
        preference=_preference(parsed, preferences),
        formats=parsed.format,
        quality=parsed.quality,
        bitrate=parsed.bitrate,
        vbr=parsed.vbr or "",
        bit_depth=parsed.bit_depth,
        sample_rate=round(parsed.sample_rate_khz * 1000) if parsed.sample_rate_khz else None,
        medium=parsed.source or "",
        edition="" if group and _is_own_name(parsed, match) else parsed.edition or "",
        release_type=parsed.release_type or "",
        live=parsed.live,
        remaster=parsed.remaster,
        log=parsed.log,
        excluded_formats=parsed.exclude_format,
        excluded_media=parsed.exclude_source,
        excluded_words=parsed.exclude_edition,
        seconds=min(lengths, default=None),
        tracks=min((edition.track_count for edition in editions if edition.track_count), default=None),
        balance=balance,
    )


def with_preferences(wish: Wish, preferences: Preferences, balance: Balance) -> Wish:
    """The wish under other preferences; a format that the words named stays."""
    named = wish.formats or wish.quality in _BY_QUALITY or wish.bitrate or wish.vbr
    return replace(wish, balance=balance, preference=wish.preference if named else preferences.format)


def seconds_for(reading: ReleaseTitle, wish: Wish, match: Match | None) -> float | None:
    """The length that a copy of this title should have: the album's or, where it names just that, the song's."""
    if reading.album and any(likeness(name, reading.album) >= 0.9 for name in wish.albums[:3]):
        return wish.seconds
    if wish.query_type is QueryType.TRACK and match and match.track:
        named = reading.track_title or reading.album or ""
        return match.track.length if likeness(wish.track, named) >= 0.95 else None
    return None


def terms_for(parsed: ParsedQuery, match: Match | None) -> Terms:
    """The words to give to the sources: the proper names where they are known, else those that were said."""
    group = match.group if match else None
    artist = (group.artist_credit if group else None) or (match.artist.name if match and match.artist else None)
    artist = artist or parsed.artist or parsed.composer or ""
    if artist.lower() == "various artists":
        artist = ""
    track = parsed.track or ""
    album = group.title if group else (parsed.album or parsed.work or "")
    if parsed.query_type is QueryType.TRACK and track and not (group and match and match.track):
        words = [artist, track]
    elif parsed.query_type is QueryType.ARTIST and not group:
        words, album = [artist], ""
    else:
        words = [artist, album or (parsed.performer or "")]
    text = " ".join(word for word in words if word) or parsed.raw
    in_song_mode = parsed.query_type is QueryType.TRACK and not (group and match and match.track)
    return Terms(text=text, artist=artist, album=album, track=track if in_song_mode else "", year=parsed.year)


def titles_wanted(wish: Wish) -> Wanted | None:
    """What helps to part artist and album in a release title."""
    if not wish.artists and not wish.albums:
        return None
    return Wanted(wish.artists[0] if wish.artists else None, wish.albums)


def artist_names(parsed: ParsedQuery, match: Match | None) -> tuple[str, ...]:
    """Every name of the artist: as credited, as catalogued, by alias, as said; for classical music who plays, too."""
    known = match.artist if match else None
    names = _names(
        match.group.artist_credit if match and match.group else None,
        match.track.artist_credit if match and match.track else None,
        known.name if known else None,
        *(known.aliases[:10] if known else ()),
        parsed.artist,
        parsed.composer,
        parsed.performer,
    )
    return () if names and names[0].lower() == "various artists" else names


def length_of(edition: EditionDetails) -> float | None:
    """The length of an edition in seconds; None unless every track's is known."""
    lengths = [track.length for medium in edition.media for track in medium.tracks]
    return sum(length for length in lengths if length) if lengths and all(lengths) else None


def _editions(match: Match | None) -> tuple[EditionDetails, ...]:
    if match is None:
        return ()
    return (match.edition,) if match.edition else match.editions


def _preference(parsed: ParsedQuery, preferences: Preferences) -> FormatPreference:
    if parsed.quality in _BY_QUALITY:
        return _BY_QUALITY[parsed.quality]
    if parsed.format and all(each in _LOSSLESS for each in parsed.format):
        hires = (parsed.bit_depth or 0) > 16 or (parsed.sample_rate_khz or 0) > 48
        return FormatPreference.HIRES if hires else FormatPreference.LOSSLESS
    if parsed.format == ("MP3",) or parsed.bitrate or parsed.vbr:
        return FormatPreference.MP3
    return preferences.format


def _is_own_name(parsed: ParsedQuery, match: Match | None) -> bool:
    """Whether the edition said is the by-name of the release group ("Blue Album"), which copies need not repeat."""
    group = match.group if match else None
    return bool(parsed.edition and group and likeness(parsed.edition, group.disambiguation) > 0.8)


def _names(*names: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
