"""Every WebSocket address of the home service, gathered from its apps."""

from django.urls import re_path

from apps.core.live import UnknownConsumer
from apps.core.routing import socket_routes as pages
from apps.downloads.routing import socket_routes as downloads
from apps.library.routing import socket_routes as library
from apps.player.routing import socket_routes as player
from apps.search.routing import socket_routes as search

unknown = re_path(r"", UnknownConsumer.as_asgi())
socket_routes = [*pages, *search, *downloads, *library, *player, unknown]
