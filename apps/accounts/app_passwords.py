"""Passwords for music apps: made here, shown once, taken back one by one."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from apps.accounts.models import AppPassword, User

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # no letters that look alike: people type it on a phone
LENGTH = 20
USED_EVERY = timedelta(minutes=10)


def make_app_password(user: User, name: str) -> AppPassword:
    """A new password for `user`, about 100 bits; `name` says which app it is for."""
    secret = "".join(secrets.choice(ALPHABET) for _letter in range(LENGTH))
    return AppPassword.objects.create(user=user, name=name.strip()[:100] or "Music app", secret=secret)


def take_back(user: User, key: UUID) -> None:
    """Delete one of the user's app passwords; the app is out at its next call."""
    AppPassword.objects.filter(user=user, pk=key).delete()


def user_by_password(username: str, password: str) -> User | None:
    """The active user of that name who has this app password."""
    return _used(next((each for each in _of(username) if _same(each.secret, password)), None))


def user_by_token(username: str, token: str, salt: str) -> User | None:
    """The same for a token: the MD5 of password and salt in hex (OpenSubsonic, `t` and `s`)."""
    for each in _of(username):
        expected = hashlib.md5((each.secret + salt).encode(), usedforsecurity=False).hexdigest()
        if _same(expected, token.lower()):
            return _used(each)
    return None


def user_by_key(secret: str) -> User | None:
    """The active user whose app password this is (OpenSubsonic, `apiKey`)."""
    return _used(AppPassword.objects.select_related("user").filter(secret=secret, user__is_active=True).first())


def _same(ours: str, theirs: str) -> bool:
    """In constant time; as bytes, since what an app sends may hold any letters."""
    return hmac.compare_digest(ours.encode(), theirs.encode(errors="surrogatepass"))


def _of(username: str) -> list[AppPassword]:
    found = AppPassword.objects.select_related("user").filter(user__username=username, user__is_active=True)
    return list(found)


def _used(found: AppPassword | None) -> User | None:
    if found is None:
        return None
    now = timezone.now()
    stale = Q(used_at__isnull=True) | Q(used_at__lt=now - USED_EVERY)
    AppPassword.objects.filter(stale, pk=found.pk).update(used_at=now)
    return found.user
