from django.urls import path

from apps.accounts import app_passwords_views, views

app_name = "accounts"
urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.Logout.as_view(), name="logout"),
    path("music-apps/", app_passwords_views.music_apps, name="music_apps"),
    path("music-apps/make/", app_passwords_views.make, name="make_password"),
    path("music-apps/<uuid:key>/take-back/", app_passwords_views.take_back, name="take_back"),
]
