"""Methods by which an app tells what a person does: hears, likes."""

from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

from apps.library.starring import Kind, star
from apps.player.services import report_played
from apps.player.subsonic.calls import Call, answers, parted
from apps.player.subsonic.errors import GENERIC, MISSING, NOT_FOUND, SubsonicError

KINDS: dict[str, Kind] = {"artist": "artists", "album": "albums", "track": "tracks"}


@answers("star")
def give_star(call: Call) -> dict[str, Any]:
    return _star(call, on=True)


@answers("unstar")
def take_star(call: Call) -> dict[str, Any]:
    return _star(call, on=False)


@answers("scrobble")
def scrobble(call: Call) -> dict[str, Any]:
    """Songs were heard, each at its `time` (ms since 1970) where the app tells one.

    With `submission=false` they have only begun, which nothing here needs to know.
    """
    keys, times = call.keys("id", "track"), [_moment(value) for value in call.values("time")]
    if not keys:
        raise SubsonicError(MISSING, "The parameter id is missing.")
    if len(times) > len(keys):
        raise SubsonicError(GENERIC, "There are more values of time than of id.")
    if call.flag("submission", default=True):
        for key, at in zip_longest(keys, times):
            report_played(key, call.text("c", "music app"), at)
    return {}


def _moment(value: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(value) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        raise SubsonicError(GENERIC, "The parameter time must be milliseconds since 1970.") from None


def _star(call: Call, *, on: bool) -> dict[str, Any]:
    for kind, key in (parted(value) for name in ("id", "albumId", "artistId") for value in call.values(name)):
        if kind not in KINDS:
            raise SubsonicError(NOT_FOUND, f"A {kind} takes no star; songs, albums and artists do.")
        star(KINDS[kind], key, on=on)
    return {}
