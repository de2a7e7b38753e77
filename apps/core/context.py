"""What the shell around every page needs to know."""

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    """Template context of every page: the version and whether only `#main` is wanted."""
    return {"version": settings.VERSION, "partial": bool(getattr(request, "htmx", False))}
