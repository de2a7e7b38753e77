"""Who may call: an app password by name and password, name and token, or as an API key.

Without an account the house is open to its own machine alone (`accounts.entrance`), and then any credentials do.
"""

import binascii

from django.http import HttpRequest
from django_ratelimit.core import is_ratelimited

from apps.accounts import app_passwords
from apps.accounts.entrance import accounts_exist
from apps.accounts.models import User
from apps.core.security.proxies import is_loopback
from apps.player.subsonic.calls import Call
from apps.player.subsonic.errors import CONFLICTING, MISSING, NOT_ALLOWED, WRONG_CREDENTIALS, WRONG_KEY, SubsonicError

WRONG_A_MINUTE = "20/m"
WITHOUT_CREDENTIALS = ("getOpenSubsonicExtensions",)
HELP = "Use an app password: Settings, Music apps."


def enter(request: HttpRequest, method: str) -> Call:
    """The call, once its credentials are right. Raises SubsonicError."""
    call = Call(request, "")
    name = call.text("u", "")
    if method in WITHOUT_CREDENTIALS:
        return call
    if not accounts_exist():
        if is_loopback(request):
            return Call(request, name or "local")
        raise SubsonicError(NOT_ALLOWED, "This TrustTune has no account yet, so it answers on its own machine alone.")
    if _too_often(request, count=False):
        raise SubsonicError(WRONG_CREDENTIALS, "Too many wrong passwords from there. Wait a minute.")
    user = _user(call, name)
    if user is None:
        _too_often(request, count=True)
        code = WRONG_KEY if call.text("apiKey", "") else WRONG_CREDENTIALS
        raise SubsonicError(code, f"That name and password do not belong together. {HELP}")
    return Call(request, user.get_username())


def _user(call: Call, name: str) -> User | None:
    key, password, token = call.text("apiKey", ""), call.text("p", ""), call.text("t", "")
    if key and (name or password or token):
        raise SubsonicError(CONFLICTING, "Send either an API key or a name with a password, not both.")
    if key:
        return app_passwords.user_by_key(key)
    if token:
        return app_passwords.user_by_token(name, token, call.text("s"))
    if password:
        return app_passwords.user_by_password(name, _plain(password))
    raise SubsonicError(MISSING, f"The app sent no credentials. {HELP}")


def _plain(password: str) -> str:
    """The password, which apps may send as `enc:` and hex digits."""
    if not password.startswith("enc:"):
        return password
    try:
        return binascii.unhexlify(password[4:]).decode()
    except ValueError:
        return ""


def _too_often(request: HttpRequest, *, count: bool) -> bool:
    limited: bool = is_ratelimited(request, group="subsonic", key="ip", rate=WRONG_A_MINUTE, increment=count)
    return limited
