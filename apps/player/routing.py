from typing import Any

from django.urls import path

from apps.player.consumers import PlayerConsumer

socket_routes: list[Any] = [path("ws/player", PlayerConsumer.as_asgi())]  # channels has no types
