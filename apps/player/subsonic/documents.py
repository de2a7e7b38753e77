"""Rows of the library as OpenSubsonic names them: `ArtistID3`, `AlbumID3` and `Child`.

Ids carry their kind (`ar-`, `al-`, `tr-`), because apps hand the same parameter to calls about any of them.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from apps.library.audio_formats import media_type
from apps.library.models import Album, Artist, Track, TrackGain
from apps.library.paths import audio_path

AT_ONCE = 500


def when(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC, as the protocol has its times."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def artist_document(artist: Artist, album_count: int, cover: Album | None = None) -> dict[str, Any]:
    """`ArtistID3`. `cover` is the album whose cover stands for the artist."""
    return {
        "id": f"ar-{artist.pk}",
        "name": artist.name,
        "sortName": artist.sort_name or artist.name,
        "musicBrainzId": artist.mbid or None,
        "albumCount": album_count,
        "coverArt": f"al-{cover.pk}" if cover and cover.cover else None,
        "starred": when(artist.starred_at),
    }


def album_document(album: Album) -> dict[str, Any]:
    """`AlbumID3`."""
    return {
        "id": f"al-{album.pk}",
        "parent": f"ar-{album.artist_id}",
        "name": album.title,
        "title": album.title,
        "album": album.title,
        "isDir": True,
        "artist": album.artist_name,
        "displayArtist": album.artist_name,
        "artistId": f"ar-{album.artist_id}",
        "coverArt": f"al-{album.pk}" if album.cover else None,
        "songCount": album.track_count,
        "duration": round(album.duration),
        "created": when(album.added_at),
        "year": album.year,
        "version": album.edition or None,
        "musicBrainzId": album.mbid or None,
        "sortName": album.sort_key,
        "releaseTypes": [album.kind] if album.kind else [],
        "starred": when(album.starred_at),
        "playCount": getattr(album, "plays", None),
    }


def song_documents(tracks: Iterable[Track]) -> list[dict[str, Any]]:
    """`Child` for each of these tracks, which should come with their albums."""
    rows = list(tracks)
    gains: dict[UUID, TrackGain] = {}
    for start in range(0, len(rows), AT_ONCE):
        gains |= TrackGain.objects.in_bulk([track.pk for track in rows[start : start + AT_ONCE]])
    return [_child(track, gains.get(track.pk)) for track in rows]


def song_document(track: Track) -> dict[str, Any]:
    """`Child` of a song."""
    return song_documents([track])[0]


def _child(track: Track, gain: TrackGain | None) -> dict[str, Any]:
    path = audio_path(track.file_path)
    return {
        "id": f"tr-{track.pk}",
        "parent": f"al-{track.album_id}",
        "isDir": False,
        "type": "music",
        "mediaType": "song",
        "title": track.title,
        "album": track.album_title,
        "artist": track.artist_name,
        "displayArtist": track.artist_name,
        "albumId": f"al-{track.album_id}",
        "artistId": f"ar-{track.artist_id}",
        "coverArt": f"al-{track.album_id}" if track.album.cover else None,
        "track": track.track_number or None,
        "discNumber": track.disc_number,
        "year": track.year,
        "genre": track.genre or None,
        "genres": [{"name": name} for name in genre_names(track.genre)],
        "size": track.size,
        "contentType": media_type(PurePosixPath(path), track.format),
        "suffix": path.rpartition(".")[2].lower(),
        "duration": round(track.duration),
        "bitRate": round(track.bitrate / 1000) or None,
        "bitDepth": track.bit_depth or None,
        "samplingRate": track.sample_rate or None,
        "channelCount": track.channels or None,
        "path": path,
        "playCount": track.play_count,
        "played": when(track.last_played_at),
        "created": when(track.added_at),
        "musicBrainzId": track.mbid or None,
        "starred": when(track.starred_at),
        "replayGain": replay_gain(gain) if gain else None,
    }


def replay_gain(gain: TrackGain) -> dict[str, float]:
    """`ReplayGain`: gains in dB, peaks as a factor of full scale; what is not known is left out."""
    told = {
        "trackGain": gain.track_gain,
        "albumGain": gain.album_gain,
        "trackPeak": gain.track_peak,
        "albumPeak": gain.album_peak,
    }
    return {name: round(value, 6) for name, value in told.items() if value is not None}


def genre_names(genre: str) -> list[str]:
    """The genres of a track: a tag with several values is kept joined by semicolons."""
    return [name.strip() for name in genre.split(";") if name.strip()]
