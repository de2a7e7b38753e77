"""Deciding between readings by what exists: the library, the cached catalogue, then MusicBrainz.

The words of a request can be parted in several ways; each way claims that something exists (`understand.claims`). One
request to MusicBrainz with all the words covers every way of parting them, so a dozen readings cost one turn or two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from asgiref.sync import async_to_sync, sync_to_async
from django.db import DatabaseError

from apps.library import queries as library
from apps.search.catalogue import store
from apps.search.catalogue.domain import Artist, CatalogueFailed, Recording, ReleaseGroup
from apps.search.catalogue.installation import lookups_of_this_installation
from apps.search.catalogue.lookups import Lookups
from apps.search.catalogue.scoring import artist_likeness
from apps.search.domain import Claim, Found, ParsedQuery, Preferences, QueryType, Reading
from apps.search.likeness import folded, likeness
from apps.search.understand import claims, propose, settle
from apps.search.understand.assistant import ASSISTED

LIKE_ENOUGH = 0.72
CERTAIN = 0.95
MOST_CLAIMS = 16
LIBRARY, CACHE, MUSICBRAINZ = "your library", "the catalogue", "MusicBrainz"


@dataclass(frozen=True, slots=True)
class Name:
    """Something that exists: an artist (`title` is ""), or a title by one. `names` are the artist's other names."""

    artist: str
    title: str = ""
    names: tuple[str, ...] = ()
    fame: float = 0.5
    score: float = 1.0
    where: str = CACHE


@dataclass(slots=True)
class Pool:
    """What is known to exist that may be meant."""

    artists: list[Name] = field(default_factory=list)
    albums: list[Name] = field(default_factory=list)
    tracks: list[Name] = field(default_factory=list)

    def add_groups(self, groups: Iterable[ReleaseGroup], where: str) -> None:
        self.albums += [Name(g.artist_credit, g.title, fame=g.fame, score=g.score, where=where) for g in groups]

    def add_recordings(self, recordings: Iterable[Recording], where: str) -> None:
        self.tracks += [Name(r.artist_credit, r.title, fame=r.fame, score=r.score, where=where) for r in recordings]

    def add_artists(self, artists: Iterable[Artist], where: str) -> None:
        self.artists += [Name(a.name, names=a.aliases, score=a.score, where=where) for a in artists]


@dataclass(frozen=True, slots=True)
class Settled:
    """The reading that was decided for, the release groups seen on the way, and how MusicBrainz fared.

    `said` is that reading without an artist that the words do not name: others of that title may be meant as well.
    `likely_artist` is whose such a title is to most people.
    """

    parsed: ParsedQuery
    said: ParsedQuery
    likely_artist: str = ""
    groups: tuple[ReleaseGroup, ...] = ()
    asked: bool = False
    failed: CatalogueFailed | None = None


def understand_here(text: str, preferences: Preferences | None = None) -> ParsedQuery:
    """The best reading of a request, decided by what exists; for callers without an event loop.

    Where there is no database yet, the words alone decide.
    """
    proposed = propose(text, preferences)
    try:
        return async_to_sync(settle_readings)(proposed, lookups_of_this_installation()).parsed
    except DatabaseError:
        return proposed[0].parsed


async def settle_readings(proposed: Sequence[Reading], lookups: Lookups) -> Settled:
    """The reading that what exists decides for. Never raises: without MusicBrainz the words and the cache decide."""
    wanted = claims(proposed)[:MOST_CLAIMS]
    if not wanted:
        return Settled(proposed[0].parsed, proposed[0].parsed)
    likely = _likely_artist(proposed)
    pool = await sync_to_async(known_here)(wanted)
    best = settle(proposed, look_up(wanted, pool))[0].parsed
    said = _as_said(best, proposed)
    if is_certain(said, pool):
        return Settled(best, said, likely)
    settled = Settled(best, said, likely)
    for readings in _by_reader(proposed):
        albums = await lookups.albums(*_words(readings))
        pool.add_groups(albums.found, MUSICBRAINZ)
        best = settle(proposed, look_up(wanted, pool))[0].parsed
        groups, asked = (*settled.groups, *albums.found), settled.asked or albums.asked
        settled = Settled(best, _as_said(best, proposed), likely, groups, asked, albums.failed)
        if albums.failed or (is_certain(best, pool) and best.query_type is QueryType.ALBUM):
            return settled
    return await _with_songs_and_artists(proposed, wanted, pool, settled, lookups)


def known_here(wanted: Sequence[Claim]) -> Pool:
    """What the library and the cached catalogue have that may be meant. Synchronous."""
    pool = Pool()
    for title, artist in dict.fromkeys((claim.album, claim.artist) for claim in wanted if claim.album):
        pool.add_groups(store.find_release_groups(title or "", artist or "")[:20], CACHE)
    for title, artist in dict.fromkeys((claim.track, claim.artist) for claim in wanted if claim.track):
        pool.add_recordings(store.find_recordings(title or "", artist or "")[:20], CACHE)
    for artist in dict.fromkeys(claim.artist for claim in wanted if claim.artist):
        pool.add_artists(store.find_artists(artist)[:10], CACHE)
    for name in dict.fromkeys(name for claim in wanted for name in (claim.artist, claim.album, claim.track) if name):
        owned = library.find(name, limit=5)
        pool.artists += [Name(artist.name, fame=0.9, where=LIBRARY) for artist in owned["artists"]]
        pool.albums += [Name(album.artist_name, album.title, fame=0.9, where=LIBRARY) for album in owned["albums"]]
        pool.tracks += [Name(track.artist_name, track.title, fame=0.9, where=LIBRARY) for track in owned["tracks"]]
    return pool


