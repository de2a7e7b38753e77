from typing import Any

from django.urls import path

from apps.downloads.consumers import DownloadConsumer, DownloadsConsumer
from apps.downloads.details.consumers import DetailsConsumer

socket_routes: list[Any] = [  # channels has no types
    path("ws/download/<uuid:download_id>", DownloadConsumer.as_asgi()),
    path("ws/download/<uuid:download_id>/details", DetailsConsumer.as_asgi()),
    path("ws/downloads", DownloadsConsumer.as_asgi()),
]
