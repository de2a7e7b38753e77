"""Fetching the .torrent behind an http or https address, or the magnet link to which it redirects."""

from urllib.parse import urlsplit

from apps.core.http import OutgoingError, any_web_host, fetch_now
from apps.downloads.domain import MOST_TORRENT_BYTES, MagnetSource, SourceError, TorrentSource
from apps.downloads.magnets import read_magnet
from apps.downloads.metainfo import read_metainfo

SOON = 4.0
PATIENT = 30.0


def fetch_source(url: str, *, deadline: float) -> MagnetSource | TorrentSource:
    """What `url` holds, within `deadline` seconds, already checked.

    Raises SourceError; `permanent` is False where another try may help.
    """
    try:
        answer = fetch_now(url, deadline=deadline, most_bytes=MOST_TORRENT_BYTES, may_follow=any_web_host)
    except OutgoingError as error:
        raise SourceError("torrent_link_failed", _sentence(error), permanent=error.permanent) from error
    if answer.redirected_to is not None:
        return MagnetSource(read_magnet(answer.redirected_to).uri)
    if answer.body[:8].lower() == b"magnet:?":
        return MagnetSource(read_magnet(answer.body.decode("utf-8", "replace")).uri)
    read_metainfo(answer.body)
    return TorrentSource(answer.body)


def shown(url: str) -> str:
    """What may be told of an address: its host, never its path or keys."""
    return urlsplit(url).hostname or "a torrent link"


def _sentence(error: OutgoingError) -> str:
    advice = "Choose another copy." if error.permanent else "It is tried again; another copy may be quicker."
    return f"The torrent's link gave nothing: {error.message} {advice}"
