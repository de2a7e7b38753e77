from django.urls import path

from apps.player import views

app_name = "player"
urlpatterns = [path("", views.now, name="now"), path("play/", views.play, name="play")]
