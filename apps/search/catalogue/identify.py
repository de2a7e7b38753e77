"""From a reading to what exists: the release group, its editions, the recording, the artist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from apps.library.domain import EditionDetails
from apps.search.catalogue.domain import Artist, CatalogueFailed, Match, ReleaseGroup
from apps.search.catalogue.lookups import Lookup, Lookups
from apps.search.catalogue.scoring import (
    ACCEPTED,
    NEARLY,
    album_of,
    best_groups,
    choose_edition,
    score_artist,
    score_recording,
    select_from_discography,
)
from apps.search.domain import ParsedQuery, QueryType

MOST_ALTERNATIVES = 8
NOTHING_SAID = ParsedQuery()
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Identified:
    """The match of `parsed`, if there is one; whether MusicBrainz was asked, and why it could not be."""

    match: Match | None = None
    parsed: ParsedQuery = NOTHING_SAID
    asked: bool = False
    failed: CatalogueFailed | None = None

    def after(self, *lookups: Lookup[object]) -> Identified:
        """With what those lookups tell about MusicBrainz."""
        failed = self.failed or next((each.failed for each in lookups if each.failed), None)
        return replace(self, asked=self.asked or any(each.asked for each in lookups), failed=failed)


async def identify(
    parsed: ParsedQuery, lookups: Lookups, seen: Sequence[ReleaseGroup] = (), likely_artist: str = ""
) -> Identified:
    """What `parsed` means in the catalogue. Never raises: an outage is part of the answer.

    `seen` are release groups that MusicBrainz named just now; if one of them is surely meant, it is not asked again.
    `likely_artist` is whose the title probably is, where the words do not tell.
    """
    return replace(await _identify(parsed, lookups, seen, likely_artist), parsed=parsed)


async def _identify(
    parsed: ParsedQuery, lookups: Lookups, seen: Sequence[ReleaseGroup], likely_artist: str
) -> Identified:
    if parsed.query_type is QueryType.TRACK and parsed.track:
        return await _track(parsed, lookups)
    if parsed.album or parsed.work:
        found = await _album(parsed, lookups, seen, likely_artist)
        if found.match or not parsed.artist:
            return found
        by_artist = await _by_artist(parsed, lookups)
        return replace(by_artist, asked=by_artist.asked or found.asked, failed=by_artist.failed or found.failed)
    return await _by_artist(parsed, lookups) if parsed.artist else Identified()


async def with_editions(group: ReleaseGroup, parsed: ParsedQuery, lookups: Lookups, **known: object) -> Identified:
    """The match for a release group that is known to be meant."""
    editions = await lookups.editions(group)
    details = _usable(editions.found)
    match = Match(
        group=_dated(group, details),
        editions=details,
        edition=choose_edition(details, parsed),
        from_cache=not editions.asked,
        **known,  # type: ignore[arg-type]  # the other fields of Match
    )
    return Identified(match).after(editions)


async def _album(parsed: ParsedQuery, lookups: Lookups, seen: Sequence[ReleaseGroup], likely_artist: str) -> Identified:
    artist = parsed.artist or " ".join(filter(None, (parsed.composer, parsed.performer, parsed.orchestra)))
    title = parsed.album or parsed.work or ""
    known = [*seen, *await lookups.known_albums(artist, title)]
    known = list({group.mbid: group for group in known}.values())
    scored = best_groups(known, parsed, likely_artist)
    albums: Lookup[ReleaseGroup] = Lookup(())
    if not (scored and scored[0][0] >= SURE and parsed.artist):
        albums = await lookups.albums(artist, title)
        scored = best_groups(albums.found or known, parsed, likely_artist)
    if not scored:
        return Identified().after(albums)
    best, group = scored[0]
    others = tuple(other for score, other in scored[1:] if score >= best - NEARLY)[:MOST_ALTERNATIVES]
    found = await with_editions(
        group, parsed, lookups, confidence=min(1.0, best), alternatives=others, likely_artist=likely_artist
    )
    return found.after(albums)


async def _track(parsed: ParsedQuery, lookups: Lookups) -> Identified:
    recordings = await lookups.recordings(parsed.artist or "", parsed.track or "")
    scored = [(score_recording(recording, parsed), recording) for recording in recordings.found]
    scored = sorted((each for each in scored if each[0] >= ACCEPTED), key=lambda each: -each[0])
    if not scored:
        return Identified().after(recordings)
    best, recording = scored[0]
    same = [other for score, other in scored if score >= best - NEARLY and other.artist_mbid == recording.artist_mbid]
    groups = {group.mbid: group for each in same for group in each.release_groups}
    group = album_of(replace(recording, release_groups=tuple(groups.values())), parsed)
    if group is None:
        return Identified(Match(track=recording, confidence=best, from_cache=not recordings.asked)).after(recordings)
    others = tuple(other for other in groups.values() if other.mbid != group.mbid)[:MOST_ALTERNATIVES]
    found = await with_editions(group, parsed, lookups, track=recording, confidence=min(1.0, best), alternatives=others)
    return found.after(recordings)


async def _by_artist(parsed: ParsedQuery, lookups: Lookups) -> Identified:
    artists = await lookups.artists(parsed.artist or "")
    artist, likely = _best_artist(artists.found, parsed)
    if artist is None:
        return Identified().after(artists)
    news = parsed.newest or parsed.ordinal == -1
    discography = await lookups.discography(artist.mbid, news=news)
    chosen = select_from_discography(discography.found, parsed)
    if not chosen:
        match = Match(artist=artist, confidence=likely, discography=_proper(discography.found))
        return Identified(match).after(artists, discography)
    found = await with_editions(
        chosen[0],
        parsed,
        lookups,
        artist=artist,
        confidence=likely,
        alternatives=tuple(chosen[1 : MOST_ALTERNATIVES + 1]),
    )
    return found.after(artists, discography)


def _best_artist(artists: Sequence[Artist], parsed: ParsedQuery) -> tuple[Artist | None, float]:
    scored = [(score_artist(artist, parsed), artist) for artist in artists]
    best = max(scored, key=lambda each: each[0], default=(0.0, None))
    return (best[1], best[0]) if best[0] >= ACCEPTED else (None, 0.0)


def _proper(groups: Sequence[ReleaseGroup]) -> tuple[ReleaseGroup, ...]:
    """Albums and EPs, the earliest first; live albums and compilations behind them."""
    wanted = [group for group in groups if group.kind in ("album", "ep")]
    return tuple(sorted(wanted, key=lambda group: (bool(group.secondary_kinds), group.first_date or "9")))


def _usable(editions: Sequence[EditionDetails]) -> tuple[EditionDetails, ...]:
    """Editions with a track list, where any has one."""
    listed = tuple(edition for edition in editions if edition.track_count)
    return listed or tuple(editions)


def _dated(group: ReleaseGroup, editions: Sequence[EditionDetails]) -> ReleaseGroup:
    """The group with the date of its first edition, where the search did not tell one."""
    dates = [edition.edition_date for edition in editions if edition.edition_date]
    return group if group.first_date or not dates else replace(group, first_date=min(dates))
