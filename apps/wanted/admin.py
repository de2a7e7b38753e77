from django.contrib import admin

from apps.wanted.models import FollowedArtist, WantedAlbum


@admin.register(WantedAlbum)
class WantedAlbumAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("title", "artist_name", "status", "reason", "looks", "looked_at", "next_look_at")
    list_filter = ("status", "reason", "format")
    search_fields = ("title", "artist_name", "release_group_mbid")
    raw_id_fields = ("album",)


@admin.register(FollowedArtist)
class FollowedArtistAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("name", "mbid", "checked_at", "next_check_at", "message")
    search_fields = ("name", "mbid")
