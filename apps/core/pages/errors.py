"""What a person sees when something fails: a page, or a message where only a piece of a page was asked for."""

from collections.abc import Callable

import structlog
from django.contrib import messages
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse

from apps.core.errors import CODES, TOO_LARGE, ApiError, by_contract, error_document, error_response
from apps.core.pages.rendering import nothing, page, wants_middle

log = structlog.get_logger(__name__)

SENTENCES = {
    400: ("That request made no sense", "Its form is not one that TrustTune knows. Go back and try again."),
    403: ("That is not allowed here", "The page may be too old. Load it again, and repeat what you did."),
    404: ("Nothing here by that name", "It may have been removed, or the address has a slip in it."),
    413: ("That is too much at once", "It is larger than anything that TrustTune takes. Send less, or in parts."),
    500: ("Something broke on this side", "Nothing of yours is lost, and the log says what it was. Try once more."),
}
WRONG_NAME = (
    "It does not go by that name",
    "Nobody should reach it under a name that its owner did not give it. To give it this one, add it to "
    "TRUSTTUNE_ALLOWED_HOSTS and start it again.",
)
MACHINE_PATHS = ("/api/", "/rest/", "/metrics", "/health")


class PageErrorMiddleware:
    """Turn an `ApiError` raised below a page's view into a sentence on the page; a program gets the contract's form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return by_contract(response) if request.path_info.startswith(MACHINE_PATHS) else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refusal(request, error) if isinstance(error, ApiError) else None


def refusal(request: HttpRequest, error: ApiError) -> HttpResponse:
    """`error` in the form of who asked: a document for a program, a message or a page for a person."""
    if request.headers.get("Accept") == "application/json" or request.path_info.startswith(MACHINE_PATHS):
        return error_response(error)
    if wants_middle(request) and request.method != "GET":
        messages.error(request, error.message)
        return nothing(request, status=error.status)
    title = {404: SENTENCES[404][0], 403: SENTENCES[403][0]}.get(error.status, "That did not work")
    response = page(request, "core/error.html", _context(error.status, title, error.message), status=error.status)
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        return _answer(request, 400, WRONG_NAME)
    return _answer(request, 413 if isinstance(exception, TOO_LARGE) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    try:
        return _answer(request, 500)
    except Exception:  # what broke may be the very thing that pages are made of
        log.exception("error_page_failed", path=request.path)
        return HttpResponse("{}. {}".format(*SENTENCES[500]), status=500, content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    log.warning("csrf_failure", path=request.path, reason=reason)
    return _answer(request, 403)


def _answer(request: HttpRequest, status: int, words: tuple[str, str] | None = None) -> HttpResponse:
    title, message = words or SENTENCES[status]
    if request.path_info.startswith(MACHINE_PATHS):
        return JsonResponse(error_document(CODES[status], f"{title}. {message}"), status=status)
    return page(request, "core/error.html", _context(status, title, message), status=status)


def _context(status: int, title: str, message: str) -> dict[str, object]:
    return {"status": status, "error_title": title, "error_message": message}
