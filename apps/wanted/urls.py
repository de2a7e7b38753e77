from django.urls import path, re_path

from apps.wanted import views

app_name = "wanted"
MBID = r"(?P<artist_mbid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
urlpatterns = [
    path("", views.wanted_page, name="list"),
    path("waiting/", views.waiting, name="waiting"),
    path("followed/", views.followed, name="followed"),
    path("want/", views.want, name="want"),
    path("<uuid:wanted_id>/take/", views.take, name="take"),
    path("<uuid:wanted_id>/refuse/", views.refuse, name="refuse"),
    path("<uuid:wanted_id>/look/", views.look, name="look"),
    path("<uuid:wanted_id>/pause/", views.pause, name="pause"),
    path("<uuid:wanted_id>/remove/", views.remove, name="remove"),
    re_path(rf"^artists/{MBID}/follow/$", views.follow, name="follow"),
    re_path(rf"^artists/{MBID}/$", views.of_artist, name="of_artist"),
]
