from typing import Any

from django.urls import path

from apps.downloads.consumers import DownloadConsumer, DownloadsConsumer

socket_routes: list[Any] = [  # channels has no types
    path("ws/download/<uuid:download_id>", DownloadConsumer.as_asgi()),
    path("ws/downloads", DownloadsConsumer.as_asgi()),
]
