from typing import Any

from django.urls import path

from apps.search.consumers import SearchConsumer

socket_routes: list[Any] = [path("ws/search/<str:search_id>", SearchConsumer.as_asgi())]
