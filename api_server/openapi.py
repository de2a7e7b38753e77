"""What the OpenAPI document says beyond the bodies: headers in, headers out, errors."""

from typing import Any

from api_server.schemas import ErrorDocument

DESCRIPTION = (
    "Understands requests for music, chooses among MusicBrainz results, ranks and explains. Every call carries "
    "`X-Device-ID`; every answer tells the quota. No query is ever stored."
)
ERRORS = dict.fromkeys((400, 405, 408, 409, 413, 422, 429, 503), ErrorDocument)
PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "X-Device-ID",
        "in": "header",
        "required": True,
        "description": "Made once by the client, kept, and renewed whenever it likes.",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{16,64}$"},
    },
    {
        "name": "X-Request-ID",
        "in": "header",
        "required": False,
        "description": "The same id again is a retry, and never charged twice.",
        "schema": {
            "type": "string",
            "format": "uuid",
            "pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
        },
    },
]
_HEADERS = {
    "X-Quota-Limit": {"description": "Searches a day.", "schema": {"type": "integer"}},
    "X-Quota-Remaining": {"description": "Searches left today.", "schema": {"type": "integer"}},
    "X-Quota-Reset": {"description": "When the next day begins.", "schema": {"type": "string", "format": "date-time"}},
    "X-Request-ID": {"description": "The request's id.", "schema": {"type": "string", "format": "uuid"}},
}
_RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}


def with_headers(document: dict[str, Any]) -> dict[str, Any]:
    """Ninja's document with the headers of the answers, which Ninja has no words for."""
    for path in document["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                headers = {**_HEADERS, **(_RETRY_AFTER if str(status) in ("429", "503") else {})}
                response["headers"] = headers
    return document
