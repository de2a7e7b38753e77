"""ASGI: pages and JSON over HTTP, live events over WebSocket."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trusttune.settings.home")

http = get_asgi_application()

from apps.accounts.sockets import EntranceSockets  # noqa: E402  (needs the app registry)
from apps.core.security.origins import SameOriginSockets  # noqa: E402
from apps.core.security.proxies import UnderBasePath  # noqa: E402
from trusttune.sockets import socket_routes  # noqa: E402

sockets = UnderBasePath(SameOriginSockets(AuthMiddlewareStack(EntranceSockets(URLRouter(socket_routes)))))
application = ProtocolTypeRouter({"http": http, "websocket": sockets})
