"""Methods that answer with bytes: sound and covers; and the words of a song."""

import re
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpResponseBase

from apps.core.errors import ApiError
from apps.library.covers import cover_file
from apps.library.models import Album, Track
from apps.library.playlists import queries, services
from apps.library.streams.files import file_response
from apps.library.streams.tracks import track_response
from apps.player.subsonic.browsing import track
from apps.player.subsonic.calls import Call, answers, parted, streams
from apps.player.subsonic.documents import song_document
from apps.player.subsonic.errors import GENERIC, NOT_FOUND, SubsonicError, not_found

DEFAULT_COVER = 640
LARGEST_COVER = 1200
COVERS_TRIED = 100
FORMS = {"mp3": "mp3", "opus": "opus", "ogg": "opus", "oga": "opus"}
TIMED_LINE = re.compile(r"\[(\d{1,3}):(\d{2})(?:[.:](\d{1,3}))?\](.*)")


@streams("stream")
async def stream(call: Call) -> HttpResponseBase:
    """A song, as it is unless `format` or `maxBitRate` (kbit/s) ask for another form."""
    found = await sync_to_async(track)(call.key("id", "track"))
    form, bitrate = _form(found, call.text("format", ""), call.number("maxBitRate", 0, most=2000))
    return await _sound(call, found, form, bitrate, call.number("timeOffset", 0))


@streams("download")
async def download(call: Call) -> HttpResponseBase:
    """A song's own bytes."""
    return await _sound(call, await sync_to_async(track)(call.key("id", "track")), "original", None, 0)


@streams("getCoverArt")
async def cover_art(call: Call) -> HttpResponseBase:
    """The cover of an album, or of what belongs to one, no larger than `size`."""
    album = await sync_to_async(_with_cover)(call.text("id"))
    size = call.number("size", DEFAULT_COVER, least=1, most=LARGEST_COVER)
    path = await sync_to_async(cover_file, thread_sensitive=False)(album, size)
    if path is None:
        raise SubsonicError(NOT_FOUND, "There is no cover.")
    return await file_response(call.request, path, "image/jpeg", cache_control="private, max-age=86400")


@answers("getLyricsBySongId")
def lyrics_by_song(call: Call) -> dict[str, Any]:
    """The words of a song, with the time of each line where they have one (LRC)."""
    found = track(call.key("id", "track"))
    lines = [_line(text) for text in found.lyrics.splitlines() if text.strip()]
    if not lines:
        return {"lyricsList": {"structuredLyrics": []}}
    synced = all("start" in line for line in lines)
    shown = lines if synced else [{"value": line["value"]} for line in lines]
    song = song_document(found)
    words = {"displayArtist": song["artist"], "displayTitle": song["title"], "lang": "und", "synced": synced}
    return {"lyricsList": {"structuredLyrics": [{**words, "line": shown}]}}


@answers("getLyrics")
def lyrics(call: Call) -> dict[str, Any]:
    """The words of a song by its names, as older apps ask."""
    artist, title = call.text("artist", ""), call.text("title", "")
    found = Track.objects.filter(artist_name__iexact=artist, title__iexact=title).exclude(lyrics="").first()
    words = "\n".join(_line(text)["value"] for text in found.lyrics.splitlines()) if found else ""
    return {"lyrics": {"artist": artist, "title": title, "value": words}}


async def _sound(call: Call, found: Track, form: str, bitrate: int | None, start: float) -> HttpResponseBase:
    try:
        return await track_response(call.request, found, form, bitrate, start)
    except ApiError as error:
        raise SubsonicError(NOT_FOUND if error.status == 404 else GENERIC, error.message) from error


def _form(found: Track, wanted: str, most: int) -> tuple[str, int | None]:
    """The form to send: another one only if it was asked for, or the song needs more than the app allows."""
    if wanted in ("", "raw") and (wanted or not most or found.bitrate <= most * 1000):
        return "original", None
    if wanted and wanted not in FORMS:
        return "original", None
    return FORMS.get(wanted, "mp3"), most * 1000 or None


def _with_cover(value: str) -> Album:
    kind, key = parted(value)
    if kind == "track":
        return track(key).album
    albums = Album.objects.exclude(cover="")
    if kind == "playlist":
        tracks = queries.tracks_in(services.found(key))
        found = albums.filter(pk__in=[track.album_id for track in tracks[:COVERS_TRIED]]).first()
    elif kind == "artist":
        found = albums.filter(artist=key).order_by("-year").first()
    else:
        found = albums.filter(pk=key).first()
    if found is None:
        raise not_found("This cover")
    return found


def _line(text: str) -> dict[str, Any]:
    match = TIMED_LINE.match(text.strip())
    if match is None:
        return {"value": text.strip()}
    minutes, seconds, fraction, words = match.groups()
    start = (int(minutes) * 60 + int(seconds)) * 1000 + int((fraction or "0").ljust(3, "0"))
    return {"start": start, "value": words.strip()}
