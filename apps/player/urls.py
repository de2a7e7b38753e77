from django.urls import path

from apps.player import views

app_name = "player"
urlpatterns = [
    path("", views.now, name="now"),
    path("state/", views.state, name="state"),
    path("play/", views.play, name="play"),
    path("jump/", views.jump, name="jump"),
    path("drop/", views.drop, name="drop"),
    path("clear/", views.clear, name="clear"),
    path("report/", views.report, name="report"),
    path("played/", views.played, name="played"),
]
