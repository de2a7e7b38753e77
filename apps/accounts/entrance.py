"""The door: without an account only this machine may enter; with one, people sign in."""

from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from apps.core.errors import ApiError, error_response
from apps.core.security.origins import MACHINE_PATHS
from apps.core.security.proxies import is_loopback

OPEN_PATHS = ("/static/", "/accounts/login", "/health")


def accounts_exist() -> bool:
    """Whether anyone made an account, which closes the house to strangers."""
    return get_user_model().objects.exists()


def may_enter(is_signed_in: bool, is_local: bool) -> bool:
    """The rule itself: signed in, or on this machine while there is no account."""
    return is_signed_in or (is_local and not accounts_exist())


class EntranceMiddleware:
    """Apply `may_enter` to every request; OpenSubsonic checks its own app passwords."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path.startswith((*OPEN_PATHS, "/rest/")) or may_enter(request.user.is_authenticated, is_loopback(request)):
            return self.get_response(request)
        if accounts_exist():
            if path.startswith(MACHINE_PATHS):
                return error_response(ApiError(401, "not_signed_in", "Sign in first."))
            return redirect_to_login(request.get_full_path())
        message = (
            "This TrustTune has no account yet, so it answers only on its own machine. "
            "Make one there: python manage.py createowner NAME."
        )
        return error_response(ApiError(403, "loopback_only", message))
