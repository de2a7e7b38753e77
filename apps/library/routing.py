from typing import Any

from django.urls import path

from apps.library.consumers import LibraryConsumer

socket_routes: list[Any] = [path("ws/library", LibraryConsumer.as_asgi())]  # channels has no types
