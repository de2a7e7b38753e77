from django.urls import path, re_path

from apps.library import files_views, views, waveforms
from apps.library.trust import views as trust

app_name = "library"
urlpatterns = [
    path("", views.albums, name="albums"),
    path("artists/", views.artists, name="artists"),
    path("artists/<uuid:artist_id>/", views.artist, name="artist"),
    path("albums/<uuid:album_id>/", views.album, name="album"),
    path("albums/<uuid:album_id>/files/", files_views.files, name="files"),
    path("albums/<uuid:album_id>/tags/undo/", files_views.undo_tags, name="undo_tags"),
    path("albums/<uuid:album_id>/trust/", trust.trust, name="trust"),
    path("albums/<uuid:album_id>/trust/keep/", trust.keep, name="trust_keep"),
    path("albums/<uuid:album_id>/trust/again/", trust.check_again, name="trust_again"),
    re_path(r"^trust-pictures/(?P<key>[0-9a-f]{32})\.png$", trust.trust_picture, name="trust_picture"),
    path("tracks/<uuid:track_id>/waveform.svg", waveforms.waveform, name="waveform"),
    path("tracks/", views.tracks, name="tracks"),
    path("scan/", views.scan, name="scan"),
    path("find/", views.find, name="find"),
]
