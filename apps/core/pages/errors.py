"""What a person sees when something fails: a page, or a message where only a piece of a page was asked for."""

from collections.abc import Callable

import structlog
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse

from apps.core.errors import ApiError, error_document, error_response
from apps.core.pages.rendering import nothing, page, wants_middle

log = structlog.get_logger(__name__)

SENTENCES = {
    400: ("That request made no sense", "Its form is not one that TrustTune knows. Go back and try again."),
    403: ("That is not allowed here", "The page may be too old. Load it again, and repeat what you did."),
    404: ("Nothing here by that name", "It may have been removed, or the address has a slip in it."),
    500: ("Something broke on this side", "Nothing of yours is lost, and the log says what it was. Try once more."),
}
MACHINE_PATHS = ("/api/", "/rest/", "/metrics", "/health")


class PageErrorMiddleware:
    """Turn an `ApiError` raised below a page's view into a sentence on the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, ApiError):
            return None
        if request.headers.get("Accept") == "application/json":
            return error_response(error)
        if wants_middle(request) and request.method != "GET":
            messages.error(request, error.message)
            return nothing(request, status=error.status)
        title = SENTENCES[404][0] if error.status == 404 else "That did not work"
        response = page(request, "core/error.html", _context(error.status, title, error.message), status=error.status)
        if error.retry_after is not None:
            response["Retry-After"] = str(error.retry_after)
        return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 400)


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


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    title, message = SENTENCES[status]
    if request.path_info.startswith(MACHINE_PATHS):
        code = {400: "malformed", 403: "not_allowed", 404: "not_found", 500: "internal"}[status]
        return JsonResponse(error_document(code, f"{title}. {message}"), status=status)
    return page(request, "core/error.html", _context(status, title, message), status=status)


def _context(status: int, title: str, message: str) -> dict[str, object]:
    return {"status": status, "error_title": title, "error_message": message}
