from django.contrib import admin
from django.urls import include, path

from apps.core.health import health
from trusttune.api import api

urlpatterns = [
    path("health", health, name="health"),
    path("api/", api.urls),
    path("", include("django_prometheus.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("apps.accounts.urls")),
    path("downloads/", include("apps.downloads.urls")),
    path("library/", include("apps.library.urls")),
    path("player/", include("apps.player.urls")),
    path("rest/", include("apps.player.subsonic.urls")),
    path("wanted/", include("apps.wanted.urls")),
    path("settings/", include("apps.core.urls")),
    path("", include("apps.search.urls")),
]

handler400 = "apps.core.pages.errors.bad_request"
handler403 = "apps.core.pages.errors.forbidden"
handler404 = "apps.core.pages.errors.not_found"
handler500 = "apps.core.pages.errors.broken"
