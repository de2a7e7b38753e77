"""What the shell around every page needs to know."""

from django.conf import settings
from django.http import HttpRequest

THEMES = ("dark", "light")


def shell(request: HttpRequest) -> dict[str, object]:
    """Template context of every page: version, base path (ends with a slash), layout, the chosen theme."""
    theme = request.COOKIES.get("trusttune_theme", "")
    return {
        "version": settings.VERSION,
        "base_path": settings.BASE_PATH.rstrip("/") + "/",
        "layout": "layouts/shell.html",
        "theme": theme if theme in THEMES else "",
    }
