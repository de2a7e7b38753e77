"""The same album held twice, and the same recording twice in one album."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from apps.core.text import name_key
from apps.library.keeping.comparison import Comparison, CopyFacts, compare
from apps.library.models import Album, Track

SAME_LENGTH = 4.0  # seconds by which two copies of a recording may differ
GROUPS_A_PART, PLACES_AT_ONCE = 20, 400
MOSTLY = 0.8  # of the smaller copy's tracks must be in the larger one


@dataclass(frozen=True)
class HeldTwice:
    """Two copies of one album: what to keep, what could go, and why. `pairs` leads from its tracks to the kept ones'.

    `unpaired` are the tracks that only the worse copy has. `is_equal`: neither is better.
    """

    keep: Album
    spare: Album
    comparison: Comparison
    pairs: dict[UUID, UUID]
    unpaired: list[Track] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        return self.comparison.better is None


@dataclass(frozen=True)
class Twin:
    """A recording that one album has twice: the file to keep and the one that could go."""

    keep: Track
    spare: Track


def albums_held_twice(offset: int = 0, limit: int = GROUPS_A_PART) -> tuple[list[HeldTwice], int]:
    """Albums of which the library has more than one copy, each worse one beside the best; and how many may have.

    Of those that may, by their names, `limit` are looked at from number `offset` on.
    """
    groups = _groups()
    part = groups[offset : offset + limit]
    wanted = [key for group in part for key in group]
    albums = Album.objects.select_related("artist").prefetch_related("tracks").in_bulk(wanted)
    found = [held for group in part for held in _held([albums[key] for key in group if key in albums])]
    return found, len(groups)


def _held(copies: Sequence[Album]) -> Iterable[HeldTwice]:
    if not copies:
        return  # removed meanwhile
    ordered = sorted(copies, key=lambda album: album.added_at)
    best = ordered[0]
    for album in ordered[1:]:
        if compare(facts_of(best), facts_of(album)).better == 1:
            best = album
    for album in ordered:
        held = hold(best, album) if album != best else None
        if held is not None:
            yield held


def held_twice(keep_id: UUID, spare_id: UUID) -> HeldTwice | None:
    """These two albums as copies of each other, `keep` being the one to keep; None where they are not."""
    albums = Album.objects.select_related("artist").prefetch_related("tracks").in_bulk([keep_id, spare_id])
    if len(albums) < 2:
        return None
    return hold(albums[keep_id], albums[spare_id])


def hold(keep: Album, spare: Album) -> HeldTwice | None:
    """The two as copies of one album; None where their tracks are others. A kept track that is gone pairs with none."""
    here = [track for track in keep.tracks.all() if track.state == Track.State.PRESENT]
    pairs, unpaired = pair_tracks(here, list(spare.tracks.all()))
    if not pairs or len(pairs) < MOSTLY * min(keep.track_count or 1, spare.track_count or 1):
        return None
    return HeldTwice(keep, spare, compare(facts_of(keep), facts_of(spare)), pairs, unpaired)


def pair_tracks(keep: Sequence[Track], spare: Sequence[Track]) -> tuple[dict[UUID, UUID], list[Track]]:
    """Each of `spare` with its like in `keep`, by recording MBID, else by title and length; and those without one."""
    free = list(keep)
    pairs: dict[UUID, UUID] = {}
    unpaired = []
    for track in spare:
        like = next((other for other in free if _same_recording(track, other)), None)
        if like is None:
            unpaired.append(track)
        else:
            free.remove(like)
            pairs[track.pk] = like.pk
    return pairs, unpaired


def facts_of(album: Album) -> CopyFacts:
    """What counts of an album as a copy."""
    tracks = [track for track in album.tracks.all() if track.state != Track.State.MISSING]
    readable = [track for track in tracks if track.state == Track.State.PRESENT]
    media = (album.details or {}).get("media") or ()
    return CopyFacts(
        trust=album.trust,
        tracks=len(tracks),
        expected=sum(len(medium.get("tracks") or ()) for medium in media),
        unreadable=len(tracks) - len(readable),
        lossless=bool(readable) and all(track.lossless for track in readable),
        bit_depth=min((track.bit_depth for track in readable), default=0),
        sample_rate=min((track.sample_rate for track in readable), default=0),
        bitrate=min((track.bitrate for track in readable), default=0),
        format=album.format,
        certainty=album.certainty,
        has_cover=bool(album.cover),
    )


def twins(limit: int = 200) -> list[Twin]:
    """Recordings that one album has twice, at the same place of the same disc; the better file is kept."""
    # What this asks stands in one index; whether the files are there and whole is asked of those it names.
    counted = Track.objects.order_by().values_list("album_id", "disc_number", "track_number")
    shared = list(counted.annotate(number=Count("pk")).filter(number__gt=1, track_number__gt=0))
    found: list[Twin] = []
    for start in range(0, len(shared), PLACES_AT_ONCE):
        if len(found) >= limit:
            break
        found += _twins_at({(album, disc, track) for album, disc, track, _n in shared[start : start + PLACES_AT_ONCE]})
    return found[:limit]


def _twins_at(places: set[tuple[UUID, int, int]]) -> Iterable[Twin]:
    present = Track.objects.filter(state=Track.State.PRESENT, span_start__isnull=True).select_related("album")
    at: dict[tuple[UUID, int, int], list[Track]] = {}
    for track in present.filter(album__in={album for album, _disc, _track in places}):
        place = (track.album_id, track.disc_number, track.track_number)
        if place in places:
            at.setdefault(place, []).append(track)
    for rows in at.values():
        rows.sort(key=lambda track: (not track.lossless, -track.bit_depth, -track.bitrate, len(track.file_path)))
        yield from (Twin(rows[0], other) for other in rows[1:] if _same_recording(rows[0], other))


def _groups() -> list[list[UUID]]:
    """The ids of albums of the same release group; and of those without one whose artist and title are the same."""
    known = Album.objects.filter(track_count__gt=0).order_by()
    groups: dict[tuple[str, ...], list[UUID]] = {}
    several = known.exclude(release_group_mbid="").values("release_group_mbid").annotate(number=Count("pk"))
    shared = several.filter(number__gt=1).values("release_group_mbid")
    for mbid, key in known.filter(release_group_mbid__in=shared).values_list("release_group_mbid", "pk"):
        groups.setdefault((mbid,), []).append(key)
    return [groups[name] for name in sorted(groups)] + _namesakes(known)


def _namesakes(known: QuerySet[Album]) -> list[list[UUID]]:
    """Albums of the same artist and title, of which some, but no two, tell their release group."""
    names = known.values("artist_id", "sort_key").annotate(
        number=Count("pk"), unknown=Count("pk", filter=Q(release_group_mbid=""))
    )
    wanted = set(names.filter(number__gt=1, unknown__gt=0).values_list("artist_id", "sort_key"))
    groups: dict[tuple[str, str], list[tuple[UUID, str]]] = {}
    artists = list({artist for artist, _title in wanted})
    columns = ("artist_id", "sort_key", "pk", "release_group_mbid")
    for start in range(0, len(artists), 500):
        for artist, title, key, mbid in known.filter(artist__in=artists[start : start + 500]).values_list(*columns):
            if (artist, title) in wanted:
                groups.setdefault((title, str(artist)), []).append((key, mbid))
    fitting = (groups[name] for name in sorted(groups))
    return [[key for key, _mbid in group] for group in fitting if len({mbid for _key, mbid in group} - {""}) < 2]


def _same_recording(a: Track, b: Track) -> bool:
    if a.mbid and b.mbid:
        return a.mbid == b.mbid
    unlike_length = a.duration and b.duration and abs(a.duration - b.duration) > SAME_LENGTH
    return not unlike_length and name_key(a.title) == name_key(b.title)
