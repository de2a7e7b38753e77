"""How a page is rendered: whole for a browser, its middle alone for a boosted link.

A page template extends `{{ layout }}`. htmx asks for `#main` with the header `HX-Request`; a history restore and a
browser without JavaScript get the whole document, so every address answers both (and caches are told: `Vary`).
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

WHOLE = "layouts/shell.html"
MIDDLE = "layouts/middle.html"


def wants_middle(request: HttpRequest) -> bool:
    """Whether htmx asked and only the middle of the page is to be sent."""
    htmx = _details(request)
    return htmx is not None and bool(htmx) and not htmx.history_restore_request


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asked for a piece of a page: not a boosted link or form, and not for `#main`."""
    htmx = _details(request)
    return htmx is not None and wants_middle(request) and not htmx.boosted and htmx.target != "main"


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render `template`, which extends `layout`."""
    layout = MIDDLE if wants_middle(request) else WHOLE
    return _varied(render(request, template, {**(context or {}), "layout": layout}, status=status))


def fragment(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a partial, followed by what the person is to be told (out of band)."""
    html = render_to_string(template, dict(context or {}), request)
    return _varied(HttpResponse(html + told(request), status=status))


def nothing(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    """Change nothing where the request came from; only tell the messages."""
    response = HttpResponse(told(request), status=status)
    response["HX-Reswap"] = "none"
    return _varied(response)


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Go to another page after a form: 303, so that the browser asks for it with GET."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return _varied(response)


def told(request: HttpRequest) -> str:
    """The waiting messages as an out-of-band fragment; empty when there are none."""
    waiting = list(messages.get_messages(request))
    return render_to_string("core/_messages_oob.html", {"messages": waiting}, request) if waiting else ""


def _details(request: HttpRequest) -> HtmxDetails | None:
    """None before the middleware saw the request, as in an early refusal."""
    return getattr(request, "htmx", None)


def _varied(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
