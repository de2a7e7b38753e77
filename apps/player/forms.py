from typing import cast

from django import forms

from apps.core.errors import ApiError
from apps.player import choosing, services
from apps.player.arriving import songs_of
from apps.player.models import Device

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac", "Mac"))


class PlayForm(forms.Form):
    """What a play button names: a track, an album, a playlist, or a download: one file of it, or all its songs."""

    track_id = forms.UUIDField(required=False)
    album_id = forms.UUIDField(required=False)
    playlist_id = forms.UUIDField(required=False)
    start = forms.IntegerField(required=False, min_value=0)
    download_id = forms.UUIDField(required=False)
    file_index = forms.IntegerField(required=False, min_value=0)
    with_album = forms.BooleanField(required=False)
    enqueue = forms.ChoiceField(choices=[(each, each) for each in ("replace", "next", "last")], required=False)

    def chosen(self) -> tuple[list[services.Item], int, services.Where]:
        """The items, where to start among them, and where they go. Raises ApiError (404, 422)."""
        if not self.is_valid():
            raise ApiError(422, "invalid", "That is nothing that could be played.")
        data = self.cleaned_data
        where = cast(services.Where, data["enqueue"] or "replace")
        if data["album_id"]:
            return choosing.from_album(data["album_id"]), 0, where
        if data["playlist_id"]:
            return *choosing.from_playlist(data["playlist_id"], data["start"] or 0), where
        if data["download_id"]:
            return *songs_of(data["download_id"], data["file_index"]), where
        track = choosing.from_track(data["track_id"])
        if data["with_album"] and where == "replace":
            return *choosing.track_with_album(track), where
        return [services.item_of(track)], 0, where


class ReportForm(forms.Form):
    """Where a device stands. `elapsed` is in seconds."""

    state = forms.ChoiceField(choices=Device.State.choices)
    position = forms.IntegerField(min_value=0)
    elapsed = forms.FloatField(min_value=0)


def device_of(user_agent: str) -> str:
    """A browser in words, such as `Firefox on Windows`."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "A browser")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "Linux" if "Linux" in user_agent else "")
    return f"{browser} on {system}" if system else browser
