"""The one shape of an error answer (CONTRACT.md), and its handlers for a Ninja API."""

from collections.abc import Sequence
from typing import Any, TypeVar

import structlog
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

log = structlog.get_logger(__name__)

CODES = {
    400: "malformed",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    409: "conflict",
    413: "too_large",
    415: "unsupported_media_type",
    416: "range_not_satisfiable",
    422: "invalid",
    429: "rate_limited",
    500: "internal",
    502: "upstream_failed",
    503: "unavailable",
}
BARE = {  # what Django and Ninja answer without a word of their own
    400: "The request is not of a form that can be read. Its body must be valid JSON, its address valid UTF-8.",
    404: "There is nothing at this address. The calls are listed in the OpenAPI document.",
    405: "This address does not take that method. The header Allow names those it takes.",
    413: "The request is larger than anything that could be meant. Send less at once.",
}
PARTS = ("body", "query", "path", "header", "cookie", "form", "file")
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
R = TypeVar("R", bound=HttpResponseBase)


class ApiError(Exception):
    """Raise it anywhere below an API call or a view; it becomes the contract's error document.

    `message` is a sentence for a person: what happened, why, what to do next. `retry_after` is in seconds.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        field: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.field, self.retry_after = field, retry_after


def error_document(code: str, message: str, field: str | None = None) -> dict[str, dict[str, str | None]]:
    """`{"error": {"code", "message", "field"}}`."""
    return {"error": {"code": code, "message": message, "field": field}}


def error_response(error: ApiError) -> JsonResponse:
    """The answer for `error`, with `Retry-After` where it has one."""
    response = JsonResponse(error_document(error.code, error.message, error.field), status=error.status)
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    return response


def by_contract(response: R) -> R | JsonResponse:
    """`response`, or, where it is an error in another form (Django's and Ninja's own), the same in the contract's."""
    if response.status_code < 400 or response.headers.get("Content-Type", "").startswith("application/json"):
        return response
    message = BARE.get(response.status_code, "The request cannot be answered as it is.")
    answer = error_response(ApiError(response.status_code, CODES.get(response.status_code, "error"), message))
    for name, value in response.items():
        if name not in ("Content-Type", "Content-Length"):
            answer[name] = value
    return answer


def install_error_handlers(api: NinjaAPI) -> None:
    """Make every failure of `api` answer by the contract; a traceback stays in the log."""
    handlers: dict[type[Exception], Any] = {  # Ninja's own type mixes an error with its class
        ApiError: _api_error,
        HttpError: _http_error,
        AuthenticationError: _not_signed_in,
        Http404: _not_found,
        PermissionDenied: _not_allowed,
        ValidationError: _invalid,
        MultiPartParserError: _malformed,
        SuspiciousOperation: _malformed,
        **dict.fromkeys(TOO_LARGE, _too_large),
        Exception: _unexpected,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _api_error(_request: HttpRequest, error: ApiError) -> HttpResponse:
    return error_response(error)


def _http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
    message = BARE.get(error.status_code, str(error))
    return error_response(ApiError(error.status_code, CODES.get(error.status_code, "error"), message))


def _malformed(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return error_response(ApiError(400, "malformed", BARE[400]))


def _too_large(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return error_response(ApiError(413, "too_large", BARE[413]))


def _not_signed_in(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return error_response(ApiError(401, "not_signed_in", "Sign in first, or send an app password."))


def _not_found(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return error_response(ApiError(404, "not_found", "There is nothing here by that name; it may have been removed."))


def _not_allowed(_request: HttpRequest, _error: PermissionDenied) -> HttpResponse:
    return error_response(
        ApiError(403, "not_allowed", "Your account may not do this. Ask the owner of this TrustTune.")
    )


def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    field, message = first_fault(error.errors)
    return error_response(ApiError(422, "invalid", message, field=field))


def first_fault(faults: Sequence[dict[str, Any]]) -> tuple[str | None, str]:
    """The field and the sentence of a validation error's first fault (pydantic's list of dictionaries)."""
    if not faults:
        return None, "The request is not valid."
    fault = faults[0]
    location = [str(part) for part in fault.get("loc", ())]
    if location and location[0] in PARTS:
        del location[: 2 if location[0] == "body" else 1]  # what the body is called in our code tells nobody anything
    field = ".".join(location) or None
    words = str(fault.get("msg", "is not valid")).removeprefix("Value error, ")
    return field, f"{field or 'The body'}: {words}."


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("request_failed", path=request.path, exc_info=error)
    return error_response(ApiError(500, "internal", "Something went wrong here; the log has the details. Try again."))
