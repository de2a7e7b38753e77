"""The plain pages: what this is, how it is called, what it keeps. Sync views with Django's full middleware."""

import hashlib
import hmac
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_ratelimit.core import is_ratelimited

from api_server.api import api
from api_server.configuration import configuration
from api_server.docs import operations
from api_server.metrics import RATE_DECISIONS
from apps.core.errors import ApiError, error_document, error_response

log = structlog.get_logger(__name__)

PAGES_A_MINUTE = "60/m"
LOGINS_A_MINUTE = "10/m"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, for whoever opens the address in a browser."""
    return render(request, "api_server/home.html", {"quotas": configuration().quotas, "version": settings.VERSION})


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every call with its fields, made from the OpenAPI document."""
    document = api.get_openapi_schema(path_prefix="/v1/")
    return render(request, "api_server/docs.html", {"operations": operations(document), "info": document["info"]})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, for how long, and what is not."""
    keep = configuration()
    context = {"log_days": keep.api_log_days, "quota_days": keep.quota_days}
    return render(request, "api_server/privacy.html", context)


def not_found(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing at this address, on either path."""
    message = "There is nothing at this address. The calls are listed in /v1/openapi.json."
    return JsonResponse(error_document("not_found", message), status=404)


class PageLimitMiddleware:
    """django-ratelimit in front of the plain pages; attempts to sign in are fewer.

    Its own fail-open does not cover a Redis that is away, so that is done here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signing_in = request.method == "POST" and request.path_info == "/admin/login/"
        group, rate = ("login", LOGINS_A_MINUTE) if signing_in else ("pages", PAGES_A_MINUTE)
        if self._limited(request, group, rate):
            message = "Too many requests for pages from this address. Try again in a minute."
            return error_response(ApiError(429, "rate_limited", message, retry_after=60))
        return self.get_response(request)

    def _limited(self, request: HttpRequest, group: str, rate: str) -> bool:
        try:
            limited = bool(is_ratelimited(request, group=group, key=_address_key, rate=rate, increment=True))
            where = "redis"
        except Exception as error:  # the cache's client raises its own kinds; a page must not fail with it
            log.warning("page_limit_skipped", reason=type(error).__name__)
            limited, where = False, "none"
        RATE_DECISIONS.labels(group, "limited" if limited else "passed", where).inc()
        return limited


def _address_key(_group: str, request: HttpRequest) -> str:
    address = str(request.META.get("REMOTE_ADDR", ""))
    return hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()[:24]
