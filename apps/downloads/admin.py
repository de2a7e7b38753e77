from django.contrib import admin
from django.http import HttpRequest

from apps.downloads.domain import UNDER_WAY
from apps.downloads.models import Download, TorrentNode
from apps.downloads.nodes import live_nodes


@admin.register(TorrentNode)
class TorrentNodeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """The `torrents` workers: to be read; one that is gone for good can be deleted once nothing is left on it."""

    list_display = ("name", "is_live", "seen_at", "lease_until", "under_way", "downloads")
    fields = readonly_fields = (*list_display, "holder", "fence")

    @admin.display(boolean=True, description="live")
    def is_live(self, node: TorrentNode) -> bool:
        return live_nodes().filter(name=node.name).exists()

    @admin.display
    def downloads(self, node: TorrentNode) -> int:
        return Download.objects.filter(node=node.name).count()

    @admin.display
    def under_way(self, node: TorrentNode) -> int:
        return Download.objects.filter(node=node.name, status__in=UNDER_WAY).count()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: TorrentNode | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: TorrentNode | None = None) -> bool:
        return obj is not None and not self.is_live(obj) and not self.downloads(obj)
