"""Understanding a source: the first values of a download's row, from a magnet link, a .torrent, or an address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from apps.core.errors import ApiError
from apps.downloads import links
from apps.downloads.domain import MagnetSource, Removal, Source, SourceError, Status, TorrentSource, UrlSource
from apps.downloads.magnets import read_magnet
from apps.downloads.metainfo import read_metainfo
from apps.downloads.models import Download


@dataclass(frozen=True, slots=True)
class Understood:
    """The row's first values, and the .torrent where there is one."""

    values: dict[str, Any]
    metainfo: bytes | None = None
    trackers: tuple[str, ...] = ()
    is_private: bool = False


def understand(source: Source) -> Understood:
    """Read a magnet link or a .torrent, or fetch what an address holds. Raises ApiError (413, 422, 502)."""
    try:
        match source:
            case MagnetSource(uri):
                return _magnet_wish(uri)
            case TorrentSource(data):
                return _torrent_wish(data)
            case UrlSource():
                return _url_wish(source)
    except SourceError as error:
        status = 413 if error.code == "torrent_too_large" else 422 if error.permanent else 502
        raise ApiError(status, error.code, error.message) from error


def _magnet_wish(uri: str) -> Understood:
    magnet = read_magnet(uri)
    return Understood(
        {
            "magnet": magnet.uri,
            "info_hash": magnet.info_hash,
            "info_hash_v2": magnet.v2,
            "title": magnet.name or magnet.info_hash,
            "status": Status.QUEUED,
        },
        trackers=magnet.trackers,
    )


def _torrent_wish(data: bytes) -> Understood:
    metainfo = read_metainfo(data)
    values = {
        "info_hash": metainfo.info_hash,
        "info_hash_v2": metainfo.v2,
        "title": metainfo.name or metainfo.info_hash,
        "size_bytes": metainfo.size,
    }
    return Understood(values, data, metainfo.trackers, metainfo.is_private)


def _url_wish(source: UrlSource) -> Understood:
    known = Download.objects.filter(torrent_url=source.url, removal=Removal.NONE).first()
    if known is not None:
        return Understood({"info_hash": known.info_hash, "torrent_url": source.url})
    try:
        found = links.fetch_source(source.url, deadline=links.SOON)
    except SourceError as error:
        if error.permanent:
            raise
        return Understood(
            {
                "torrent_url": source.url,
                "info_hash": source.info_hash or None,
                "title": links.shown(source.url),
                "status": Status.FETCHING_METADATA,
            }
        )
    wish = _magnet_wish(found.uri) if isinstance(found, MagnetSource) else _torrent_wish(found.data)
    return replace(wish, values=wish.values | {"torrent_url": source.url})