def look_up(wanted: Iterable[Claim], pool: Pool) -> dict[Claim, Found]:
    """What exists for each claim; a claim of which only the artist exists has the artist alone."""
    found = {}
    for claim in wanted:
        title = claim.album or claim.track
        if title is None:
            answer = _best_artist(claim.artist or "", pool)
        else:
            answer = _best_title(claim, title, pool.albums if claim.album else pool.tracks)
            answer = answer or (_best_artist(claim.artist, pool) if claim.artist else None)
        if answer is not None:
            found[claim] = answer
    return found


def is_certain(parsed: ParsedQuery, pool: Pool) -> bool:
    """Whether the reading names, all but letter for letter, an artist and a title of theirs that exists."""
    title = parsed.album or parsed.track or parsed.work
    if not title:
        return False
    names = pool.tracks if parsed.track else pool.albums
    return any(
        parsed.artist is not None
        and likeness(title, name.title) >= CERTAIN
        and artist_likeness(parsed.artist, name.artist) >= CERTAIN
        for name in names
    )


async def _with_songs_and_artists(
    proposed: Sequence[Reading], wanted: Sequence[Claim], pool: Pool, settled: Settled, lookups: Lookups
) -> Settled:
    """Where the albums did not decide: songs of that name and, where no title is claimed, artists."""
    best = settled.parsed
    artist, title = _words([each for each in proposed if _is_assisted(each.parsed) == _is_assisted(best)] or proposed)
    if any(claim.track for claim in wanted):
        recordings = await lookups.recordings(artist, title)
        pool.add_recordings(recordings.found, MUSICBRAINZ)
        failed = recordings.failed
    else:
        artists = await lookups.artists(best.artist or artist)
        pool.add_artists(artists.found, MUSICBRAINZ)
        failed = artists.failed
    best = settle(proposed, look_up(wanted, pool))[0].parsed
    return replace(settled, parsed=best, said=_as_said(best, proposed), asked=True, failed=failed)


def _as_said(best: ParsedQuery, proposed: Sequence[Reading]) -> ParsedQuery:
    """The reading less an artist that the words do not name: fame put it there, or what exists."""
    title = best.album or best.track
    if not best.artist or not title:
        return best
    for reading in proposed:
        parsed = reading.parsed
        claimed = parsed.album or parsed.track or ""
        if not parsed.artist or not _is_in_words(parsed.artist, best.raw):
            continue
        if likeness(title, claimed) >= LIKE_ENOUGH and artist_likeness(parsed.artist, best.artist, 1.0) >= LIKE_ENOUGH:
            return best
    return replace(best, artist=None)


def _likely_artist(proposed: Sequence[Reading]) -> str:
    """The artist whom the well-known names put to a title that the words leave open."""
    parsed = proposed[0].parsed
    titled = parsed.album or parsed.track
    return parsed.artist if parsed.artist and titled and not _is_in_words(parsed.artist, parsed.raw) else ""


def _is_in_words(name: str, request: str) -> bool:
    """Whether the request has any word of the name (of scripts without spaces: any part)."""
    words, inside = folded(name).split(), folded(request)
    return any(word in inside.split() or (not word.isascii() and word in inside) for word in words)


def _by_reader(proposed: Sequence[Reading]) -> list[list[Reading]]:
    """An assistant's readings and those of the words, each asked for by itself: it may have named what nobody said."""
    theirs = [reading for reading in proposed if _is_assisted(reading.parsed)]
    ours = [reading for reading in proposed if not _is_assisted(reading.parsed)]
    return [readings for readings in (theirs, ours) if readings]


def _is_assisted(parsed: ParsedQuery) -> bool:
    return ASSISTED in parsed.reasons


def _words(proposed: Sequence[Reading]) -> tuple[str, str]:
    """Artist and title to ask for: the best reading's where it stands alone, else all the words for both."""
    best = proposed[0].parsed
    titles = {(r.parsed.artist, r.parsed.album or r.parsed.track or r.parsed.work) for r in proposed[:4]}
    title = best.album or best.track or best.work or ""
    artist = best.artist or best.composer or ""
    if len(titles) == 1 or best.confidence >= 0.85:
        return artist, title
    words = dict.fromkeys(word for pair in titles for name in pair if name for word in name.split())
    every = " ".join(words)
    return every, every


def _best_title(claim: Claim, title: str, names: Iterable[Name]) -> Found | None:
    best: tuple[float, Name] | None = None
    for name in names:
        like = likeness(title, name.title)
        if like < LIKE_ENOUGH:
            continue
        if claim.artist:
            by = artist_likeness(claim.artist, name.artist, name.score)
            if by < LIKE_ENOUGH:
                continue
            like *= by
        if best is None or (like, name.fame) > (best[0], best[1].fame):
            best = (like, name)
    if best is None:
        return None
    like, name = best
    named = {"album": name.title} if claim.album else {"track": name.title}
    return Found(artist=name.artist, likeness=like, fame=name.fame, where=name.where, **named)


def _best_artist(said: str, pool: Pool) -> Found | None:
    best: tuple[float, Name] | None = None
    for name in (*pool.artists, *pool.albums, *pool.tracks):
        like = max(likeness(said, each) for each in (name.artist, *name.names))
        if like >= LIKE_ENOUGH and (best is None or (like, name.fame) > (best[0], best[1].fame)):
            best = (like, name)
    if best is None:
        return None
    return Found(artist=best[1].artist, likeness=best[0], fame=best[1].fame, where=best[1].where)
