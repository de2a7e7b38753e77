"""The permission table: what members of the house leave to its operators.

The settings of the house, its indexers and its keys belong to the operators: the owner, and staff. Everything else,
the music above all, is everybody's, and so are one's own preferences: the look, the passwords of one's music apps.
Without an account this machine's person is the operator (`entrance.py`).
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from apps.core.errors import ApiError
from apps.core.pages.errors import refusal
from apps.core.security.operators import is_operator

OPERATORS_ONLY = (  # beginnings of paths, pages and JSON; an entry with a method holds for that method alone
    "/api/settings",
    "/api/sources",
    "/api/network",
    "/api/export",
    "/api/import",
    "POST /settings/",
    "POST /sources/",
    "POST /assistant/",
    "POST /downloads/network/",
    "POST /library/naming/",
)
EVERYBODYS = ("POST /settings/theme/",)
MESSAGE = "The settings of this house are its operators'. Ask the owner to change this, or to make you one."


class PermissionMiddleware:
    """Refuse with 403 what the table leaves to operators."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_for_operators(request) and not is_operator(request):
            return refusal(request, ApiError(403, "not_allowed", MESSAGE))
        return self.get_response(request)


def is_for_operators(request: HttpRequest) -> bool:
    """Whether the table says so."""
    forms = (request.path_info, f"{request.method} {request.path_info}")
    return any(form.startswith(OPERATORS_ONLY) and not form.startswith(EVERYBODYS) for form in forms)
