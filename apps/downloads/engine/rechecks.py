"""Comparing every byte on the disk with the torrent's hashes, and mending what is found damaged.

libtorrent's own `force_recheck` is not used: after it, pieces that were half fetched and flushed before fail their hash
and get the peer banned that sent them right (measured with 2.1.1). The torrent is taken out and put in anew instead.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from django.utils import timezone

from apps.downloads.domain import ARRIVED, Status
from apps.downloads.engine import entering, parameters
from apps.downloads.engine.torrent import Torrent

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine


def recheck(engine: Engine, torrent: Torrent) -> None:
    """Check a torrent from the first byte to the last; afterwards it goes on with what was found."""
    now = timezone.now()
    torrent.wish = dataclasses.replace(torrent.wish, rechecked_at=now)
    engine.rows.change(torrent.download_id, rechecked_at=now)
    if torrent.handle is None or not torrent.files:
        return
    described = parameters.copied(torrent.handle, engine.resume.read(torrent.download_id), torrent.wish, torrent.folder)
    engine.names.pop(torrent.handle, None)
    engine.session.remove_torrent(torrent.handle)
    torrent.begin_anew()
    entering.doubt(engine, torrent)
    entering.put_in(engine, torrent, described)


def fetch_again(engine: Engine, torrent: Torrent) -> None:
    """Something that had arrived is damaged: fetch what is missing, unless all of it was taken away on purpose."""
    was_complete = Status.COMPLETE in (torrent.status, torrent.status_once_checked)
    if was_complete and not any((torrent.folder / file.path).exists() for file in torrent.wanted_files):
        entering.found_whole(engine, torrent)
        return
    torrent.status_once_checked = None
    torrent.has_arrived = False
    torrent.status = Status.DOWNLOADING
    engine.status_changed(torrent)
    engine.rows.change_status(torrent.download_id, Status.DOWNLOADING, ARRIVED, completed_at=None)
