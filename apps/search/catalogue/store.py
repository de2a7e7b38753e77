"""The catalogue's own memory: what MusicBrainz told us, in the database. All functions here are synchronous."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from apps.core.text import fold, name_key
from apps.library.domain import EditionDetails
from apps.search.catalogue.domain import Artist, Recording, ReleaseGroup
from apps.search.catalogue.full_text import LONGEST_KEY, find_mbids
from apps.search.models import (
    CatalogueAnswer,
    CatalogueArtist,
    CatalogueEdition,
    CatalogueName,
    CatalogueRecording,
    CatalogueReleaseGroup,
)

FRESH = timedelta(days=21)
LONGEST_NAME = 300
ARTIST, RELEASE_GROUP, RECORDING = "artist", "release_group", "recording"


def answer(key: str, within: timedelta = FRESH) -> list[str] | None:
    """The MBIDs that the request had as its answer, if it was made within that time; else None."""
    row = CatalogueAnswer.objects.filter(request=key[:500], fetched_at__gte=timezone.now() - within).first()
    return list(row.found) if row else None


def remember_answer(key: str, mbids: Sequence[str]) -> None:
    """Note that the request was made now and what it found."""
    CatalogueAnswer.objects.update_or_create(
        request=key[:500], defaults={"found": list(mbids), "fetched_at": timezone.now()}
    )


def remember_artists(artists: Iterable[Artist]) -> None:
    """Keep artists, findable by name and alias."""
    now, kept = timezone.now(), {artist.mbid: artist for artist in artists}
    with transaction.atomic():
        CatalogueArtist.objects.bulk_create(
            [
                CatalogueArtist(
                    mbid=each.mbid,
                    name=each.name,
                    sort_name=each.sort_name,
                    disambiguation=each.disambiguation,
                    aliases=list(each.aliases),
                    fetched_at=now,
                )
                for each in kept.values()
            ],
            update_conflicts=True,
            unique_fields=["mbid"],
            update_fields=["name", "sort_name", "disambiguation", "aliases", "fetched_at"],
        )
        _remember_names(
            (ARTIST, each.mbid, name, "") for each in kept.values() for name in (each.name, *each.aliases[:30])
        )


def remember_release_groups(groups: Iterable[ReleaseGroup]) -> None:
    """Keep release groups, findable by title and artist. A known year is not forgotten for an unknown one."""
    now, kept = timezone.now(), {group.mbid: group for group in groups}
    known = CatalogueReleaseGroup.objects.in_bulk(list(kept))
    with transaction.atomic():
        CatalogueReleaseGroup.objects.bulk_create(
            [_group_row(each, known.get(each.mbid), now) for each in kept.values()],
            update_conflicts=True,
            unique_fields=["mbid"],
            update_fields=[
                "title",
                "artist_credit",
                "artist_mbid",
                "artist_sort",
                "first_date",
                "kind",
                "secondary_kinds",
                "disambiguation",
                "fame",
                "fetched_at",
            ],
        )
        _remember_names((RELEASE_GROUP, each.mbid, each.title, each.artist_credit) for each in kept.values())


def remember_recordings(recordings: Iterable[Recording]) -> None:
    """Keep recordings and the release groups they are on."""
    now, kept = timezone.now(), {recording.mbid: recording for recording in recordings}
    remember_release_groups(group for each in kept.values() for group in each.release_groups)
    with transaction.atomic():
        CatalogueRecording.objects.bulk_create(
            [
                CatalogueRecording(
                    mbid=each.mbid,
                    title=each.title,
                    artist_credit=each.artist_credit,
                    artist_mbid=each.artist_mbid,
                    length=each.length,
                    release_groups=[group.mbid for group in each.release_groups],
                    fame=each.fame,
                    fetched_at=now,
                )
                for each in kept.values()
            ],
            update_conflicts=True,
            unique_fields=["mbid"],
            update_fields=["title", "artist_credit", "artist_mbid", "length", "release_groups", "fame", "fetched_at"],
        )
        _remember_names((RECORDING, each.mbid, each.title, each.artist_credit) for each in kept.values())


def remember_editions(group_mbid: str, editions: Iterable[EditionDetails], *, complete: bool) -> None:
    """Keep editions; `complete` says that these are all of the release group's."""
    now = timezone.now()
    with transaction.atomic():
        CatalogueEdition.objects.bulk_create(
            [
                CatalogueEdition(
                    mbid=each.release_mbid,
                    release_group_mbid=each.release_group_mbid or group_mbid,
                    date=each.edition_date[:10],
                    details=each.as_dict(),
                    fetched_at=now,
                )
                for each in {edition.release_mbid: edition for edition in editions}.values()
            ],
            update_conflicts=True,
            unique_fields=["mbid"],
            update_fields=["release_group_mbid", "date", "details", "fetched_at"],
        )
        if complete:
            CatalogueReleaseGroup.objects.filter(mbid=group_mbid).update(editions_fetched_at=now)


def release_groups(mbids: Sequence[str]) -> list[ReleaseGroup]:
    """Those that are known, in the order asked for."""
    rows = CatalogueReleaseGroup.objects.in_bulk(list(dict.fromkeys(mbids)))
    return [_group(rows[mbid]) for mbid in dict.fromkeys(mbids) if mbid in rows]


