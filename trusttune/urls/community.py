from django.contrib import admin
from django.urls import path

from api_server import pages
from api_server.api import api, openapi
from api_server.exposition import metrics
from api_server.health import health, live, ready

urlpatterns = [
    path("v1/openapi.json", openapi, name="openapi"),
    path("v1/", api.urls),
    path("health", health, name="health"),
    path("health/live", live, name="live"),
    path("health/ready", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
    path("docs", pages.docs, name="docs"),
    path("privacy", pages.privacy, name="privacy"),
    path("", pages.home, name="home"),
    path("admin/", admin.site.urls),
]
handler404 = "api_server.pages.not_found"
