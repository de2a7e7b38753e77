from django.urls import path

from apps.library import views

app_name = "library"
urlpatterns = [
    path("", views.albums, name="albums"),
    path("artists/", views.artists, name="artists"),
    path("artists/<uuid:artist_id>/", views.artist, name="artist"),
    path("albums/<uuid:album_id>/", views.album, name="album"),
    path("tracks/", views.tracks, name="tracks"),
    path("scan/", views.scan, name="scan"),
    path("find/", views.find, name="find"),
]
