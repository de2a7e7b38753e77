"""Who is watched right now, and telling the details of those: at once, then once a second."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from apps.downloads.details.domain import MOST_PEERS, Details
from apps.downloads.details.watching import FORGOTTEN_AFTER_SECONDS, LIST, details_event, details_topic
from apps.downloads.domain import Status
from apps.downloads.engine.details.peers import read_peers
from apps.downloads.engine.details.piece_map import read_bar, read_pieces
from apps.downloads.engine.details.trackers import read_trackers
from apps.downloads.engine.torrent import Torrent

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

TELL_SECONDS = 1.0
MOST_BARS = 50


class Watched:
    """When each download was last said to be watched, on the monotonic clock."""

    def __init__(self) -> None:
        self._heard: dict[str, float] = {}

    def keep(self, download_id: str) -> bool:
        """Somebody looks at it; whether nobody did before."""
        is_new = download_id not in self._heard
        self._heard[download_id] = time.monotonic()
        return is_new

    def present(self) -> list[str]:
        """Those that somebody looks at."""
        limit = time.monotonic() - FORGOTTEN_AFTER_SECONDS
        self._heard = {name: moment for name, moment in self._heard.items() if moment >= limit}
        return list(self._heard)


def look(engine: Engine, download_id: str) -> None:
    """Somebody looks: tell at once what there is to see."""
    engine.watched.keep(download_id)
    _tell(engine, download_id)


def draw_bars(engine: Engine, torrents: Iterable[Torrent]) -> None:
    """Give what is on its way a piece map for its row, while somebody looks at the list."""
    is_watched = LIST in engine.watched.present()
    for torrent in itertools.islice(torrents, MOST_BARS):
        is_moving = torrent.status == Status.DOWNLOADING and bool(torrent.files) and torrent.handle is not None
        torrent.cells = read_bar(torrent.handle) if is_watched and is_moving else ""


def tell(engine: Engine) -> None:
    """Tell the details of everything that is watched."""
    for download_id in engine.watched.present():
        _tell(engine, download_id)


def _tell(engine: Engine, download_id: str) -> None:
    torrent = engine.torrents.get(download_id)
    if torrent is None:
        return
    seen = details(engine, torrent)
    engine.broadcast.send(details_topic(download_id), details_event(seen))


def details(engine: Engine, torrent: Torrent) -> Details:
    """What there is to see of a torrent now."""
    speeds = engine.speeds.of(torrent.download_id)
    if torrent.handle is None:
        return Details(torrent.download_id, speeds=speeds)
    info = torrent.handle.torrent_file()
    peers = read_peers(torrent.handle)
    return Details(
        download_id=torrent.download_id,
        peers=peers[:MOST_PEERS],
        peer_count=len(peers),
        trackers=read_trackers(torrent.handle),
        web_seeds=tuple(sorted(torrent.handle.url_seeds())),
        pieces=read_pieces(torrent.handle) if info is not None and torrent.files else None,
        speeds=speeds,
        is_private=info is not None and bool(info.priv()),
    )
