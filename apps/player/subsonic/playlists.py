"""Methods about playlists. Smart ones are shown as they are now, and cannot be changed by an app."""

from typing import Any

from django.db.models import prefetch_related_objects

from apps.library.models import Playlist
from apps.library.playlists import queries, services
from apps.player.subsonic.calls import Call, answers
from apps.player.subsonic.documents import song_documents, when
from apps.player.subsonic.errors import MISSING, SubsonicError


@answers("getPlaylists")
def all_playlists(call: Call) -> dict[str, Any]:
    return {"playlists": {"playlist": [_row(call, each, *queries.totals(each)) for each in Playlist.objects.all()]}}


@answers("getPlaylist")
def one_playlist(call: Call) -> dict[str, Any]:
    return {"playlist": _document(call, services.found(call.key("id", "playlist")))}


@answers("createPlaylist")
def make_playlist(call: Call) -> dict[str, Any]:
    """A new playlist, or, with `playlistId`, other songs in one that is there."""
    songs = call.keys("songId", "track")
    if call.text("playlistId", ""):
        key = call.key("playlistId", "playlist")
        services.replace_tracks(key, songs)
        return {"playlist": _document(call, services.found(key))}
    if not call.text("name", ""):
        raise SubsonicError(MISSING, "A new playlist needs a name.")
    return {"playlist": _document(call, services.make_playlist(call.text("name"), tracks=songs))}


@answers("updatePlaylist")
def change_playlist(call: Call) -> dict[str, Any]:
    """Another name or comment, songs added at the end, songs taken out by their place."""
    key = call.key("playlistId", "playlist")
    name, comment = (next(iter(call.values(field)), None) for field in ("name", "comment"))
    if name is not None or comment is not None:
        services.change_playlist(key, name=name, comment=comment)
    places = {int(value) for value in call.values("songIndexToRemove") if value.isdecimal()}
    if places:
        entries = queries.listed(services.found(key))
        services.remove_entries(key, [e.entry_id for n, e in enumerate(entries) if n in places and e.entry_id])
    if songs := call.keys("songIdToAdd", "track"):
        services.add_tracks(key, songs)
    return {}


@answers("deletePlaylist")
def remove_playlist(call: Call) -> dict[str, Any]:
    """Into the recycle bin, from where TrustTune's page brings it back."""
    services.remove_playlist(call.key("id", "playlist"))
    return {}


def _document(call: Call, playlist: Playlist) -> dict[str, Any]:
    tracks = queries.tracks_in(playlist)
    prefetch_related_objects(tracks, "album")
    cover = next((track.album for track in tracks if track.album.cover), None)
    row = _row(call, playlist, len(tracks), sum(track.duration for track in tracks))
    return row | {"coverArt": f"al-{cover.pk}" if cover else None, "entry": song_documents(tracks)}


def _row(call: Call, playlist: Playlist, count: int, seconds: float) -> dict[str, Any]:
    return {
        "id": f"pl-{playlist.pk}",
        "name": playlist.name,
        "comment": playlist.comment or None,
        "owner": call.username,
        "public": True,
        "readonly": playlist.is_smart,
        "songCount": count,
        "duration": round(seconds),
        "created": when(playlist.created_at),
        "changed": when(playlist.changed_at),
        "coverArt": f"pl-{playlist.pk}",
    }
