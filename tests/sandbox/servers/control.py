"""Switches the sandbox's faults over HTTP, for a browser test or a person with curl.

POST /control/fault    {"service": "torznab", "mode": "hang"}
POST /control/latency  {"service": "torznab", "milliseconds": 300}
POST /control/reset
GET  /control/state
GET  /control/requests?service=musicbrainz
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any  # JSON bodies

from tests.sandbox.servers.service import Request, Response, Service


@dataclass
class Control(Service):
    """`actions` by path, each given the body; ValueError and KeyError become 400."""

    name = "control"
    actions: dict[str, Callable[[dict[str, Any]], object]] | None = None
    views: dict[str, Callable[[dict[str, str]], object]] | None = None

    def format(self, request: Request) -> str:
        return "json"

    def respond(self, request: Request) -> Response:
        try:
            if request.method == "POST" and self.actions and request.path in self.actions:
                return _json(self.actions[request.path](json.loads(request.body or b"{}")))
            if request.method == "GET" and self.views and request.path in self.views:
                return _json(self.views[request.path](request.query))
        except (ValueError, KeyError) as error:
            return _json({"error": str(error)}, 400)
        return _json({"error": f"there is no {request.method} {request.path}"}, 404)


def _json(document: object, status: int = 200) -> Response:
    return Response(status, json.dumps(document).encode(), "application/json")
