"""The operator's admin: devices and their tiers, what they used, the log of calls, and how it all is doing."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from api_server.figures import overview
from api_server.models import ApiLog, Device, QuotaUsage

admin.site.site_header = "TrustTune Community API"
admin.site.site_title = "Community API"
admin.site.index_title = "Operation"


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """Rows that the service writes: to be looked at, never edited."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Device)
class DeviceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Move devices between tiers, in the list itself; nothing else of them can be changed."""

    list_display = ("device_id", "tier", "first_seen", "last_seen")
    list_editable = ("tier",)
    list_filter = ("tier", "last_seen")
    search_fields = ("device_id",)
    readonly_fields = ("id", "device_id", "first_seen", "last_seen")
    ordering = ("-last_seen",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(QuotaUsage)
class QuotaUsageAdmin(ReadOnlyAdmin):
    """Searches a device and day."""

    list_display = ("device", "date", "searches_used", "assists_used")
    list_filter = ("date", "device__tier")
    list_select_related = ("device",)
    search_fields = ("device__device_id",)
    ordering = ("-date", "-searches_used")


@admin.register(ApiLog)
class ApiLogAdmin(ReadOnlyAdmin):
    """The calls, without their words; and the overview of all of them."""

    list_display = ("timestamp", "endpoint", "status", "success", "provider", "response_time_ms", "device")
    list_filter = ("endpoint", "provider", "success", "timestamp")
    list_select_related = ("device",)
    search_fields = ("device__device_id",)
    ordering = ("-timestamp",)
    change_list_template = "api_server/admin_logs.html"

    def get_urls(self) -> list[URLPattern]:
        own = [path("overview/", self.admin_site.admin_view(self.overview), name="api_server_overview")]
        return own + super().get_urls()

    def overview(self, request: HttpRequest) -> HttpResponse:
        """Requests, errors and response times as charts, and how each provider does."""
        context = {**self.admin_site.each_context(request), "title": "Overview", "figures": overview()}
        return TemplateResponse(request, "api_server/admin_overview.html", context)