def artists(mbids: Sequence[str]) -> list[Artist]:
    """Those that are known, in the order asked for."""
    rows = CatalogueArtist.objects.in_bulk(list(dict.fromkeys(mbids)))
    return [
        Artist(row.mbid, row.name, row.sort_name, row.disambiguation, tuple(row.aliases))
        for mbid in dict.fromkeys(mbids)
        if (row := rows.get(mbid))
    ]


def recordings(mbids: Sequence[str]) -> list[Recording]:
    """Those that are known, in the order asked for, with their release groups."""
    rows = CatalogueRecording.objects.in_bulk(list(dict.fromkeys(mbids)))
    wanted = [group for row in rows.values() for group in row.release_groups]
    groups = {group.mbid: group for group in release_groups(wanted)}
    return [
        Recording(
            mbid=row.mbid,
            title=row.title,
            artist_credit=row.artist_credit,
            artist_mbid=row.artist_mbid,
            length=row.length,
            release_groups=tuple(groups[group] for group in row.release_groups if group in groups),
            fame=row.fame,
        )
        for mbid in dict.fromkeys(mbids)
        if (row := rows.get(mbid))
    ]


def editions(group_mbid: str, within: timedelta | None = None) -> list[EditionDetails] | None:
    """The editions of a release group, the earliest first; None where they were not all fetched (in that time)."""
    group = CatalogueReleaseGroup.objects.filter(mbid=group_mbid).first()
    if group is None or group.editions_fetched_at is None:
        return None
    if within is not None and group.editions_fetched_at < timezone.now() - within:
        return None
    rows = CatalogueEdition.objects.filter(release_group_mbid=group_mbid).order_by("date", "mbid")
    return [EditionDetails.from_dict(row.details) for row in rows]


def edition(release_mbid: str) -> EditionDetails | None:
    """One edition, if it is known."""
    row = CatalogueEdition.objects.filter(mbid=release_mbid).first()
    return EditionDetails.from_dict(row.details) if row else None


def find_release_groups(title: str, artist: str = "") -> list[ReleaseGroup]:
    """Known release groups with names like these; the caller judges how like."""
    return release_groups(find_mbids(RELEASE_GROUP, title, artist))


def find_complete_groups(title: str, artist: str = "") -> list[ReleaseGroup]:
    """Of `find_release_groups`, those whose editions were all fetched."""
    found = find_release_groups(title, artist)
    whole = set(
        CatalogueReleaseGroup.objects.filter(
            mbid__in=[group.mbid for group in found], editions_fetched_at__isnull=False
        ).values_list("mbid", flat=True)
    )
    return [group for group in found if group.mbid in whole]


def find_artists(name: str) -> list[Artist]:
    """Known artists with names or aliases like this."""
    return artists(find_mbids(ARTIST, name))


def find_recordings(title: str, artist: str = "") -> list[Recording]:
    """Known recordings with names like these."""
    return recordings(find_mbids(RECORDING, title, artist))


def release_groups_of(artist_mbid: str) -> list[ReleaseGroup]:
    """Known release groups of an artist, the earliest first."""
    rows = CatalogueReleaseGroup.objects.filter(artist_mbid=artist_mbid).order_by("first_date")
    return [_group(row) for row in rows]


def _remember_names(names: Iterable[tuple[str, str, str, str]]) -> None:
    rows = {}
    for kind, mbid, text, artist in names:
        plain, by = fold(text)[:LONGEST_NAME], fold(artist)[:LONGEST_NAME]
        key = name_key(text)[:LONGEST_KEY]
        rows[kind, mbid, plain, by] = CatalogueName(kind=kind, mbid=mbid, text=plain, artist=by, key=key)
    CatalogueName.objects.bulk_create(rows.values(), ignore_conflicts=True)


def _group_row(group: ReleaseGroup, known: CatalogueReleaseGroup | None, now: datetime) -> CatalogueReleaseGroup:
    return CatalogueReleaseGroup(
        mbid=group.mbid,
        title=group.title or (known.title if known else ""),
        artist_credit=group.artist_credit or (known.artist_credit if known else ""),
        artist_mbid=group.artist_mbid or (known.artist_mbid if known else ""),
        artist_sort=group.artist_sort or (known.artist_sort if known else ""),
        first_date=(group.first_date or (known.first_date if known else ""))[:10],
        kind=(group.kind or (known.kind if known else ""))[:20],
        secondary_kinds=list(group.secondary_kinds) or (known.secondary_kinds if known else []),
        disambiguation=group.disambiguation or (known.disambiguation if known else ""),
        fame=max(group.fame, known.fame if known else 0),
        fetched_at=now,
    )


def _group(row: CatalogueReleaseGroup) -> ReleaseGroup:
    return ReleaseGroup(
        mbid=row.mbid,
        title=row.title,
        artist_credit=row.artist_credit,
        artist_mbid=row.artist_mbid,
        artist_sort=row.artist_sort,
        first_date=row.first_date,
        kind=row.kind,
        secondary_kinds=tuple(row.secondary_kinds),
        disambiguation=row.disambiguation,
        fame=row.fame,
    )
