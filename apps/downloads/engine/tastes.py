"""Fetching one song first: which one, and what happens when it is here."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import structlog

from apps.downloads.engine import judging
from apps.downloads.engine.torrent import Torrent
from apps.downloads.tasks import send_taste
from apps.downloads.tasting.domain import UNDECIDED, Stage, taste_file

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

log = structlog.get_logger(__name__)


def limited(torrent: Torrent, wanted: frozenset[int]) -> frozenset[int]:
    """What is fetched now of what is wanted: one song while the taste is undecided."""
    song = taste_file(torrent.files, wanted) if torrent.wish.taste in UNDECIDED else None
    torrent.is_tasting, torrent.is_tasted = song is not None, False
    return wanted if song is None else frozenset({song})


def arrived(engine: Engine, torrent: Torrent) -> None:
    """The song is on the disk: have it examined, once."""
    if judging.judge_whole(engine, torrent):
        return
    torrent.is_tasted, torrent.tasted_at = True, time.monotonic()
    engine.changed.add(torrent.download_id)
    log.info("taste_arrived", download=torrent.download_id)
    if torrent.wish.taste in (Stage.FETCHING, Stage.CHECKING):
        send_taste(torrent.download_id)


def send_again(engine: Engine) -> None:
    """A task may have been lost with its worker or the broker; examining twice does no harm."""
    for torrent in engine.torrents.values():
        if torrent.is_tasted and torrent.wish.taste in (Stage.FETCHING, Stage.CHECKING):
            send_taste(torrent.download_id)
