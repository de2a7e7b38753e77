from django.urls import path

from apps.player.subsonic.views import rest

app_name = "subsonic"
urlpatterns = [path("<str:method>", rest, name="rest")]
