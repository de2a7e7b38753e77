"""Methods about the server itself and the person who asks."""

from typing import Any

from django.conf import settings

from apps.library import services
from apps.library.events import scan_state
from apps.library.models import Track
from apps.player.subsonic.calls import Call, answers
from apps.player.subsonic.errors import NOT_ALLOWED, SubsonicError

ALLOWED = ("streamRole", "downloadRole", "coverArtRole", "playlistRole")
NOT_FOR_APPS = (
    "adminRole", "settingsRole", "uploadRole", "commentRole", "podcastRole", "jukeboxRole", "shareRole",
    "videoConversionRole",
)  # fmt: skip
EXTENSIONS = {"formPost": [1], "apiKeyAuthentication": [1], "transcodeOffset": [1], "songLyrics": [1]}


@answers("ping")
def ping(call: Call) -> dict[str, Any]:
    return {}


@answers("getLicense")
def licence(call: Call) -> dict[str, Any]:
    return {"license": {"valid": True}}


@answers("getOpenSubsonicExtensions")
def extensions(call: Call) -> dict[str, Any]:
    return {"openSubsonicExtensions": [{"name": name, "versions": known} for name, known in EXTENSIONS.items()]}


@answers("getMusicFolders")
def music_folders(call: Call) -> dict[str, Any]:
    return {"musicFolders": {"musicFolder": [{"id": 1, "name": settings.MUSIC_DIR.name}]}}


@answers("getUser")
def user(call: Call) -> dict[str, Any]:
    """What the app may do: hear, and bring the library up to date."""
    name = call.text("username", call.username)
    if name != call.username:
        raise SubsonicError(NOT_ALLOWED, "An app sees its own person alone.")
    return {
        "user": {
            "username": name,
            "scrobblingEnabled": True,
            **dict.fromkeys(ALLOWED, True),
            **dict.fromkeys(NOT_FOR_APPS, False),
            "folder": [1],
        }
    }


@answers("getScanStatus")
def scan_status(call: Call) -> dict[str, Any]:
    scanning = scan_state()["status"] in ("queued", "running")
    return {"scanStatus": {"scanning": scanning, "count": Track.objects.count()}}


@answers("startScan")
def start_scan(call: Call) -> dict[str, Any]:
    services.request_scan()
    return {"scanStatus": {"scanning": True, "count": Track.objects.count()}}
