from django.urls import path, re_path

from apps.library import files_views, naming_views, views, waveforms
from apps.library.keeping import edit_views as editing
from apps.library.keeping import views as keeping
from apps.library.playlists import views as playlists
from apps.library.refiling import views as refiling
from apps.library.trust import views as trust

app_name = "library"
urlpatterns = [
    path("", views.albums, name="albums"),
    path("artists/", views.artists, name="artists"),
    path("artists/<uuid:artist_id>/", views.artist, name="artist"),
    path("albums/<uuid:album_id>/", views.album, name="album"),
    path("albums/<uuid:album_id>/files/", files_views.files, name="files"),
    path("albums/<uuid:album_id>/release/", refiling.take, name="take_release"),
    path("albums/<uuid:album_id>/look-up/", refiling.look_up, name="look_up"),
    path("albums/<uuid:album_id>/replaygain/", files_views.replaygain, name="replaygain"),
    path("albums/<uuid:album_id>/split/", files_views.split, name="split"),
    path("naming/", naming_views.show, name="naming"),
    path("naming/keep/", naming_views.keep, name="naming_keep"),
    path("unsure/", refiling.unsure, name="unsure"),
    path("unsure/fix/", refiling.fix, name="fix"),
    path("albums/<uuid:album_id>/tags/undo/", files_views.undo_tags, name="undo_tags"),
    path("albums/<uuid:album_id>/trust/", trust.trust, name="trust"),
    path("albums/<uuid:album_id>/trust/keep/", trust.keep, name="trust_keep"),
    path("albums/<uuid:album_id>/trust/again/", trust.check_again, name="trust_again"),
    re_path(r"^trust-pictures/(?P<key>[0-9a-f]{32})\.png$", trust.trust_picture, name="trust_picture"),
    path("tracks/<uuid:track_id>/waveform.svg", waveforms.waveform, name="waveform"),
    path("tracks/", views.tracks, name="tracks"),
    path("playlists/", playlists.playlists, name="playlists"),
    path("playlists/make/", playlists.make, name="make_playlist"),
    path("playlists/<uuid:playlist_id>/", playlists.playlist, name="playlist"),
    path("playlists/<uuid:playlist_id>/change/", playlists.change, name="change_playlist"),
    path("playlists/<uuid:playlist_id>/remove/", playlists.remove, name="remove_playlist"),
    path("playlists/<uuid:playlist_id>/m3u8/", playlists.export, name="playlist_file"),
    path("playlists/<uuid:playlist_id>/<uuid:entry_id>/remove/", playlists.remove_entry, name="remove_entry"),
    path("albums/<uuid:album_id>/playlist/", playlists.add_album, name="add_album"),
    path("tidy/", keeping.twice, name="twice"),
    path("tidy/keep/", keeping.keep, name="keep_better"),
    path("tidy/edit/", editing.choose, name="edit"),
    path("tidy/edit/preview/", editing.preview, name="preview_edit"),
    path("tidy/edit/apply/", editing.apply, name="apply_edit"),
    path("tidy/edit/<uuid:edit_id>/undo/", editing.undo, name="undo_edit"),
    path("tidy/faults/", keeping.faulty, name="faults"),
    path("tidy/faults/again/", keeping.read_again, name="read_again"),
    path("tidy/faults/<uuid:album_id>/forget/", keeping.forget, name="forget_faulty"),
    path("tidy/bin/", keeping.recycled, name="bin"),
    path("tidy/bin/<uuid:item_id>/restore/", keeping.restore, name="bin_restore"),
    path("tidy/bin/empty/", keeping.empty, name="bin_empty"),
    path("albums/<uuid:album_id>/remove/", keeping.remove_album, name="remove_album"),
    path("albums/<uuid:album_id>/star/", keeping.star, name="star_album"),
    path("tracks/<uuid:track_id>/remove/", keeping.remove_track, name="remove_track"),
    path("scan/", views.scan, name="scan"),
    path("find/", views.find, name="find"),
]
