"""Methods by which an app tells what a person does: hears, likes."""

from typing import Any

from apps.library.starring import Kind, star
from apps.player.services import report_played
from apps.player.subsonic.calls import Call, answers, parted
from apps.player.subsonic.errors import NOT_FOUND, SubsonicError

KINDS: dict[str, Kind] = {"artist": "artists", "album": "albums", "track": "tracks"}


@answers("star")
def give_star(call: Call) -> dict[str, Any]:
    return _star(call, on=True)


@answers("unstar")
def take_star(call: Call) -> dict[str, Any]:
    return _star(call, on=False)


@answers("scrobble")
def scrobble(call: Call) -> dict[str, Any]:
    """Songs were heard; with `submission=false` they have only begun, which nothing here needs to know."""
    if call.flag("submission", default=True):
        for key in call.keys("id", "track"):
            report_played(key, call.text("c", "music app"))
    return {}


def _star(call: Call, *, on: bool) -> dict[str, Any]:
    for kind, key in (parted(value) for name in ("id", "albumId", "artistId") for value in call.values(name)):
        if kind not in KINDS:
            raise SubsonicError(NOT_FOUND, f"A {kind} takes no star; songs, albums and artists do.")
        star(KINDS[kind], key, on=on)
    return {}
