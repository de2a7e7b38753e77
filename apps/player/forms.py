from typing import cast

from django import forms

from apps.core.errors import ApiError
from apps.player import choosing, services


class PlayForm(forms.Form):
    """What a play button names: a track, an album, or a download's file."""

    track_id = forms.UUIDField(required=False)
    album_id = forms.UUIDField(required=False)
    download_id = forms.UUIDField(required=False)
    file_index = forms.IntegerField(required=False, min_value=0)
    with_album = forms.BooleanField(required=False)
    enqueue = forms.ChoiceField(choices=[(each, each) for each in ("replace", "next", "last")], required=False)
    device = forms.CharField(max_length=64, required=False)

    def chosen(self) -> tuple[list[services.Item], int, services.Where]:
        """The items, where to start among them, and where they go. Raises ApiError (404, 422)."""
        if not self.is_valid():
            raise ApiError(422, "invalid", "That is nothing that could be played.")
        data = self.cleaned_data
        where = cast(services.Where, data["enqueue"] or "replace")
        if data["album_id"]:
            return choosing.from_album(data["album_id"]), 0, where
        if data["download_id"]:
            item = services.Item(download_id=data["download_id"], file_index=data["file_index"])
            return choosing.known([item]), 0, where
        track = choosing.from_track(data["track_id"])
        if data["with_album"] and where == "replace":
            return *choosing.track_with_album(track), where
        return [services.item_of(track)], 0, where
