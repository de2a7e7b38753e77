"""Playlists out to M3U8 files and in from them."""

from __future__ import annotations

from pathlib import PurePath

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename

from apps.core.errors import ApiError
from apps.library.models import Playlist
from apps.library.playlists.m3u import COLUMNS, find_tracks, m3u_lines, read_m3u
from apps.library.playlists.queries import each_track
from apps.library.playlists.services import LONGEST_NAME, make_playlist


def m3u_response(playlist: Playlist) -> HttpResponse:
    """The playlist as a file to keep."""
    lines = (line.encode("utf-8", "replace") for line in m3u_lines(playlist.name, each_track(playlist, COLUMNS)))
    response = HttpResponse(b"\n".join([*lines, b""]), content_type="audio/x-mpegurl; charset=utf-8")
    name = get_valid_filename(playlist.name.strip(". ") or "playlist")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.m3u8") or "attachment"
    return response


def import_m3u(data: bytes, file_name: str) -> tuple[Playlist, tuple[str, ...]]:
    """Make a playlist of a file, and name the lines that nothing in the library fits. Raises ApiError 413, 422."""
    found = find_tracks(read_m3u(data, PurePath(file_name).stem))
    if not found.tracks and not found.unknown:
        raise ApiError(422, "no_playlist", "That file names no music. Choose an M3U or M3U8 file.", field="file")
    if not found.tracks:
        message = f"None of the {len(found.unknown)} files it names is here. Look through the music folder first."
        raise ApiError(422, "nothing_found", message, field="file")
    return make_playlist(found.name[:LONGEST_NAME], tracks=found.tracks), found.unknown
