from django.contrib import admin
from django.http import HttpRequest

from apps.library.models import Album, Artist, Import, Track


@admin.register(Artist)
class ArtistAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("name", "sort_name", "mbid")
    search_fields = ("name", "mbid")


@admin.register(Album)
class AlbumAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("title", "artist_name", "year", "format", "track_count", "certainty", "trust", "added_at")
    list_filter = ("certainty", "trust", "format", "kind")
    search_fields = ("title", "artist_name", "mbid")
    raw_id_fields = ("artist",)


@admin.register(Track)
class TrackAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("title", "artist_name", "album_title", "format", "state", "play_count")
    list_filter = ("state", "format", "lossless")
    search_fields = ("title", "artist_name", "album_title", "file_path")
    raw_id_fields = ("artist", "album")
    show_full_result_count = False


@admin.register(Import)
class ImportAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """A journal: to be read, never edited."""

    list_display = ("title", "state", "code", "started_at", "finished_at")
    list_filter = ("state",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Import | None = None) -> bool:
        return False
