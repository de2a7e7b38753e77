"""The page on which music apps get their passwords."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from apps.accounts import app_passwords
from apps.accounts.models import User
from apps.core.pages.rendering import page

NEW = "new_app_password"


@require_GET
def music_apps(request: HttpRequest) -> HttpResponse:
    """How a music app connects, the passwords that were made, and the newest one, once."""
    user = request.user if isinstance(request.user, User) else None
    context = {
        "address": request.build_absolute_uri("/").rstrip("/"),
        "passwords": list(user.app_passwords.all()) if user else [],
        "account": user,
        "new": request.session.pop(NEW, None),
    }
    return page(request, "accounts/music_apps.html", context)


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        made = app_passwords.make_app_password(request.user, request.POST.get("name", ""))
        request.session[NEW] = {"name": made.name, "secret": made.secret}
    return redirect("accounts:music_apps")


@require_POST
def take_back(request: HttpRequest, key: UUID) -> HttpResponse:
    if isinstance(request.user, User):
        app_passwords.take_back(request.user, key)
        messages.success(request, "That password opens nothing any more.")
    return redirect("accounts:music_apps")
