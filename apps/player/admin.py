from django.contrib import admin

from apps.player.models import Device, Play


@admin.register(Device)
class DeviceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("name", "title", "state", "volume", "changed_at")


@admin.register(Play)
class PlayAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("track", "device", "played_at")
    raw_id_fields = ("track",)
