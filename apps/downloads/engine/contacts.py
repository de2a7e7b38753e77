"""Whom a torrent asks, brought to the wish: its trackers and web seeds, and asking them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.downloads.engine.details.trackers import add_trackers, announce, set_trackers
from apps.downloads.engine.torrent import Torrent
from apps.downloads.engine.wishes import Wish
from apps.downloads.magnets import read_magnet

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine


def follow(torrent: Torrent, before: Wish) -> None:
    """Bring the running torrent's trackers and web seeds to its wish where that differs from `before`."""
    wish = torrent.wish
    if wish.trackers is not None and wish.trackers != before.trackers:
        set_trackers(torrent.handle, wish.trackers)
    if wish.trackers is None and wish.magnet != before.magnet and not _is_private(torrent):
        add_trackers(torrent.handle, read_magnet(wish.magnet).trackers)
    if wish.web_seeds is not None and wish.web_seeds != before.web_seeds:
        present = set(torrent.handle.url_seeds())
        for url in present - set(wish.web_seeds):
            torrent.handle.remove_url_seed(url)
        for url in set(wish.web_seeds) - present:
            torrent.handle.add_url_seed(url)


def _is_private(torrent: Torrent) -> bool:
    info = torrent.handle.torrent_file()
    return info is not None and bool(info.priv())


def reannounce(engine: Engine, download_id: str) -> None:
    """Ask the trackers now, and the DHT where the torrent may."""
    torrent = engine.torrents.get(download_id)
    if torrent is not None and torrent.handle is not None:
        announce(torrent.handle)
        torrent.handle.force_dht_announce()
